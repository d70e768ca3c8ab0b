"""```math {#id …}: a displayed formula, an equation or a false one."""

from ...equations.errors import Problem
from ..attributes import Attributes
from ..options import Options
from ..registry import Item, Place
from .equation import Equation
from .refuted import FalseFormula

_OPTIONS = {"snippet", "number", "continues", "exempt"}
_CLASSES = {"final", "result", "shapes", "step"}
_REFUTED_OPTIONS = {"of", "fault", "source", "url", "mended", "why"}
_REFUTED_CLASSES = {"refuted", "question"}


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Item:
    """A displayed formula. Raises Problem where its attributes do not fit."""
    if "refuted" in attributes.classes:
        attributes.check(_REFUTED_OPTIONS, _REFUTED_CLASSES)
        return FalseFormula(place, text, _id(attributes, options), attributes)
    attributes.check(_OPTIONS, _CLASSES)
    for name in ("number", "continues"):
        if attributes.options.get(name) == "":
            raise Problem(f"an empty {name}", f'{name}="…"', f"remove {name}, or say which")
    return Equation(place, text, _id(attributes, options), attributes)


def _id(attributes: Attributes, options: Options) -> str:
    if not attributes.id and options.require_ids:
        raise Problem("a displayed formula without an id", "#id", "give it an id of its own")
    return attributes.id
