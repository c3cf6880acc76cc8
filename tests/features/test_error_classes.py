"""Which exception is raised: the class of the status, or one that the document has a name for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import generate
from specloom.changes.surface.surface_file import SURFACE_NAME
from specloom.config import ClientConfig
from specloom.output.folder.lock_file import LOCK_NAME
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
STATUS_CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    418: "ApiError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}


def obj(**properties: Any) -> dict[str, Any]:
    """Return a schema of an object."""
    return {"type": "object", "properties": properties}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def declared(schema: Any, description: str = "No.") -> dict[str, Any]:
    """Return a response in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def operation(name: str, **responses: Any) -> dict[str, Any]:
    """Return an operation; `s404="Missing"` is a response whose schema is a component."""
    found: dict[str, Any] = {"204": {"description": "Done."}}
    for status, schema in responses.items():
        found[status[1:]] = declared(ref(schema) if isinstance(schema, str) else schema)
    return {"operationId": name, "tags": ["things"], "responses": found}


def raised(api: Any, status: int, body: Any, name: str = "get") -> Any:
    """Return what a method raises for a response."""
    api.answer(body, status=status)
    with pytest.raises(api.errors.ApiError) as caught:
        getattr(api.client.things, name)()
    return caught.value


def own_classes(api: Any) -> set[str]:
    """Return the exceptions that only this client has."""
    fixed = {
        *STATUS_CLASSES.values(),
        *("ApiConnectionError", "ApiTimeoutError", "ClientError", "MissingCredentialsError"),
        *("ResponseDecodeError", "ResponseTooLargeError", "ResponseValidationError"),
        *("WaitFailedError", "WaitTimeoutError"),
    }
    assert fixed <= set(api.errors.__all__)
    return set(api.errors.__all__) - fixed


def test_what_is_not_declared_is_raised_by_its_status(exchange: Any) -> None:
    """As people know it from other clients."""
    api = exchange({"/a": {"get": operation("get")}})
    for status, name in STATUS_CLASSES.items():
        error = raised(api, status, {"message": "m"})
        assert (type(error), error.parsed) == (getattr(api.errors, name), None)
        assert isinstance(error, api.errors.ApiError)
    assert own_classes(api) == set()


def test_a_component_of_one_status_has_a_class(exchange: Any) -> None:
    """However many operations raise it; it is below the class of the status."""
    api = exchange(
        {
            "/a": {
                "get": operation("get", s404="Missing"),
                "put": operation("store", s404="Missing"),
            },
            "/b": {"get": operation("look", s418="Teapot", s500=obj(a=STRING))},
        },
        schemas={"Missing": obj(what=STRING), "Teapot": obj(size=STRING)},
    )
    assert own_classes(api) == {"Missing", "Teapot"}
    assert api.errors.Missing.__bases__ == (api.errors.NotFoundError,)
    assert api.errors.Teapot.__bases__ == (api.errors.ApiError,)
    for name in ("get", "store"):
        error = raised(api, 404, {"what": "x"}, name)
        assert (type(error), error.parsed) == (api.errors.Missing, api.models.Missing(what="x"))
    assert type(raised(api, 418, {"size": "x"}, "look")) is api.errors.Teapot


def test_a_shared_schema_names_no_class(exchange: Any) -> None:
    """Of several statuses, or of a part of an operation that others refer to: `parsed` is the model."""
    place = "#/paths/~1a/get/responses/401/content/application~1json/schema"
    inline = {"$ref": place}
    api = exchange(
        {
            "/a": {"get": operation("oneClicksList", s401=obj(id=STRING), s429=inline)},
            "/b": {"get": operation("other", s401=inline, s404="Problem", sdefault="Problem")},
            "/c": {"get": operation("range", s4XX="Range")},
        },
        schemas={"Problem": obj(why=STRING), "Range": obj(until=STRING)},
    )
    assert own_classes(api) == set()
    for status, method, body in (
        (401, "one_clicks_list", {"id": "x"}),
        (429, "one_clicks_list", {"id": "x"}),
        (401, "other", {"id": "x"}),
        (404, "other", {"why": "x"}),
        (503, "other", {"why": "x"}),
        (409, "range", {"until": "x"}),
    ):
        error = raised(api, status, body, method)
        assert type(error) is getattr(api.errors, STATUS_CLASSES[status])
        assert error.parsed.model_dump() == body


