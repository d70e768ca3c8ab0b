"""What a picture of a network shows: units in columns by depth, and lines between them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..equations.shown.dependence import Edge, Element
from ..equations.shown.graph import Graph

# So many inputs that lead to one unit alone stand beside it.
_SIDES = 2
_SWEEPS = 4


@dataclass(eq=False)
class Box:
    """A value, or a pre-activation with its activation; without values the bend of a line."""

    values: tuple[Element, ...] = ()
    is_framed: bool = True
    depth: int = 0
    before: list["Box"] = field(default_factory=list)  # small inputs of it alone, on one side
    after: list["Box"] = field(default_factory=list)  # and on the other

    @property
    def sides(self) -> list["Box"]:
        return self.before + self.after


@dataclass(frozen=True, eq=False)
class Line:
    """An edge of the graph from box to box, through bends where it passes columns."""

    edge: Edge
    boxes: list[Box]


@dataclass(frozen=True)
class Columns:
    """The columns from the inputs to the loss, the lines between them, and those from the sides."""

    columns: list[list[Box]]
    lines: list[Line]
    short: list[Line]

    @property
    def boxes(self) -> list[Box]:
        """All that has a place."""
        main = [box for column in self.columns for box in column]
        return main + [side for box in main for side in box.sides]


def columns_of(graph: Graph, shown: frozenset[Edge]) -> Columns:
    """Units by their depth, in an order in which few lines cross; and these edges of biases."""
    boxes = _units(graph)
    biases = {edge: Box((edge[0],), is_framed=False) for edge in sorted(shown)}
    computed = {head for _, head in graph.edges}
    links = {edge: (boxes[edge[0]], boxes[edge[1]]) for edge in graph.flow}
    links = {edge: pair for edge, pair in links.items() if pair[0] is not pair[1]}
    links |= {edge: (box, boxes[edge[1]]) for edge, box in biases.items()}
    inputs = {tail for (value, _), (tail, _) in links.items() if value not in computed}
    units = [*dict.fromkeys(box for pair in links.values() for box in pair)] or [boxes[graph.loss]]
    _deepen(units, inputs, list(links.values()))
    weighted = {links[edge] for edge in graph.weights if edge in links}
    sides = _beside(units, inputs, list(links.values()), weighted)
    main = [box for box in _ordered(units, graph) if box not in sides]
    columns = [[b for b in main if b.depth == d] for d in range(boxes[graph.loss].depth + 1)]
    lines, short = [], []
    for edge, (tail, head) in sorted(links.items()):
        bends = [Box(depth=d) for d in range(tail.depth + 1, head.depth)]
        if tail in sides:
            short.append(Line(edge, [tail, head]))
            continue
        for bend in bends:
            columns[bend.depth].append(bend)
        lines.append(Line(edge, [tail, *bends, head]))
    columns = [column for column in columns if column]
    _untangle(columns, lines)
    for column in columns:
        framed = [box for box in column if box.values]
        for number, box in enumerate(framed, start=1):
            beside = [line.boxes[0] for line in short if line.boxes[1] is box]
            # Of several units the last ones have theirs on the outer side too.
            first = 0 if len(beside) == 1 and number > len(framed) / 2 and len(framed) > 1 else 1
            box.before, box.after = beside[:first], beside[first:]
    return Columns(columns, lines, short)


def _units(graph: Graph) -> dict[Element, Box]:
    """The box of each value: a weighted sum and what alone is made of it share one."""
    values = sorted({end for edge in graph.flow for end in edge} | {graph.loss})
    tails: dict[Element, list[Element]] = {value: [] for value in values}
    heads: dict[Element, list[Element]] = {value: [] for value in values}
    weighted = {head for tail, head in graph.edges if tail in graph.parameters}
    for tail, head in graph.flow:
        tails[head].append(tail)
        heads[tail].append(head)
    joined = {
        value: tails[value][0]
        for value in values
        if len(tails[value]) == 1
        and value not in weighted
        and value != graph.loss
        and tails[value][0] in weighted
        and heads[tails[value][0]] == [value]
    }
    behind = {tail: head for head, tail in joined.items()}
    boxes: dict[Element, Box] = {}
    for value in values:
        if value not in joined:
            together = (value, behind[value]) if value in behind else (value,)
            boxes |= dict.fromkeys(together, Box(together))
    return boxes


def _deepen(units: list[Box], inputs: set[Box], links: list[tuple[Box, Box]]) -> None:
    """Set depths: one more than the deepest value before; an input stands before its first use."""
    for _ in units:
        for tail, head in links:
            head.depth = max(head.depth, 1 if tail in inputs else tail.depth + 1)
    for box in inputs:
        box.depth = min(head.depth for tail, head in links if tail is box) - 1


def _beside(
    units: list[Box],
    inputs: set[Box],
    links: list[tuple[Box, Box]],
    weighted: set[tuple[Box, Box]],
) -> set[Box]:
    """The inputs that stand beside the one unit that they lead to: biases and targets."""
    found: set[Box] = set()
    for unit in units:
        own = [
            tail
            for tail, head in links
            if head is unit
            and tail in inputs
            and (tail, head) not in weighted
            and [other for box, other in links if box is tail] == [unit]
            and (unit.depth > 1 or not tail.is_framed)
        ]
        found |= set(own) if len(own) <= _SIDES else set()
    return found


def _ordered(units: Iterable[Box], graph: Graph) -> list[Box]:
    """Units in the order of the notation, of steps and of elements."""
    order = [name.python for name in graph.model.names]
    order += [python for python in graph.model.forward if python not in order]

    def key(box: Box) -> tuple[int, int, tuple[int, ...]]:
        value = box.values[0]
        return order.index(value.python), value.step or 0, value.place

    return sorted(units, key=key)


def _untangle(columns: list[list[Box]], lines: list[Line]) -> None:
    """Bring each box near the middle of those that it is connected to."""
    near: dict[Box, list[Box]] = {box: [] for column in columns for box in column}
    for line in lines:
        for one, other in zip(line.boxes, line.boxes[1:], strict=False):
            near[one].append(other)
            near[other].append(one)
    for sweep in range(_SWEEPS):
        for column in columns[1:] if sweep % 2 == 0 else columns[-2::-1]:
            at = {b: i - (len(some) - 1) / 2 for some in columns for i, b in enumerate(some)}
            earlier = sweep % 2 == 0

            def middle(box: Box, at: dict[Box, float] = at, earlier: bool = earlier) -> float:
                there = [at[o] for o in near[box] if (o.depth < box.depth) == earlier]
                return sum(there) / len(there) if there else at[box]

            column.sort(key=middle)
