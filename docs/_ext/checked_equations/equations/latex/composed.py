r"""Functions that their arguments stand behind: `(f \circ g)(x)`, `(f g)'(x)`, `\nabla f(x)`.

Each is read as what it says of the functions it is made of: `f(g(x))`, the derivative of
`f(x) g(x)` by x, and that of `f(x)` by x.
"""

from dataclasses import replace
from typing import NamedTuple

from ..notation.nodes import Composed, Nabla, Primed
from ..notation.tree import (
    Application,
    Call,
    Condition,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    bare,
    mapped,
    rewritten,
    without_places,
)
from .unread import unreadable

_POINTWISE = (Sum, Product, Quotient, Group)


def composition(functions: tuple[Node, ...], start: int, end: int) -> Node:
    r"""`f \circ g`, which only stands in brackets with arguments behind them."""
    return Composed(functions=functions, start=start, end=end)


def is_of_functions(node: Node) -> bool:
    """Whether it is made of functions without their arguments, and of numbers."""
    if isinstance(node, Function | Composed):
        return True
    if isinstance(node, Group) and len(node.items) > 1:
        return False
    parts = list(node.children()) if isinstance(node, _POINTWISE) else []
    return any(map(is_of_functions, parts)) and all(
        isinstance(part, Number) or is_of_functions(part) for part in parts
    )


def at(node: Node, arguments: tuple[Node, ...]) -> Node:
    """What is made of functions, at these arguments."""
    where = {"start": node.start, "end": arguments[-1].end}
    if isinstance(node, Function):
        return Call(function=node, arguments=arguments, **where)
    if isinstance(node, Composed):
        for function in reversed(node.functions):
            arguments = (at(function, arguments),)
        return arguments[0]
    return node if isinstance(node, Number) else mapped(node, lambda part: at(part, arguments))


def applied_to(node: Node, brackets: Group) -> Node:
    """What functions in brackets, their derivative or a gradient says of arguments behind it."""
    where = {"start": node.start, "end": brackets.end}
    if isinstance(node, Primed):
        (argument,) = brackets.items if len(brackets.items) == 1 else (None,)
        if node.count != 1 or not isinstance(argument, Symbol):
            raise unreadable(
                "a prime behind brackets, at what is no symbol or of a higher order",
                r"write the chain rule for functions with arguments, f'(g(x)) g'(x), or a "
                r"derivative as \frac{d}{dx}",
                node.start,
            )
        return Partial(top=at(bare(node.body), brackets.items), bottom=argument, **where)
    return at(bare(node), brackets.items)


def gradient(nabla: Nabla, of: Node) -> Node:
    r"""`\nabla f(x)`, by the only argument. Raises Problem for anything else."""
    arguments = of.arguments if isinstance(of, Call | Application) else ()
    if len(arguments) != 1 or not isinstance(arguments[0], Symbol):
        raise unreadable(
            r"\nabla that does not say by what it differentiates",
            r"write by what, \nabla_w L, or the one argument of a declared function, \nabla f(x)",
            nabla.start,
        )
    return Partial(top=of, bottom=arguments[0], start=nabla.start, end=of.end)


def check_is_applied(node: Node) -> None:
    """Demand arguments behind a prime in brackets and behind a gradient. Raises Problem."""
    if isinstance(node, Primed):
        raise unreadable(
            "a prime that belongs to no symbol",
            r"put it behind a symbol; that of a composition has arguments, (f \circ g)'(x)",
            node.end - 1,
        )
    if isinstance(node, Nabla):
        gradient(node, node)


class Bar(NamedTuple):
    """A bar with a value below it: where what it takes begins, where it ends, for which symbol."""

    start: int
    end: int
    symbol: Node


def check_bars(bars: list[Bar], parts: list[Node], latex: str) -> list[Bar]:
    """The bars, with the functions in front of what they take. Raises Problem.

    No earlier factor or term may have the symbol that gets a value.
    """
    functions = {part.end: part.start for part in parts if isinstance(part, Function)}
    bars = [bar._replace(start=functions.get(bar.start, bar.start)) for bar in bars]
    for start, end, symbol in bars:
        for part in parts:
            if part.end <= start and any(without_places(p) == symbol for p in part.walk()):
                begin = functions.get(part.start, part.start)
                taken, whole = (" ".join(latex[s:end].split()) for s in (start, begin))
                raise unreadable(
                    f"a bar with a value, which takes {taken} or all of {whole}",
                    r"write \left. … \right|_{…} around all that it takes, or that part first",
                    start,
                )
    return bars


def at_value(node: Node, where: Condition, end: int) -> Node:
    r"""`f(x)|_{x = a}`: a function of one symbol, or its derivative, at a value. Raises Problem."""
    body, at = bare(node), {"start": node.start, "end": end}
    symbol, value = where.sides[0], where.sides[-1]
    plain = without_places(symbol)
    if isinstance(symbol, Symbol) and where.relations == ("=",):
        if (function := _derived(body, plain)) is not None:
            prime = replace(function, primes=function.primes + 1)
            return Call(function=prime, arguments=(value,), **at)
        symbols = [part for part in body.walk() if isinstance(part, Symbol)]
        partial = any(isinstance(part, Partial) for part in body.walk())
        if symbols and not partial and all(without_places(part) == plain for part in symbols):
            single = isinstance(value, Symbol | Number)
            inside = value if single else Group(items=(value,), **at)
            inner = rewritten(body, lambda part: inside)
            return Group(items=(inner,), **at)
    raise unreadable(
        "a bar with a value below it behind what is no function of one symbol",
        "write the function at this value, f(a) or f'(a), or say in words at which values",
        where.start,
    )


def _derived(body: Node, symbol: Node) -> Function | None:
    """The function of one symbol that this is the derivative of, by the symbol."""
    if not isinstance(body, Partial) or without_places(body.bottom) != symbol:
        return None
    match body.top:
        case Function() as function:
            return function
        case Call(function=function, arguments=(argument,)):
            return function if without_places(argument) == symbol else None
    return None


def power_of(node: Power, call: Node) -> Node:
    r"""`\tanh^2(x)`, the square of `\tanh(x)`. Raises Problem for what is no such power."""
    exponent = node.exponent
    if not isinstance(exponent, Number) or not exponent.text.isdigit() or int(exponent.text) < 2:
        raise unreadable(
            "a power of a function that is no whole number from 2 on, which may be its inverse",
            "write the power behind the argument, f(x)^{-1}, or the name of the inverse",
            exponent.start,
        )
    return Power(base=call, exponent=exponent, start=node.start, end=call.end)
