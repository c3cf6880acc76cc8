"""Typed dictionaries, in wire names: Customers."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class SignInRequestDict(TypedDict):
    """What `models.SignInRequest` is made of, by wire name."""

    email: str
    password: str
    remember: NotRequired[bool]
