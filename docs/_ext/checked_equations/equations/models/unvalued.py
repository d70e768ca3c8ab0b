"""Complaints about parts of a formula that have no value."""

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.tree import Call, Function, Group, Node


def without_value(node: Node) -> Problem:
    """The complaint about a part where a value is needed."""
    match node:
        case Function():
            return Problem(
                f"the function {node.name} stands without its argument",
                "a function applied to something",
                "write the argument in parentheses directly behind it, and a power behind "
                "that, f(z)^2",
                node.start,
            )
        case Group():
            return Problem(
                "a list where a value is needed",
                "one value",
                "leave out the arguments of a value, L for L(s, y), and what follows a comma; the "
                r"largest of two lists is \max_i \max(a_i, b_i)",
                node.start,
            )
    return Problem(
        f"{to_latex(node)} is read, but not computed",
        "numbers with indices, sums, products, calls and derivatives",
        "write it for one element, with its indices",
        node.start,
    )


_NO_COMMA = "remove what follows the comma; a decimal number has a point, not a comma"


def check_one_argument(call: Call, python: str = "") -> None:
    """Demand one argument; `python` is the function in NOTATION, of one number. Raises Problem."""
    count = len(call.arguments)
    if count != 1:
        shape = f"function of {', '.join(['scalar'] * count)}"
        raise Problem(
            f"{call.function.name} with {count} arguments",
            "one argument",
            _NO_COMMA
            + (f"; or declare {python} in NOTATION with the shape `{shape}`" if python else ""),
            call.start,
        )


def second_derivative(node: Node) -> Problem:
    """The complaint about a derivative within another."""
    return Problem(
        "a derivative within a derivative",
        "first derivatives only",
        "name the inner derivative as a value of its own",
        node.start,
    )
