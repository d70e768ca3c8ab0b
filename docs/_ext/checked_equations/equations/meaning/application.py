r"""Functions with a subscript: `h_\theta(x)` is h of θ and x, `f_i(x)` an element of f(x)."""

from collections.abc import Callable
from dataclasses import replace

from ..errors import Problem
from ..models.model import Model
from ..notation.tree import Application, Call, Entry, Function, Node, Symbol, mapped

_EXPECTED = r"a function of NOTATION, with parameters or an index below it: h_\theta(x), f_i(x)"


def without_subscripts(node: Node, model: Model, knows: Callable[[Symbol], bool]) -> Node:
    """The tree with a plain call for each function that has a subscript. Raises Problem."""
    if not any(isinstance(part, Application) for part in node.walk()):
        return node
    inner = mapped(node, lambda part: without_subscripts(part, model, knows))
    return _called(inner, model, knows) if isinstance(inner, Application) else inner


def _called(node: Application, model: Model, knows: Callable[[Symbol], bool]) -> Node:
    symbol, start, end = node.function, node.function.start, node.function.end
    whole = replace(symbol, primes=0).latex
    is_declared = model.named_function(whole) is not None
    name = model.named_function(whole if is_declared else symbol.base)
    if name is None or (not is_declared and (symbol.layer or symbol.accent)):
        raise Problem(
            f"the function {symbol.latex}, which is not declared",
            _EXPECTED,
            "declare it, without a step; what depends on a step is a value with a step, and what "
            "it depends on an argument"
            if symbol.layer
            else "declare it as one, with a snippet that computes it; leave the arguments of a "
            "value out, and write an expectation as a sum",
            node.start,
        )
    below = [Symbol(base=subscript, start=start, end=end) for subscript in symbol.subscripts]
    parameters = [one for one in below if knows(one)]
    indices = () if is_declared else tuple(s.base for s in below if s not in parameters)
    base = whole if is_declared else symbol.base
    function = Function(name=base, primes=symbol.primes, start=start, end=end)
    call = Call(
        function=function,
        arguments=(*parameters, *node.arguments),
        start=node.start,
        end=node.end,
    )
    if not indices:
        return call
    if parameters or not name.signature.gives:
        raise Problem(
            f"{symbol.latex}, where {name.latex} is a {name.shape}",
            _EXPECTED,
            "declare what stands below it, or a function `to AXIS` for an index",
            node.start,
        )
    return Entry(body=call, subscripts=indices, start=node.start, end=node.end)
