"""```field {model=…}: a field for a line or a number of the reader's own, for any gradient."""

from ...equations.errors import Problem
from ...equations.models.model import Model
from ..attributes import Attributes
from ..options import Options
from ..registry import Page, Place, Registry
from .notation import ModelItem


class Field(ModelItem):
    """What opens the field; it takes no room on paper, and without scripts."""

    template = "field.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> Model:
        model = super().check(page, registry)
        if model.name not in registry.options.live:
            raise Problem(
                f"a field for {model.name}, which no browser evaluates",
                "a model of the option `live`",
                "name the model there, or another one here",
            )
        return model


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Field:
    """The directive as an item."""
    return Field(place, text, "field", "model", attributes)
