"""A Litestar application that declares what Litestar can declare; each handler notes what it was called with."""

# Litestar reads the annotations when handlers are made: they are not strings here.

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Litestar, MediaType, Request, Response, delete, get, patch, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.params import Body, Parameter
from litestar.response import File, Redirect, Stream
from serving import Seen

seen = Seen()


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


# --- Parameters ---------------------------------------------------------------------------------


@get("/scalars/{text:str}/{number:int}/{ratio:float}/{day:date}/{key:uuid}", tags=["values"])
async def read_scalars(text: str, number: int, ratio: float, day: date, key: UUID) -> None:
    seen.note("read_scalars", text=text, number=number, ratio=ratio, day=day, key=key)


@get("/files/{name:path}", tags=["values"])
async def read_path(name: Path) -> str:
    seen.note("read_path", name=str(name))
    return str(name)


@get("/query", tags=["values"])
async def read_query(
    needed: str,
    size: Size,
    tags: list[str],
    at: datetime,
    price: Decimal | None = None,
    aliased: Annotated[str | None, Parameter(query="the-alias")] = None,
    flag: bool | None = None,
) -> None:
    seen.note(
        "read_query",
        needed=needed,
        size=size,
        tags=tags,
        at=at,
        price=price,
        aliased=aliased,
        flag=flag,
    )


@get("/carried", tags=["values"])
async def read_carried(
    token: Annotated[str, Parameter(header="X-Token")],
    session: Annotated[str, Parameter(cookie="session")],
    number: Annotated[int | None, Parameter(header="X-Number")] = None,
) -> None:
    seen.note("read_carried", token=token, session=session, number=number)


# --- Bodies -------------------------------------------------------------------------------------


class Cat(msgspec.Struct, tag_field="kind", tag="cat"):
    lives: int = 9


class Dog(msgspec.Struct, tag_field="kind", tag="dog"):
    tricks: list[str] = msgspec.field(default_factory=list)


class Owner(msgspec.Struct, kw_only=True):
    name: str
    born: date | None = None
    pets: list[Cat | Dog] = msgspec.field(default_factory=list)
    sizes: dict[str, Size] = msgspec.field(default_factory=dict)
    balance: Decimal | None = None
    scores: list[float] = msgspec.field(default_factory=list)
    note: str | None | msgspec.UnsetType = msgspec.UNSET


@post("/owners", tags=["bodies"])
async def create_owner(data: Owner) -> Owner:
    seen.note("create_owner", data=data)
    return data


@patch("/owners/{name:str}", tags=["bodies"])
async def patch_owner(name: str, data: Owner) -> Owner:
    seen.note("patch_owner", name=name, note=data.note)
    return data


@put("/pet", tags=["bodies"])
async def put_pet(data: Cat | Dog) -> Cat | Dog:
    seen.note("put_pet", data=data)
    return data


@put("/numbers", tags=["bodies"])
async def put_numbers(data: list[int | None]) -> list[int | None]:
    seen.note("put_numbers", data=data)
    return data


@dataclass
class Tree:
    name: str
    children: list["Tree"] = field(default_factory=list)


@post("/tree", tags=["bodies"])
async def post_tree(data: Tree) -> Tree:
    seen.note("post_tree", data=data)
    return data


# --- Forms and files ----------------------------------------------------------------------------


@dataclass
class Login:
    user: str
    password: str
    remember: bool = False


@post("/login", tags=["forms"])
async def send_login(
    data: Annotated[Login, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> str:
    seen.note("send_login", data=data)
    return data.user


@dataclass
class Upload:
    title: str
    main: UploadFile
    others: list[UploadFile] = field(default_factory=list)


@post("/upload", tags=["forms"])
async def send_upload(
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> list[str]:
    contents = [await file.read() for file in (data.main, *data.others)]
    seen.note("send_upload", title=data.title, contents=contents, name=data.main.filename)
    return [data.main.filename, *(file.filename for file in data.others)]


@post("/upload-one", tags=["forms"])
async def send_one(
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> int:
    content = await data.read()
    seen.note("send_one", content=content)
    return len(content)


# --- Responses ----------------------------------------------------------------------------------


@get("/text", tags=["results"], media_type=MediaType.TEXT)
async def get_text() -> str:
    seen.note("get_text")
    return "grüße"


@get("/file", tags=["results"])
async def get_file() -> File:
    seen.note("get_file")
    return File(Path(__file__), filename="app.py", media_type="application/octet-stream")


@get("/stream", tags=["results"])
async def get_stream() -> Stream:
    seen.note("get_stream")

    def chunks() -> Iterator[bytes]:
        yield b"one,"
        yield b"two"

    return Stream(chunks(), media_type="text/csv")


@delete("/nothing", tags=["results"])
async def delete_nothing() -> None:
    seen.note("delete_nothing")


@get("/moved", tags=["results"], status_code=302)
async def get_moved() -> Redirect:
    seen.note("get_moved")
    return Redirect("https://elsewhere.example/x", status_code=302)


@get("/failing", tags=["results"], raises=[NotFoundException, PermissionDeniedException])
async def get_failing(status: int) -> None:
    seen.note("get_failing", status=status)
    if status == 404:
        raise NotFoundException(detail="It is not here", extra={"id": 7})
    raise HTTPException(status_code=status, detail="Something else")


@get("/anything", tags=["results"])
async def get_anything() -> Response[Any]:
    seen.note("get_anything")
    return Response({"a": 5, "b": [1.5, None]}, headers={"x-request-id": "r-2"})


@get("/secured", tags=["results"], security=[{"key": []}, {"token": []}])
async def get_secured(request: Request[Any, Any, Any]) -> None:
    seen.note(
        "get_secured",
        key=request.headers.get("x-key"),
        token=request.headers.get("authorization"),
    )


def _operation_id(handler: HTTPRouteHandler, method: str, parts: list[Any]) -> str:
    return handler.handler_name


def make_app() -> Litestar:
    """Build the application."""
    schemes = {
        "key": SecurityScheme(type="apiKey", name="X-Key", security_scheme_in="header"),
        "token": SecurityScheme(type="http", scheme="bearer"),
    }
    config = OpenAPIConfig(
        operation_id_creator=_operation_id,
        title="Stars",
        version="1",
        components=Components(security_schemes=schemes),
        tags=[Tag(name="values"), Tag(name="bodies"), Tag(name="forms"), Tag(name="results")],
    )
    handlers = [
        read_scalars,
        read_path,
        read_query,
        read_carried,
        create_owner,
        patch_owner,
        put_pet,
        put_numbers,
        post_tree,
        send_login,
        send_upload,
        send_one,
        get_text,
        get_file,
        get_stream,
        delete_nothing,
        get_moved,
        get_failing,
        get_anything,
        get_secured,
    ]
    return Litestar(route_handlers=handlers, openapi_config=config)
