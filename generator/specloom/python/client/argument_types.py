"""Which types have an alias for arguments, beside the typed dictionaries, and what it is called."""

from __future__ import annotations

from ...ir.client_surface import ClientSurface
from ...ir.resolve import is_enum_class
from ...ir.types import AliasDecl, EnumDecl, Given, ObjectDecl, TypeDecl, TypeId, UnionDecl
from ..code.annotations import LARGEST_INLINE_ENUM
from ..code.symbols import Symbols


def kept_names(symbols: Symbols, past: ClientSurface | None) -> dict[TypeId, str]:
    """Return the names of typed dictionaries that stay, though requests have another class than in the last run now."""
    if past is None:
        return {}
    objects = [i for i, d in symbols.api.types.items() if isinstance(d, ObjectDecl)]
    usual = {i: symbols.argument_name(i) for i in objects if symbols.is_argument(i)}
    taken = set(usual.values())
    kept = {}
    for type_id, name in usual.items():
        model = past.model(type_id)
        before = model.argument
        is_same = model.name == symbols.names[type_id]
        if before and before != name and before not in taken and is_same:
            kept[type_id] = before
    return kept


def argument_names(symbols: Symbols) -> dict[TypeId, str]:
    """Return the names of the aliases for arguments, by type: as in models, where no typed dictionary has that name."""
    types = symbols.api.types
    taken = {
        symbols.argument_name(type_id)
        for type_id in symbols.names
        if isinstance(types[type_id], ObjectDecl)
    }
    names: dict[TypeId, str] = {}
    for type_id, model in symbols.names.items():
        if type_id in symbols.writable and _differs(symbols, types[type_id]):
            name = model
            while name in taken:
                name = f"{name}Param"
            taken.add(name)
            names[type_id] = name
    return names


def _differs(symbols: Symbols, declaration: TypeDecl) -> bool:
    """Return whether arguments take something else for a declaration than its alias in models."""
    match declaration:
        case EnumDecl() if symbols.open_enums:
            return False
        case EnumDecl(members=members) if is_enum_class(declaration):
            is_long = len(members) > LARGEST_INLINE_ENUM
            return is_long or isinstance(declaration.hint, Given)
        case EnumDecl():
            return not symbols.only_sent(declaration.id)
        case UnionDecl():
            return True
        case AliasDecl():
            return declaration.id in symbols.recursive
        case _:
            return False
