"""What is said of a function that changes an array in place, which others read as well."""

import linecache
import re
import traceback
from types import FrameType
from typing import Any

import numpy as np

from ..errors import Elsewhere
from ..notation.walks import Walk

# What a statement changes: z of `np.add(z, 1, out=z)`, `z *= 2`, `z.sort()` and `np.copyto(z, 1)`.
_OUT = re.compile(r"\bout\s*=\s*(\w+)")
_FIRST = re.compile(r"(?:np\.\w+\(\s*)?(\w+)")
_AUGMENTED = r"\s*(\*\*|//|[-+*/%@])=\s*(.+)"
_ONE_FACTOR = re.compile(r"[\w.]+(\([^()]*\)|\[[^\[\]]*\])*")


def changed_in_place(error: ValueError, package: str) -> Elsewhere | None:
    """The complaint about a function of a package that changes its argument, if one does so.

    NumPy says of an array alone that it is read-only.
    """
    if not str(error).endswith("is read-only"):
        return None
    walked = traceback.walk_tb(error.__traceback__)
    named = ((str(frame.f_globals.get("__name__")), frame, line) for frame, line in walked)
    own = [found for found in named if found[0].split(".")[0] == package]
    for module, frame, line in own[-1:]:
        linecache.checkcache(frame.f_code.co_filename)
        text = linecache.getline(frame.f_code.co_filename, line).split("#")[0].strip()
        changed = _OUT.search(text) or _FIRST.match(text)
        name = changed[1] if changed else ""
        if argument := _argument(name, frame):
            return Elsewhere(
                f"{frame.f_code.co_name} changes its argument {argument} in place: {text}",
                "functions that leave their arguments as they are, for others read them too",
                _instead(name, text),
                f"{module.replace('.', '/')}.py",
                line,
            )
    return None


def _argument(name: str, frame: FrameType) -> str:
    """The argument that a name within a function stands for, or ''."""
    code, value = frame.f_code, frame.f_locals.get(name)
    arguments = code.co_varnames[: code.co_argcount]
    if name in arguments:
        return name if isinstance(value, Walk) or _is_kept(value) else ""
    shared = (a for a in arguments if _is_kept(value) and _share(value, frame.f_locals.get(a)))
    return next(shared, "")


def _is_kept(value: Any) -> bool:
    return isinstance(value, np.ndarray) and not value.flags.writeable


def _share(one: Any, other: Any) -> bool:
    return isinstance(other, np.ndarray) and np.may_share_memory(one, other)


def _instead(name: str, text: str) -> str:
    """What to write for a statement that changes an array."""
    found = re.fullmatch(re.escape(name) + _AUGMENTED, text)
    if not found:
        return "compute a new array, or change a copy, which np.array(…) makes"
    sign, by = found.groups()
    return f"write {name} = {name} {sign} {by if _ONE_FACTOR.fullmatch(by) else f'({by})'}"
