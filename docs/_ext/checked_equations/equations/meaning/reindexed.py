r"""Sums over steps that count another way: `\sum_{k=0}^{t-1} W^k x_{t-k}` is one over the x."""

from collections.abc import Iterator
from dataclasses import replace

from ..models.model import Model
from ..notation.linear import Linear, added, as_node, letters, linear_of, read_linear, written
from ..notation.tree import BigSum, Node, Number, Power, Series, Symbol, mapped
from ..notation.walks import layer_parts, read_place


def with_plain_steps(node: Node, model: Model) -> Node:
    """The tree where each sum runs over a step itself that its terms write by several letters."""
    node = mapped(node, lambda part: with_plain_steps(part, model))
    if not isinstance(node, BigSum | Series) or node.first is None or node.last is None:
        return node
    index = node.index
    found = {written(form) for form in _several(node.body, index)}
    if len(found) != 1:
        return node
    form = read_linear(found.pop())
    first, last = (_bound(bound) for bound in (node.first, node.last))
    if form is None or first is None or last is None or abs(form.get(index, 0)) != 1:
        return node
    # The step is the rest and the index, or the rest without it.
    sign, rest = form[index], added((form, 1), ({index: form[index]}, -1))
    body = _counted(node.body, index, sign, rest)
    ends = [added((rest, 1), (bound, sign)) for bound in (first, last)][::sign]
    where = {"start": node.start, "end": node.end}
    if body is None or any(read_place(written(bound)) is None for bound in ends):
        return node
    low, high = (as_node(bound, **where) for bound in ends)
    return (
        Series(
            sign=node.sign if isinstance(node, Series) else r"\sum",
            index=index,
            first=low,
            last=high,
            where=None,
            body=body,
            **where,
        )
        if not (isinstance(node, Series) and node.where)
        else node
    )


def _bound(bound: Node | int) -> Linear | None:
    return {"": bound} if isinstance(bound, int) else linear_of(bound)


def _slots(symbol: Symbol) -> tuple[str, ...]:
    return (*symbol.subscripts, layer_parts(symbol.layer)[1])


def _several(node: Node, index: str) -> Iterator[Linear]:
    """The steps in it that have the index beside other letters, or subtract it."""
    for part in node.walk():
        for slot in _slots(part) if isinstance(part, Symbol) else ():
            form = read_linear(slot)
            if form is not None and form.get(index) and read_place(slot) is None:
                yield form


def _counted(node: Node, index: str, sign: int, rest: Linear) -> Node | None:
    """The terms with the step as index; None where the index stands where it cannot be exchanged.

    What was the index is the step without the rest, or the rest without the step.
    """
    old = added(({index: 1}, sign), (rest, -sign))

    def exchanged(form: Linear) -> Linear:
        return added((form, 1), ({index: 1}, -form.get(index, 0)), (old, form.get(index, 0)))

    def slot(text: str) -> str:
        form = read_linear(text)
        return written(exchanged(form)) if form is not None and form.get(index) else text

    def change(part: Node) -> Node:
        if isinstance(part, Power) and (form := linear_of(part.exponent)) is not None:
            at = {"start": part.exponent.start, "end": part.exponent.end}
            power = as_node(exchanged(form), **at) if form.get(index) else part.exponent
            return replace(part, base=change(part.base), exponent=power)
        if isinstance(part, Symbol):
            opening, inside, closing = layer_parts(part.layer)
            layer = f"{opening}{slot(inside)}{closing}" if inside else part.layer
            return replace(part, subscripts=tuple(map(slot, part.subscripts)), layer=layer)
        return mapped(part, change)

    body = change(node)
    outside = (p for p in _values(node) if isinstance(p, Symbol) and p.base == index)
    plain = all(
        read_place(s) is not None
        for part in body.walk()
        if isinstance(part, Symbol)
        for s in _slots(part)
        if (form := read_linear(s)) is not None and form.get(index)
    )
    return body if plain and not any(outside) else None


def _values(node: Node) -> Iterator[Node]:
    """All parts but the exponents that are sums of letters."""
    yield node
    for part in node.children():
        if not (
            isinstance(node, Power)
            and part is node.exponent
            and not isinstance(part, Number)
            and letters(linear_of(part) or {})
        ):
            yield from _values(part)
