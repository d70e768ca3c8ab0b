r"""What NOTATION declares symbols to be short for: `J(W, b)` is J, `\delta_{ij}` an indicator."""

from dataclasses import replace

from .errors import Problem
from .model import Model
from .parse import parse_mention
from .printer import to_latex
from .symbols import Name
from .tree import Application, Condition, Indicator, Node, Symbol, mapped, without_places


def in_full(node: Node, model: Model) -> Node:
    """The tree with what each shorthand stands for. Raises Problem."""
    if not model.lookup.has_shorthands:
        return node
    match node:
        case Application(function=symbol):
            name = model.find(symbol)
            if name is not None and name.arguments:
                _check_arguments(node, name, model)
                return replace(symbol, start=node.start, end=node.end)
        case Symbol(subscripts=(_, _)) if node.stem in model.lookup.identities:
            return _indicator(node, model)
    return mapped(node, lambda part: in_full(part, model))


def _check_arguments(node: Application, name: Name, model: Model) -> None:
    """Demand the arguments that NOTATION has: with others it is another value. Raises Problem."""
    (declared,) = parse_mention(name.latex, model.vocabulary)
    items = declared.arguments if isinstance(declared, Application) else ()
    if tuple(map(without_places, node.arguments)) != tuple(map(without_places, items)):
        raise Problem(
            f"{to_latex(node)}, where NOTATION has {name.latex}",
            "a value with the same arguments everywhere, or without them",
            "correct them, or declare a function of them in NOTATION",
            node.start,
        )


def _indicator(delta: Symbol, model: Model) -> Indicator:
    """One where both indices are equal, else zero."""
    where = {"start": delta.start, "end": delta.end}
    indices = (parse_mention(index, model.vocabulary) for index in delta.subscripts)
    sides = tuple(replace(index, **where) for (index,) in indices)
    return Indicator(condition=Condition(sides=sides, relations=("=",), **where), **where)
