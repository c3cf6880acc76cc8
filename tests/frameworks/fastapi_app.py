"""A FastAPI application that declares what FastAPI can declare; each endpoint notes what it was called with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.routing import APIRoute
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    OAuth2PasswordRequestForm,
)
from pydantic import BaseModel, ConfigDict, Field, computed_field
from serving import Seen
from starlette.middleware.sessions import SessionMiddleware

seen = Seen()


class Color(StrEnum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


# --- Parameters ---------------------------------------------------------------------------------

parameters = APIRouter(prefix="/parameters", tags=["parameters"])


@parameters.get("/scalars/{text}/{number}/{ratio}/{flag}/{color}/{day}/{key}")
def read_scalars(
    text: str, number: int, ratio: float, flag: bool, color: Color, day: date, key: UUID
) -> dict[str, Any]:
    seen.note(
        "read_scalars",
        text=text,
        number=number,
        ratio=ratio,
        flag=flag,
        color=color,
        day=day,
        key=key,
    )
    return {"ratio": ratio}


@parameters.get("/files/{name:path}")
def read_path(name: str) -> str:
    seen.note("read_path", name=name)
    return name


@parameters.get("/number/{ratio}")
def read_number(ratio: float, request: Request) -> float:
    seen.note("read_number", sent=request.url.path.rpartition("/")[2])
    return ratio


@parameters.get("/query")
def read_query(
    needed: str,
    count: int = 10,
    tags: Annotated[list[str] | None, Query()] = None,
    levels: Annotated[set[Level] | None, Query()] = None,
    at: datetime | None = None,
    since: date | None = None,
    length: timedelta | None = None,
    price: Decimal | None = None,
    aliased: Annotated[str | None, Query(alias="the-alias[]")] = None,
    flag: bool | None = None,
) -> None:
    values = {name: value for name, value in locals().items() if value is not None}
    seen.note("read_query", **values)


class Filter(BaseModel):
    limit: int = 100
    order_by: Literal["created_at", "updated_at"] = "created_at"
    tags: list[str] = []


@parameters.get("/model")
def read_query_model(filter: Annotated[Filter, Query()]) -> None:
    seen.note("read_query_model", **filter.model_dump())


@parameters.get("/headers")
def read_headers(
    x_plain: Annotated[str, Header()],
    x_number: Annotated[int | None, Header()] = None,
    strange_header: Annotated[str | None, Header(convert_underscores=False)] = None,
) -> None:
    seen.note("read_headers", x_plain=x_plain, x_number=x_number, strange_header=strange_header)


class CommonHeaders(BaseModel):
    save_data: bool
    if_modified: str | None = None


@parameters.get("/header-model")
def read_header_model(headers: Annotated[CommonHeaders, Header()]) -> None:
    seen.note("read_header_model", **headers.model_dump())


@parameters.get("/cookies")
def read_cookies(
    session: Annotated[str, Cookie()], tracker: Annotated[int | None, Cookie()] = None
) -> None:
    seen.note("read_cookies", session=session, tracker=tracker)


# --- Bodies -------------------------------------------------------------------------------------

bodies = APIRouter(prefix="/bodies", tags=["bodies"])


class Part(BaseModel):
    name: str
    weight: float | None = None


class Item(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    id: int
    name: Annotated[str, Field(min_length=1)]
    price: Decimal = Decimal("0")
    ratio: float = 0
    color: Color = Color.RED
    level: Level | None = None
    created: datetime | None = None
    day: date | None = None
    clock: time | None = None
    length: timedelta | None = None
    key: UUID | None = None
    raw: bytes | None = None
    tags: set[str] = set()
    parts: list[Part] = []
    by_name: dict[str, Part] = {}
    pair: tuple[int, str] | None = None
    anything: Any = None
    aliased: Annotated[str | None, Field(alias="theAlias")] = None


@bodies.post("/items", status_code=201)
def create_item(item: Item) -> Item:
    seen.note("create_item", item=item.model_dump(exclude_unset=True))
    return item


@bodies.patch("/items/{id}")
def update_part(id: int, part: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    seen.note("update_part", id=id, part=part)
    return part


class Changes(BaseModel):
    name: str | None = None
    weight: float | None = None


@bodies.patch("/changes")
def patch_changes(changes: Changes) -> Changes:
    seen.note("patch_changes", **changes.model_dump(exclude_unset=True))
    return changes


@bodies.put("/several")
def put_several(part: Part, other: Part, count: Annotated[int, Body()], q: str = "") -> None:
    seen.note("put_several", part=part.name, other=other.name, count=count, q=q)


@bodies.post("/list")
def post_list(parts: list[Part]) -> list[Part]:
    seen.note("post_list", names=[part.name for part in parts])
    return parts


@bodies.post("/number")
def post_number(number: Annotated[float, Body()], request: Request) -> float:
    seen.note("post_number", number=number)
    return number


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    tricks: list[str] = []


class Bird(BaseModel):
    kind: Literal["bird", "parrot"]
    speed: float = 0


Pet = Annotated[Cat | Dog | Bird, Field(discriminator="kind")]


@bodies.post("/pet")
def post_pet(pet: Pet) -> Pet:
    seen.note("post_pet", type=type(pet).__name__, **pet.model_dump())
    return pet


@bodies.post("/plain-union")
def post_plain_union(value: Annotated[Cat | Dog, Body(embed=True)]) -> Cat | Dog:
    seen.note("post_plain_union", type=type(value).__name__, **value.model_dump())
    return value


class Event(BaseModel):
    type: Literal["event"] = "event"
    at: datetime
    pets: list[Pet] = []


@bodies.post("/event")
def post_event(event: Event) -> Event:
    seen.note("post_event", fields=sorted(event.model_fields_set), type=event.type)
    return event


@bodies.post("/scalars")
def post_mixed(value: Annotated[int | str | None, Body(embed=True)] = None) -> int | str | None:
    seen.note("post_mixed", value=value)
    return value


class Node(BaseModel):
    name: str
    children: list[Node] = []
    parent: Node | None = None


@bodies.post("/tree")
def post_tree(node: Node) -> Node:
    seen.note("post_tree", node=node.model_dump(exclude_unset=True))
    return node


# --- Forms and files ------------------------------------------------------------------------------

forms = APIRouter(prefix="/forms", tags=["forms"])


@forms.post("/simple")
def submit(
    name: Annotated[str, Form()],
    count: Annotated[int | None, Form()] = None,
    tags: Annotated[list[str] | None, Form()] = None,
) -> None:
    seen.note("submit", name=name, count=count, tags=tags)


class FormModel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    ratio: float = 0.5
    agreed: bool = False
    color: Color | None = None


@forms.post("/model")
def submit_fields(data: Annotated[FormModel, Form()]) -> None:
    seen.note("submit_fields", **data.model_dump())


@forms.post("/token")
def post_token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    seen.note("post_token", user=form.username, password=form.password, scopes=form.scopes)
    return {"access_token": form.username, "token_type": "bearer"}


@forms.post("/file")
def post_file(file: UploadFile, note: Annotated[str | None, Form()] = None) -> int:
    content = file.file.read()
    seen.note("post_file", content=content, name=file.filename, type=file.content_type, note=note)
    return len(content)


@forms.post("/bytes")
def post_bytes(content: Annotated[bytes, File()]) -> int:
    seen.note("post_bytes", content=content)
    return len(content)


@forms.post("/files")
def post_files(files: list[UploadFile], main: UploadFile | None = None) -> list[str | None]:
    seen.note(
        "post_files",
        contents=[file.file.read() for file in files],
        main=None if main is None else main.file.read(),
    )
    return [file.filename for file in files]


# --- Responses ------------------------------------------------------------------------------------

responses = APIRouter(prefix="/responses", tags=["responses"])
T = TypeVar("T")


class Listing(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Area(BaseModel):
    width: int
    height: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def size(self) -> int:
        return self.width * self.height


class Problem(BaseModel):
    code: str
    message: str


class Missing(BaseModel):
    thing: str


@responses.get("/untyped")
def get_untyped(kind: str):  # type: ignore[no-untyped-def]
    seen.note("get_untyped", kind=kind)
    return {"kind": kind}


@responses.get("/file", response_class=FileResponse)
def get_file():  # type: ignore[no-untyped-def]
    seen.note("get_file")
    return Response(b"\x00\xff\xfe", media_type="application/octet-stream")


@responses.get("/stream")
def get_stream() -> StreamingResponse:
    seen.note("get_stream")

    def chunks() -> Iterator[bytes]:
        yield b'{"n":1}\n'
        yield b'{"n":2}\n'

    return StreamingResponse(chunks(), media_type="application/x-ndjson")


@responses.get("/events", response_class=StreamingResponse)
def get_events() -> StreamingResponse:
    seen.note("get_events")
    return StreamingResponse(iter([b"data: 1\n\n", b"data: 2\n\n"]), media_type="text/event-stream")


@responses.get("/text", response_class=PlainTextResponse)
def get_text() -> str:
    seen.note("get_text")
    return "grüße"


@responses.get("/page", response_class=HTMLResponse)
def get_page() -> str:
    seen.note("get_page")
    return "<p>hello</p>"


@responses.get("/moved", response_class=RedirectResponse, status_code=307)
def get_moved() -> str:
    seen.note("get_moved")
    return "https://elsewhere.example/things?a=b"


@responses.delete("/nothing", status_code=204)
def delete_nothing() -> None:
    seen.note("delete_nothing")


@responses.get("/generic")
def get_generic() -> Listing[Area]:
    seen.note("get_generic")
    return Listing(items=[Area(width=2, height=3)], total=1)


@responses.get("/number")
def get_number() -> dict[str, float]:
    seen.note("get_number")
    return JSONResponse({"whole": 5, "half": 0.5})  # type: ignore[return-value]


@responses.get("/header")
def get_header(response: Response) -> int:
    seen.note("get_header")
    response.headers["x-request-id"] = "r-1"
    response.set_cookie("a", "b")
    return 1


@responses.get(
    "/failing",
    responses={404: {"model": Missing}, 409: {"model": Problem}, 400: {"model": Problem | Missing}},
)
def get_failing(status: int) -> None:
    seen.note("get_failing", status=status)
    if status == 404:
        return JSONResponse({"thing": "it"}, status_code=404)  # type: ignore[return-value]
    if status in (400, 409):
        return JSONResponse(  # type: ignore[return-value]
            {"code": "taken", "message": "It is taken"}, status_code=status
        )
    raise HTTPException(status, detail="Some detail")


@responses.api_route("/many", methods=["GET", "PUT"])
def many(request: Request) -> str:
    seen.note("many", method=request.method)
    return request.method


@responses.head("/head")
def head_nothing() -> None:
    seen.note("head_nothing")


@responses.get("/either")
def get_either(which: Literal["cat", "dog"]) -> Cat | Dog:
    seen.note("get_either", which=which)
    return Cat() if which == "cat" else Dog(tricks=["sit"])


# --- Security ---------------------------------------------------------------------------------------

secured = APIRouter(prefix="/secured", tags=["secured"])
bearer = HTTPBearer(scheme_name="token")
basic = HTTPBasic(scheme_name="login")
header_key = APIKeyHeader(name="X-Key", scheme_name="header_key")
query_key = APIKeyQuery(name="key", scheme_name="query_key")
cookie_key = APIKeyCookie(name="session", scheme_name="cookie_key")
maybe_bearer = HTTPBearer(scheme_name="maybe", auto_error=False)


@secured.get("/bearer")
def with_bearer(token: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> None:
    seen.note("with_bearer", token=token.credentials)


@secured.get("/basic")
def with_basic(login: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
    seen.note("with_basic", user=login.username, password=login.password)


@secured.get("/header")
def with_header_key(key: Annotated[str, Depends(header_key)]) -> None:
    seen.note("with_header_key", key=key)


@secured.get("/query")
def with_query_key(key: Annotated[str, Depends(query_key)], q: str = "") -> None:
    seen.note("with_query_key", key=key, q=q)


@secured.post("/login")
def open_session(request: Request, name: Annotated[str, Body(embed=True)]) -> None:
    seen.note("open_session", name=name)
    request.session["name"] = name


@secured.get("/session")
def with_session(request: Request, key: Annotated[str, Depends(cookie_key)]) -> str | None:
    name = request.session.get("name")
    seen.note("with_session", name=name)
    return name


@secured.get("/maybe")
def maybe_bearer_token(
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(maybe_bearer)],
) -> None:
    seen.note("maybe_bearer_token", token=token and token.credentials)


def _operation_id(route: APIRoute) -> str:
    return route.name


def make_app() -> FastAPI:
    """Build the application."""
    app = FastAPI(
        title="Frames",
        version="1",
        root_path="/api/v1",
        generate_unique_id_function=_operation_id,
    )
    app.add_middleware(SessionMiddleware, secret_key="secret")
    for router in (parameters, bodies, forms, responses, secured):
        app.include_router(router)
    return app
