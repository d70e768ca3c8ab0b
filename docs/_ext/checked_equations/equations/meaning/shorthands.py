r"""What NOTATION declares symbols to be short for: `J(W, b)` is J, `\delta_{ij}` an indicator."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..errors import Problem
from ..latex.parse import parse_mention
from ..latex.printer import to_latex
from ..models.model import Model
from ..models.slices import declared_line
from ..notation.symbols import Name
from ..notation.tree import (
    Application,
    BigSum,
    Condition,
    Indicator,
    Node,
    Number,
    Series,
    Symbol,
    mapped,
    rewritten,
    without_places,
)
from ..notation.walks import Place, axis_at
from .places import without_places_of_ones


def in_full(node: Node, model: Model) -> Node:
    """The tree with what each shorthand stands for. Raises Problem."""
    if not model.lookup.has_shorthands:
        return node
    whole = partial(in_full, model=model)
    if (found := without_places_of_ones(node, model, whole)) is not None:
        return found
    match node:
        case Application(function=symbol):
            if names := list(_valued(symbol, model)):
                return _value(node, names, model)
        case BigSum(last=Symbol() as last) | Series(last=Symbol() as last):
            name = model.find(last)
            if name is not None and name.size_at:
                _check_runs_over_all(node, last, name, model)
                return in_full(replace(node, last=None), model)
        case Series(first=None, last=None, where=Condition() as where):
            if (end := _last_in(where, node.index, model)) is not None:
                return in_full(replace(node, last=end, where=None), model)
        case Symbol():
            if (line := declared_line(node, model)) is not None:
                return line
            _check_is_whole(node, model)
            if len(node.subscripts) == 2 and node.stem in model.lookup.identities:
                return _indicator(node, model)
    return mapped(node, whole)


def _check_is_whole(symbol: Symbol, model: Model) -> None:
    """Demand that nothing is missing beside a symbol that is a part of a shorthand."""
    name = model.find(symbol)
    if name is not None and name.size_at:
        raise Problem(
            f"{symbol.latex}, the size of {name.size_at}, where no sum ends at it",
            rf"the last index of a sum, as in \sum_{{j=1}}^{{{symbol.latex}}}",
            "write such a sum, leave it out, or declare a size that is one number",
            symbol.start,
        )
    if name is not None and name.place_of:
        raise Problem(
            f"{symbol.latex} as a value, where it is the {name.shape}",
            rf"an index, f_{{{symbol.latex}}}, or what an index is compared with",
            "write the vector",
            symbol.start,
        )
    if name is not None and name.steps_by_arguments:
        raise Problem(
            f"{symbol.latex}, where NOTATION has {name.latex}",
            "its arguments behind it, which have the step",
            "write them",
            symbol.start,
        )


def _check_runs_over_all(node: BigSum | Series, last: Symbol, name: Name, model: Model) -> None:
    """Demand that a sum to the size of an axis at a step runs over that axis. Raises Problem."""
    place = name.place(last)
    assert place is not None, "its symbol has the step"
    size, ran = axis_at(name.size_at, name.step, place), set[str]()
    for part in node.body.walk():
        own = model.find(part) if isinstance(part, Symbol) else None
        if isinstance(part, Symbol) and own is not None:
            pairs = zip(own.indices(part), own.along(part), strict=False)
            ran.update(axis for index, axis in pairs if index == node.index)
    begins = node.first.text if isinstance(node.first, Number) else node.first
    if ran != {size} or begins not in (None, 1, "1"):
        raise Problem(
            f"a sum over {node.index} to {last.latex}, the size of {size}, and {node.index} runs "
            f"over {' and '.join(sorted(ran)) or 'nothing'}",
            "a sum from 1 to the size of what its index runs over",
            "correct the bounds, the step or the index",
            last.start,
        )


def _last_in(where: Condition, index: str, model: Model) -> Symbol | None:
    r"""The size of an axis at a step that a sum goes up to: s_l in `\sum_{j \le s_l}`."""
    match where.sides:
        case (Symbol(base=letter), Symbol() as last) if letter == index and where.relations == (
            r"\le",
        ):
            name = model.find(last)
            return last if name is not None and name.size_at else None
    return None


def _valued(symbol: Symbol, model: Model) -> Iterator[Name]:
    """The values that NOTATION has with this symbol in front of their arguments."""
    for name in model.names:
        own = name.symbol
        if name.steps_by_arguments and isinstance(own, Symbol):
            if own.key == replace(symbol, layer=own.layer).key and not symbol.layer:
                yield name
        elif name.arguments and model.find(symbol) is name:
            yield name


def _value(node: Application, names: Sequence[Name], model: Model) -> Symbol:
    """The value that has these arguments: with others it is another value. Raises Problem."""
    for name in names:
        (declared,) = parse_mention(name.latex, model.vocabulary)
        items = declared.arguments if isinstance(declared, Application) else ()
        if len(items) != len(node.arguments):
            continue
        place = None
        if name.steps_by_arguments:
            pairs = zip(items, node.arguments, strict=True)
            place = next(filter(None, (_step(*pair, name.step, model) for pair in pairs)), None)
            if place is None:
                continue
            items = tuple(
                rewritten(item, partial(_moved, place, name.step, model)) for item in items
            )
        written, indices = _indices(items, node.arguments, name, model)
        if tuple(map(without_places, written)) == tuple(map(without_places, items)):
            found = replace(node.function, start=node.start, end=node.end)
            found = replace(found, subscripts=found.subscripts or indices)
            if place is None or not isinstance(name.symbol, Symbol):
                return found
            found = replace(found, layer=name.symbol.layer)
            return name.written(found, place, name.indices(found))
    raise Problem(
        f"{to_latex(node)}, where NOTATION has {' and '.join(name.latex for name in names)}",
        "a value with the same arguments everywhere, or without them",
        "correct them, or declare a function of them in NOTATION",
        node.start,
    )


def _indices(
    declared: Sequence[Node], written: Sequence[Node], name: Name, model: Model
) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """Written arguments as they are declared, and the indices that stand there instead.

    Of an array declared as `P(t = c | z)` that is the c, a letter which stands for no value.
    """
    found: list[str] = []

    def as_declared(one: Node, other: Node) -> Node:
        match one, other:
            case Condition(sides=(left, Symbol() as index)), Condition(sides=(its, place)) if (
                model.find(index) is None and without_places(left) == without_places(its)
            ):
                if isinstance(place, Number | Symbol):
                    found.append(to_latex(place))
                    return replace(other, sides=(its, index))
        return other

    changed = tuple(map(as_declared, declared, written))
    return (changed, tuple(found)) if len(found) == len(name.axes) else (tuple(written), ())


def _step(declared: Node, written: Node, letter: str, model: Model) -> Place | None:
    """The step that an argument is written with, if NOTATION has this letter there."""
    if not isinstance(declared, Symbol) or not isinstance(written, Symbol):
        return None
    name = model.find(declared)
    if name is None or name.step != letter or model.find(written) is not name:
        return None
    own, place = name.place(declared), name.place(written)
    if own is None or own.letter != letter or place is None:
        return None
    return place.moved(-own.shift)


def _moved(place: Place, letter: str, model: Model, symbol: Symbol) -> Symbol:
    """A declared argument at another step."""
    name = model.find(symbol)
    own = name.place(symbol) if name is not None and name.step == letter else None
    if name is None or own is None or own.letter != letter:
        return symbol
    return name.written(symbol, place.moved(own.shift), name.indices(symbol))


def _indicator(delta: Symbol, model: Model) -> Indicator:
    """One where both indices are equal, else zero."""
    where = {"start": delta.start, "end": delta.end}
    indices = (parse_mention(index, model.vocabulary) for index in delta.subscripts)
    sides = tuple(replace(index, **where) for (index,) in indices)
    return Indicator(condition=Condition(sides=sides, relations=("=",), **where), **where)
