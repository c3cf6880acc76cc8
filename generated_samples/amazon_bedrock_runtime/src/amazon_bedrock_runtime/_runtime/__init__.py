# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The behaviour behind a generated client: requests, authentication, retries, decoding, pages.

Generated modules declare what an API looks like; everything that happens at run time is here. These
files are the same in every generated client.
"""