def test_error_codes_have_classes_below_their_status(exchange: Any) -> None:
    """Whatever status the server sends; of an unknown code, the status chooses."""
    schemas = {
        "ThrottlingException": obj(message=STRING),
        "ConflictException": obj(message=STRING),
        "ValidationException": obj(message=STRING),
    }
    api = exchange(
        {
            "/a": {"get": operation("get", s429="ThrottlingException", s409="ConflictException")},
            "/b": {"get": operation("b", s400="ValidationException", s404="ValidationException")},
        },
        schemas=schemas,
        **{"x-specloom-errors": {"code-header": "x-code", "message-members": ["message"]}},
    )
    errors = api.errors
    assert errors.ThrottlingException.__bases__ == (errors.RateLimitError,)
    assert errors.ConflictException.__bases__ == (errors.ConflictError,)
    assert errors.ValidationException.__bases__ == (errors.ApiError,)
    for status, code, expected in (
        (429, "ThrottlingException", errors.ThrottlingException),
        (400, "ConflictException", errors.ConflictException),
        (404, "ValidationException", errors.ValidationException),
        (429, "Unheard", errors.RateLimitError),
        (418, "Unheard", errors.ApiError),
    ):
        api.answer({"message": "m"}, status=status, headers=[("x-code", code)])
        with pytest.raises(errors.ApiError) as caught:
            api.client.things.get()
        assert type(caught.value) is expected
        if code != "Unheard":
            assert caught.value.parsed == getattr(api.models, code)(message="m")
    # Without a code the status chooses, also where it declares the schema of a code.
    assert type(raised(api, 409, {"message": "m"})) is errors.ConflictException


def test_the_only_schema_of_an_api_with_codes_is_read(exchange: Any) -> None:
    """Its name is no code: `card_declined` is an error of that schema, too."""
    api = exchange(
        {"/a": {"get": operation("get", s402="Error", s404="Error")}},
        schemas={"Error": obj(code=STRING)},
        **{"x-specloom-errors": {"code-members": ["code"]}},
    )
    error = raised(api, 404, {"code": "gone"})
    assert (type(error), error.code, error.parsed.code) == (
        api.errors.NotFoundError,
        "gone",
        "gone",
    )


def test_schemas_that_are_called_like_exceptions(exchange: Any) -> None:
    """That of its own status is the class of the status; others are told from it, and from Python's own."""
    schemas = {
        name: obj(**{name.lower(): STRING})
        for name in (
            "NotFoundError",
            "PermissionError",
            "RateLimitError",
            "ApiError",
            "ClientError",
        )
    }
    statuses = {"s404": "NotFoundError", "s403": "PermissionError", "s400": "RateLimitError"}
    api = exchange(
        {"/a": {"get": operation("get", **statuses, s410="ApiError", s409="ClientError")}},
        schemas=schemas,
    )
    assert own_classes(api) == {"PermissionError_", "RateLimitError_", "ClientError_"}
    error = raised(api, 404, {"notfounderror": "x"})
    assert (type(error), error.parsed.notfounderror) == (api.errors.NotFoundError, "x")
    error = raised(api, 400, {"ratelimiterror": "x"})
    assert isinstance(error, api.errors.BadRequestError)
    assert not isinstance(error, api.errors.RateLimitError)
    assert type(raised(api, 429, {})) is api.errors.RateLimitError
    assert issubclass(api.errors.PermissionError_, api.errors.PermissionDeniedError)


def test_operations_share_their_table_of_errors(exchange: Any) -> None:
    """One constant; where a module has several, they are named after the statuses."""
    schemas = {"Error": obj(message=STRING), "Gone": obj(since=STRING)}
    both = {"s404": "Error", "s409": "Error"}
    api = exchange(
        {
            "/a": {m: operation(m, **both) for m in ("get", "put", "post")},
            "/b": {"get": operation("alone", s404="Error")},
        },
        schemas=schemas,
    )
    module = sys.modules[f"{api.module.__name__}.resources.things"]
    tables = [name for name in vars(module) if name.startswith("_ERRORS")]
    assert tables == ["_ERRORS"]
    assert module._GET.errors is module._UPDATE.errors is module._ERRORS
    assert list(module._ALONE.errors) == ["404"]
    api = exchange(
        {
            "/a": {m: operation(m, **both) for m in ("get", "put")},
            "/b": {m: operation(f"errors{m}", s404="Error", s410="Gone") for m in ("get", "put")},
        },
        schemas=schemas,
    )
    module = sys.modules[f"{api.module.__name__}.resources.things"]
    tables = [name for name in vars(module) if name.startswith("_ERRORS_4")]
    assert sorted(tables) == ["_ERRORS_404_409", "_ERRORS_404_410"]


# --- what type checkers know

USE = """
from typing import Any
from typing_extensions import assert_type
from thing_errors import ThingErrors, errors, models

def use(client: ThingErrors) -> None:
    try:
        client.things.get()
    except errors.NotFoundError as error:
        assert_type(error.parsed, models.{single} | None)
    except errors.ApiError as error:
        assert_type(error.parsed, {whole} | None)
        if isinstance(error, errors.RateLimitError):
            raise

def log(error: errors.ApiError) -> str:
    return error.message
"""


