"""Complaints about parts of a formula that have no value."""

from .errors import Problem
from .printer import to_latex
from .tree import Call, Function, Group, Node


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
                "leave out the arguments of a value, L for L(s, y), and what follows a comma",
                node.start,
            )
    return Problem(
        f"{to_latex(node)} is read, but not computed",
        "numbers with indices, sums, products, calls and derivatives",
        "write it for one element, with its indices",
        node.start,
    )


def check_one_argument(call: Call) -> None:
    """Demand one argument of a function of one number. Raises Problem."""
    if len(call.arguments) != 1:
        raise Problem(
            f"{call.function.name} with {len(call.arguments)} arguments",
            "one argument",
            "remove what follows the comma; a decimal number has a point, not a comma",
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
