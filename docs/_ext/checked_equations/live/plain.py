"""Trees as plain data, which the browser and Python compare."""

from dataclasses import fields
from typing import Any

from ..equations.notation.tree import Node


def plain(value: Any) -> Any:
    """A tree as objects, lists and numbers: `kind` is the name of its class."""
    if isinstance(value, Node):
        own = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **own}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
