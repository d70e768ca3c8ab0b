"""```notation {model=…}: the symbols of a model, with their meaning and their running example."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...equations.models.model import Model
from ...equations.values.report import Binding
from ..attributes import Attributes
from ..options import Options
from ..registry import Formula, Item, Page, Place, Registry


@dataclass(frozen=True, eq=False)
class ModelItem(Item):
    """A directive that names a model by one attribute."""

    directive: str
    key: str
    attributes: Attributes

    def check(self, page: Page, registry: Registry) -> Model:
        name = self.attributes.options.get(self.key, "")
        known = ", ".join(sorted(registry.models))
        if registry.is_broken(name):
            raise registry.missing(name, "")
        self.attributes.only(
            self.directive, self.key, f"{self.key}=… with one of {known}", name in registry.models
        )
        return registry.models[name]


class Notation(ModelItem):
    """The table of a model's symbols."""

    def check(self, page: Page, registry: Registry) -> Model:
        model = super().check(page, registry)
        example = registry.points(model).example
        for name in model.names:
            if not (name.is_function or name.is_shorthand):
                walk = example.values[name.python] if name.step else None
                for step in walk.steps() if walk else [None]:
                    Binding(model, name.python, None).value(example, step)
        return model

    template = "notation.html"
    searched = False

    def model(self, found: Any) -> Model | None:
        return found if isinstance(found, Model) else None

    def formulas(self, found: Any, registry: Registry) -> Iterable[Formula]:
        for name in found.names:
            yield name.latex, False
            for latex in name.formulas:
                yield latex, False

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        # Where every value is a single number, nobody has to be told its shape.
        shaped = any(name.axes for name in found.names)
        bounded = any(name.domain for name in found.names)
        values = registry.points(found).example.values
        return {"values": values, "shaped": shaped, "bounded": bounded}


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Notation:
    """The directive as an item."""
    return Notation(place, text, "notation", "model", attributes)
