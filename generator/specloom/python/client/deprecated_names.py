"""Code of deprecated aliases: methods, properties, module attributes."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import replace
from ..code.encoders import docstring, literal, markdown_code
from ..code.nodes import PyMethod, PyOldName, PyProperty
from ..naming.deprecated import Alias
from ..naming.identifiers import code, imported
from ..naming.printable import Markdown, PythonCode
from .operation_plan import OperationPlan


def old_names(aliases: Sequence[Alias]) -> tuple[PyOldName, ...]:
    """Return the old names of a module whose new names are in the module, too."""
    return tuple(
        PyOldName(
            name=code(alias.place.name),
            new=code(alias.new.rpartition(".")[2]),
            until=literal(alias.until),
        )
        for alias in aliases
    )


def old_plan(alias: Alias, plan: OperationPlan, *, declared: bool) -> OperationPlan:
    """Return an operation under its old name. Where it is not `declared`, it has a constant of that name."""
    name = alias.place.name
    return replace(plan, method=name, constant=plan.constant if declared else f"_{name.upper()}")


def old_method(alias: Alias, method: PyMethod) -> PyMethod:
    """Make the method of an operation, which has its old name already, warn of that."""
    return replace(
        method,
        decorators=(_deprecated(alias), *method.decorators),
        brief=_docstring(alias),
    )


def old_property(alias: Alias, item: PyProperty) -> PyProperty:
    """Return a property of a client under its old name, with a warning each time; it has the same resource."""
    return replace(
        item,
        same_as=item.name,
        name=code(alias.place.name),
        docstring=_docstring(alias),
        decorators=(PythonCode("property"), _deprecated(alias)),
    )


def formerly(aliases: Sequence[Alias]) -> Markdown:
    """Write what something was called, as the end of a sentence; nothing if it always had its name."""
    names = [markdown_code(alias.old) for alias in aliases]
    return Markdown.of(", formerly {}", Markdown.joined(", ", names)) if names else Markdown("")


def _deprecated(alias: Alias) -> PythonCode:
    text = f"{alias.old} is now {alias.new}; the old name is removed in version {alias.until}"
    return PythonCode.of("{}({})", imported(".._runtime.aliases", "Deprecated"), literal(text))


def _docstring(alias: Alias) -> PythonCode:
    return docstring(
        f"Use ``{alias.new}``: this is its old name, which is removed in version {alias.until}.",
        indent=8,
    )
