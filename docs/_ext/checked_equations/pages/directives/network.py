"""```network {model=… alt="…"}: a model's computation graph, or the paths of one gradient in it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ...equations.errors import Problem
from ...equations.models.model import Model
from ...equations.shown.dependence import Element
from ...equations.shown.graph import (
    Graph,
    graph_of,
    latex_of,
    latex_of_whole,
    loss_of,
    number,
    read_element,
)
from ...equations.values.figures import pretty
from ..attributes import Attributes
from ..columns import columns_of
from ..derivation import Derivation
from ..drawing import Drawing, View, drawn
from ..lettering import Lettering, symbol, words
from ..mentions import check_mention
from ..options import Options
from ..prose import typed_markup, typed_on_to_formulas, unfit
from ..registry import Formula, Item, Page, Place, Registry

_OPTIONS = {"model", "alt", "of", "loss"}
_CLASSES = {"margin"}
# Text and margin are this wide where the one is beside the other, and a phone's text is.
_WIDE, _NARROW = 540, 335
_FORMULA = re.compile(r"\$([^$]+)\$")


class Shown(NamedTuple):
    """A graph, and the number whose paths are shown if one is asked for."""

    graph: Graph
    of: Element | None


@dataclass(frozen=True, eq=False)
class Network(Item):
    """A picture that the build draws."""

    attributes: Attributes
    template = "network.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> Shown:
        given = self.attributes.options
        self.attributes.check(_OPTIONS, _CLASSES)
        name = given.get("model", "")
        if name not in registry.models:
            raise registry.missing(name, f"the model {name or 'of a network'} does not exist")
        if not given.get("alt", "").strip():
            raise Problem(
                "a picture without an alternative text",
                'alt="what it shows"',
                "say in words what those see who see the picture",
            )
        model = registry.models[name]
        self._check_caption(model, registry)
        points = registry.points(model)
        loss = read_element(points, given["loss"]) if "loss" in given else loss_of(points)
        graph = registry.memo((model, loss, "graph"), lambda: graph_of(points, loss))
        of = read_element(points, given["of"]) if "of" in given else None
        if of is not None:
            graph.paths(of)
        return Shown(graph, of)

    def _check_caption(self, model: Model, registry: Registry) -> None:
        """Words, and formulas that name symbols. Raises Problem."""
        for text in _FORMULA.findall(self.text):
            check_mention(text, Derivation(registry.points(model), registry.memo, set()))
        if what := typed_markup(self.text, allows_formulas=True):
            raise Problem(f"{what} in the caption", "words, and formulas in $…$", "leave it out")
        bare = _FORMULA.sub(" ", self.text)
        problem = typed_on_to_formulas(self.text) or unfit(bare, "a caption", registry.options)
        if problem:
            raise problem

    def model(self, found: Any) -> Model | None:
        return found.graph.model if isinstance(found, Shown) else None

    def formulas(self, found: Any, registry: Registry) -> Iterable[Formula]:
        for latex in (*_FORMULA.findall(self.text), *_latex(found.graph).values()):
            yield latex, False

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        example = registry.points(found.graph.model).example
        latex = _latex(found.graph)
        values = {
            element: words(pretty(f"{number(example, element):.3g}")).of(str(element))
            for element in {end for edge in found.graph.flow for end in edge}
        }

        def pictures(typeset: Callable[[str], str]) -> list[tuple[str, Drawing]]:
            labels = {
                what: symbol(typeset(text)).of(str(what) if isinstance(what, Element) else "")
                for what, text in latex.items()
            }
            return drawings(found, labels, values)

        return {
            "pictures": pictures,
            "caption": " ".join(self.text.split()),
            "graph": found.graph,
            "of": found.of,
            "live": found.graph.model.name in registry.options.live,
        }


Whole = tuple[str, int | None]  # an array, at one step
Labels = Mapping[Any, Lettering]  # by element, or by whole array


def _latex(graph: Graph) -> dict[Element | Whole, str]:
    """The LaTeX of all that a picture may name. Raises Problem."""
    found: dict[Element | Whole, str] = {}
    for element in sorted({end for edge in graph.edges for end in edge} | {graph.loss}):
        found[element] = latex_of(graph.model, element)
    for weight in sorted(graph.parameters):
        found[_whole(weight)] = latex_of_whole(graph.model, weight)
    return found


def _whole(element: Element) -> Whole:
    return element.python, element.step


def drawings(
    shown: Shown, labels: Labels, values: Mapping[Element, Lettering]
) -> list[tuple[str, Drawing]]:
    """One drawing for any width, or a wide and a narrow one. Raises Problem."""
    views = list(_views(shown, labels, values))
    wide = drawn(views, upright=False, limit=_WIDE)
    if wide is not None and wide.width <= _NARROW:
        return [("any", wide)]
    stacked = [replace(view, stacked=True) for view in views]
    narrow = drawn([*views, *stacked], upright=True, limit=_NARROW)
    if narrow is None:
        raise Problem(
            f"the network of {shown.graph.model.name} does not fit into {_NARROW} px, which a "
            "phone shows",
            "fewer units in a layer",
            "draw a smaller example",
        )
    return [("any", narrow)] if wide is None else [("wide", wide), ("narrow", narrow)]


def _views(shown: Shown, labels: Labels, values: Mapping[Element, Lettering]) -> Iterable[View]:
    """What is drawn if there is room for it, and what instead."""
    graph = shown.graph
    named = {edge: sorted(some) for edge, some in sorted(graph.weights.items())}
    each = {edge: tuple(labels[w] for w in some) for edge, some in named.items()}
    if shown.of is None:
        all_of_it, only_flow = columns_of(graph, graph.biases), columns_of(graph, frozenset())
        over = {e: tuple({labels[_whole(w)] for w in some}) for e, some in named.items()}
        added = {e: {labels[_whole(b)] for b, head in graph.biases if head == e[1]} for e in over}
        with_biases = {edge: (*some, *added[edge]) for edge, some in over.items()}
        yield View(all_of_it, labels, values, each)
        yield View(all_of_it, labels, {}, each)
        yield View(all_of_it, labels, values, {}, over)
        yield View(all_of_it, labels, {}, {}, over)
        yield View(only_flow, labels, {}, {}, with_biases)
        return
    path = graph.paths(shown.of)
    columns = columns_of(graph, graph.biases & path)
    along = {edge: some for edge, some in each.items() if edge in path}
    own = {edge: (labels[shown.of],) for edge, some in named.items() if shown.of in some}
    for names in (along, own, {}):
        yield View(columns, labels, {}, names, path=path)


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Network:
    """The directive as an item."""
    return Network(place, text, attributes)
