"""A snippet depends on its arguments alone: not on chance, on the time or on how often it ran."""

import io
import pickle
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any

import numpy as np

from ..errors import Problem
from ..models.lasting import kept_per_model
from ..models.model import Model
from ..models.sources import sources
from ..models.traced import package_of

# The modules whose functions give something else each time, or know what calls them.
_NAMES = """
random secrets uuid time datetime os posix nt sys inspect gc threading _thread platform socket
posixpath ntpath genericpath pathlib glob tempfile shutil subprocess numpy.random
"""
_VARYING = frozenset(_NAMES.split())
# What nothing is put into, and what is known by its name.
_NAMED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, np.ufunc)
_FIXED = (*_NAMED, int, float, complex, str, bytes, types.NoneType, np.generic)


def check_alone(model: Model, names: frozenset[str]) -> None:
    """Raise Problem for what a snippet uses that is no function of its arguments."""
    for python in sorted(names - model.example.keys()):
        for what in varying(model, python):
            raise Problem(
                f"{what}, whose value is not decided by its arguments",
                "a snippet that is a function of its arguments alone",
                f"make what it draws or reads an input, with a line in NOTATION of {model.path}",
            )


@kept_per_model
def varying(model: Model, python: str) -> tuple[str, ...]:
    """What is by chance, or depends on the time or on what calls it: `h uses np.random.rand`."""
    found = [
        f"{source.name} uses {use.written}"
        for source in sources(model, python)
        for use in source.uses
        if _VARYING & set(_homes(use.value))
    ]
    return tuple(dict.fromkeys(found))


def _homes(value: Any) -> Iterator[str]:
    """The modules that something comes from, and the packages these are in."""
    for one in (value, getattr(value, "__self__", None)):
        name = getattr(one, "__module__", None) or type(one).__module__
        name = one.__name__ if isinstance(one, types.ModuleType) else str(name)
        yield from (name, ".".join(name.split(".")[:2]))


@dataclass
class _State:
    """The values of a module, of its functions and classes, and of what they use, as they were."""

    names: list[tuple[Mapping[str, Any], dict[str, Any]]]
    contents: list[tuple[str, Any, bytes]]
    ran: set[str]  # what was computed before it was last looked at

    def changed(self) -> str | None:
        """The name of something that is another now, or holds something else."""
        for namespace, before in self.names:
            if len(namespace) != len(before) or not all(
                map(is_, namespace.values(), before.values())
            ):
                for name in sorted(namespace.keys() | before.keys()):
                    # Python itself notes there what it has warned of.
                    is_own = not name.startswith("__")
                    if is_own and namespace.get(name) is not before.get(name):
                        return name
        return next((name for name, value, held in self.contents if _held(value) != held), None)


def remember_state(model: Model) -> None:
    """Note what the values of a module are, before any of its functions runs."""
    state = model.remembered[check_state] = _State([], [], set())
    package = package_of(model)
    new: list[Mapping[str, Any]] = [model.namespace]
    seen = {id(model.namespace)}
    while new:
        namespace = new.pop()
        state.names.append((namespace, dict(namespace)))
        for name, value in namespace.items():
            own, kept = getattr(value, "__wrapped__", value), value
            if isinstance(own, types.FunctionType | type):
                if id(own) in seen or str(own.__module__).split(".")[0] != package:
                    continue
                seen.add(id(own))
                new.append(vars(own))
                around = getattr(own, "__globals__", model.namespace)
                if id(around) not in seen:
                    seen.add(id(around))
                    new.append(around)
                kept = _kept_by(own)
            if not (isinstance(kept, _FIXED) or name.startswith("__")):
                state.contents.append((name, kept, _held(kept)))


def check_state(model: Model, names: frozenset[str]) -> None:
    """Raise Problem if what computes these names has changed a value of the module."""
    state: _State = model.remembered[check_state]
    if names <= state.ran:
        return
    if (name := state.changed()) is not None:
        raise Problem(
            f"{name} is not what it was when {model.path} was loaded: a function changes it",
            "snippets that are functions of their arguments alone",
            "make it an argument, or a name of the function itself; functools.cache keeps what "
            "is computed",
        )
    state.ran |= names


def _kept_by(function: Any) -> tuple[Any, ...] | None:
    """What a function keeps between its calls, as far as something can be put into it."""
    cells = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    defaults = getattr(function, "__defaults__", None) or ()
    others = getattr(function, "__kwdefaults__", None) or {}
    values = (*defaults, *others.values(), *cells)
    return tuple(value for value in values if not isinstance(value, _FIXED)) or None


class _Pickler(pickle.Pickler):
    """Writes what values hold, and of what holds nothing which one it is."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, types.GeneratorType):
            return str, (repr(value.gi_frame and value.gi_frame.f_locals),)
        return (
            (str, (id(value),))
            if isinstance(value, _NAMED) and value is not str
            else NotImplemented
        )


def _held(value: Any) -> bytes:
    """What a value holds, as something that can be compared later; nothing if it is not known."""
    written = io.BytesIO()
    try:
        _Pickler(written).dump(value)
    except Exception:
        return b""
    return written.getvalue()
