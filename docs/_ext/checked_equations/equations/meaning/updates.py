r"""Updates, `w \leftarrow w - \eta g`: equations for the new value, which UPDATES names."""

from dataclasses import replace

from ..errors import Problem
from ..models.model import Model
from ..notation.sizes import rule_line
from ..notation.symbols import Name
from ..notation.tree import Chain, Node, Partial, Symbol, without_places


def check_updates(model: Model) -> None:
    """What is given anew has a new value of its own, alike in shape. Raises Problem."""
    names = {name.python: name for name in model.names}
    for old, new in model.updates.items():
        pair = [names.get(old), names.get(new)]
        if None in pair or len({_kind(name) for name in pair if name is not None}) > 1:
            raise Problem(
                f"UPDATES says that {new!r} is the new value of {old!r}",
                "two lines of NOTATION with the same axes, and the same step if they have one",
                'write {"w": "w_new"}, and declare both',
                rule_line(model.text, old, "UPDATES"),
            )


def _kind(name: Name) -> tuple[tuple[str, ...], str]:
    return name.axes, name.step


def as_equation(chain: Chain, model: Model) -> Chain:
    """An update as what it says of the new value; any other chain as it is."""
    if not model.updates or not chain.relations or chain.relations[0] not in ("=", r"\gets"):
        return chain
    left, *others = chain.sides
    name = model.find(left) if isinstance(left, Symbol) else None
    if name is None or not isinstance(left, Symbol) or name.python not in model.updates:
        return chain
    new = next(n for n in model.names if n.python == model.updates[name.python])
    if not any(_has_value(side, without_places(left)) for side in others):
        return chain
    assert isinstance(new.symbol, Symbol), "it has the axes of a value"
    symbol = replace(new.symbol, start=left.start, end=left.end)
    renamed = new.written(symbol, name.place(left), name.indices(left))
    return replace(chain, sides=(renamed, *others), relations=("=", *chain.relations[1:]))


def _has_value(node: Node, symbol: Node) -> bool:
    """Whether a symbol's value is in it, and not only what is differentiated by it."""
    if isinstance(node, Partial):
        return False
    return without_places(node) == symbol or any(_has_value(p, symbol) for p in node.children())
