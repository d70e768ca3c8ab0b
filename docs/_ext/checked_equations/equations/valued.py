"""Values that stand with their arguments: `J(W, b)` is J, where NOTATION declares it so."""

from dataclasses import replace

from .errors import Problem
from .model import Model
from .parse import parse_mention
from .printer import to_latex
from .symbols import Name
from .tree import Application, Chain, Node, mapped, without_places


def without_arguments(chain: Chain, model: Model) -> Chain:
    """The chain with the symbol alone for each value that has its arguments. Raises Problem."""
    return replace(chain, sides=tuple(_without(side, model) for side in chain.sides))


def _without(node: Node, model: Model) -> Node:
    name = model.find(node.function) if isinstance(node, Application) else None
    if isinstance(node, Application) and name is not None and name.arguments:
        _check_arguments(node, name, model)
        return replace(node.function, start=node.start, end=node.end)
    return mapped(node, lambda part: _without(part, model))


def _check_arguments(node: Application, name: Name, model: Model) -> None:
    """Demand the arguments that NOTATION has: with others it is another value. Raises Problem."""
    (declared,) = parse_mention(name.arguments, model.vocabulary)
    items = tuple(declared.children())
    if tuple(map(without_places, node.arguments)) != tuple(map(without_places, items)):
        raise Problem(
            f"{to_latex(node)}, where NOTATION has {name.latex}",
            "a value with the same arguments everywhere, or without them",
            "correct them, or declare a function of them in NOTATION",
            node.start,
        )
