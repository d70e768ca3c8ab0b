"""What a formula may hold: not all that is read is computed."""

from .errors import Problem
from .model import Model
from .nodes import Dots, Interval, Listed, Matrix, Over, Related, Row
from .printer import to_latex
from .tree import (
    Application,
    BigSum,
    Chain,
    Entry,
    Indicator,
    Node,
    Norm,
    Outer,
    Series,
    Space,
    Symbol,
    is_slice,
)

RELATIONS = ("=", r"\approx", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq")

UNCOMPUTED = (
    *(Application, Related, Dots, Entry, Indicator, Interval, Listed, Matrix, Norm, Outer, Over),
    *(Row, Series, Space),
)
# What to write instead, where it is not the formula of one element.
_INSTEAD = {
    Application: "declare it as a function in NOTATION, leave the arguments of a value out, or "
    "write it for one element, with its indices",
    Dots: r"write a sum or a product over an index, or all terms",
    Over: "write a sum over an index, or compute it in the module and declare it in NOTATION",
    Matrix: "write what each element is, with its indices, or give it a name",
}


def check_is_computed(chain: Chain, everything: Node, over_steps: frozenset[Node]) -> None:
    """Demand relations and operations that are computed, as sums over steps are. Raises Problem."""
    for place, relation in enumerate(chain.relations, start=-len(chain.relations)):
        if relation not in RELATIONS:
            raise Problem(
                f"the relation {relation} is read, but not checked",
                "equations and inequalities",
                "state what can be checked: name a new value by a prime or a superscript, say "
                "sizes in the text",
                chain.sides[place].start,
            )
    for part in everything.walk():
        sliced = isinstance(part, Symbol) and any(map(is_slice, part.subscripts))
        if sliced or (isinstance(part, UNCOMPUTED) and part not in over_steps):
            raise Problem(
                f"{to_latex(part)} is read, but not computed",
                "numbers and arrays, sums, products, calls and derivatives",
                _INSTEAD.get(type(part), "write it for one element, with its indices"),
                part.start,
            )


def check_bounds(node: BigSum, axis: str, model: Model, kept: frozenset[str]) -> None:
    """A sum runs from 1 to the size of what its index runs over, a number or its symbol."""
    size = model.sizes.get(axis, f"the size of {axis}")
    last = node.last
    if isinstance(last, Symbol):
        name = model.find(last)
        size_of = name.size_of if name is not None else ""
        if size_of != axis:
            known = [n.latex for n in model.names if n.size_of == axis]
            raise Problem(
                f"the bound {last.latex} of a sum over {axis} is "
                + (f"the size of {size_of}" if size_of else "declared as no size"),
                f"{known[0] if known else size}, the size of {axis}",
                "correct the bound, leave it out, or declare it in NOTATION with the shape "
                f"`size of {axis}`",
                last.start,
            )
    if isinstance(last, int) and axis not in kept:
        raise Problem(
            f"the bound {last} of a sum over {axis}, whose size the side names elsewhere, or "
            "leaves open in another sum",
            f"the symbol for the size of {axis}, or the number in each sum",
            "write one for the other",
            node.start,
        )
    if node.first not in (None, 1) or (isinstance(last, int) and last != size):
        shown = last.latex if isinstance(last, Symbol) else size if last is None else last
        first = 1 if node.first is None else node.first
        raise Problem(
            f"the sum over {node.index} runs from {first} to {shown}",
            f"1 to {size}, the size of {axis}",
            "correct the bounds, or leave them out",
            node.start,
        )
