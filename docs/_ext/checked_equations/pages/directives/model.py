"""```model {name=…}: the whole module of a model."""

from ..attributes import Attributes
from ..options import Options
from ..registry import Place
from .notation import ModelItem


class Listing(ModelItem):
    """A module's text, folded."""

    template = "model.html"
    searched = False


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Listing:
    """The directive as an item."""
    return Listing(place, text, "model", "name", attributes)