@pytest.mark.parametrize("single", [True, False])
def test_the_type_of_what_is_parsed(tmp_path: Path, single: bool) -> None:
    """The one schema of a document, without a cast; else that of the status, if it has one."""
    other = operation("put", s409="Error" if single else "Taken", s422="Error")
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Thing Errors", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/a": {"get": operation("get", s404="Error", s401="Error"), "put": other}},
        "components": {"schemas": {"Error": obj(message=STRING), "Taken": obj(by=STRING)}},
    }
    (tmp_path / "api.json").write_text(json.dumps(document))
    out = tmp_path / "out"
    generate(
        ClientConfig(spec=str(tmp_path / "api.json"), output=str(out), formatter="none"),
        SilentProgress(),
    )
    use = USE.format(single="Error", whole="models.Error" if single else "Any")
    (tmp_path / "use.py").write_text(use)
    command = [sys.executable, "-m", "mypy", "--strict", "use.py", "out/src/thing_errors/errors.py"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": "out/src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    code = (
        "import sys; from thing_errors import errors, ThingErrors; "
        "print(any(n.startswith(('pydantic', 'httpx2', 'thing_errors.models.')) for n in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(out / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


# --- clients from before there were classes of statuses


class Old:
    """A client of which the last run had a class for each schema of an error."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.folder = folder
        self.config = ClientConfig(
            spec=str(folder / "api.json"),
            output=str(folder / "out"),
            package="old_client",
            formatter="none",
            rename_aliases=bool(more),
        )
        inline = {"$ref": "#/paths/~1a/get/responses/401/content/application~1json/schema"}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Old", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {
                "/a": {
                    "get": operation("list", s401=obj(id=STRING), s429=inline, s404="Missing"),
                    "put": operation("put", s404="Problem", s500="Problem", s422=obj(x=STRING)),
                }
            },
            "components": {"schemas": {"Missing": obj(a=STRING), "Problem": obj(b=STRING)}},
        }
        (folder / "api.json").write_text(json.dumps(document))
        self.generate()

    def generate(self) -> Any:
        """Generate the client."""
        return generate(self.config, SilentProgress())

    def forget(self, names: dict[str, str]) -> None:
        """Make the records those of a run that had these classes, by schema."""
        from hashlib import sha256

        path, lock = self.folder / "out" / SURFACE_NAME, self.folder / "out" / LOCK_NAME
        lines = path.read_text().split("\n")
        for key, name in names.items():
            index = next(i for i, line in enumerate(lines) if line.startswith(f'"{key}": {{'))
            ending = "," if lines[index].endswith(",") else ""
            lines[index] = lines[index].rstrip(",")[:-1] + f',"error":"{name}"}}{ending}'
        path.write_text("\n".join(lines))
        record = json.loads(lock.read_text())
        digest = sha256(path.read_bytes()).hexdigest()
        record["files"][SURFACE_NAME] = f"{digest} {digest}"
        record["inputs"] = {}
        lock.write_text(json.dumps(record))

    def run(self, code: str) -> str:
        """Run code that uses the client; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env={"PYTHONPATH": str(self.folder / "out/src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


INLINE = "#/paths/~1a/get/responses/401/content/application~1json/schema"
ONE = "#/paths/~1a/put/responses/422/content/application~1json/schema"


@pytest.mark.parametrize("more", ["", "rename_aliases"])
def test_the_classes_of_an_older_client_stay_importable(tmp_path: Path, more: str) -> None:
    """Whether or not old names are asked for: each is a name of the class that catches what it caught."""
    old = Old(tmp_path, more)
    names = {
        INLINE: "List401Response",
        ONE: "Put422Response",
        "#/components/schemas/Problem": "Problem",
    }
    old.forget(names)
    outcome = old.generate()
    changes = {c.subject: (c.severity.value, c.message) for c in outcome.changes}
    assert changes == {
        "errors.List401Response": (
            "breaking",
            "was removed; what it caught is now an errors.ApiError; the old name works until 0.3.0",
        ),
        "errors.Problem": (
            "breaking",
            "was removed; what it caught is now an errors.ApiError; the old name works until 0.3.0",
        ),
        "errors.Put422Response": (
            "breaking",
            "was removed; what it caught is now an errors.UnprocessableEntityError; "
            "the old name works until 0.3.0",
        ),
    }
    check = (
        "from old_client import errors\n"
        "from old_client.errors import List401Response, Missing, Problem, Put422Response\n"
        "print(List401Response is Problem is errors.ApiError, Missing.__name__,"
        " Put422Response is errors.UnprocessableEntityError)"
    )
    assert old.run(check) == "True Missing True\n"
    # Nothing changes in the next run.
    assert old.generate().changes == ()
    assert old.run(check) == "True Missing True\n"
