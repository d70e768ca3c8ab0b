"""```model {name=…}: the whole module of a model, as a program that runs by itself."""

from collections.abc import Mapping
from typing import Any

from ..attributes import Attributes
from ..options import Options
from ..registry import Place, Registry
from ..standalone import standalone
from .notation import ModelItem


class Listing(ModelItem):
    """A module's text with what it imports from its package, folded."""

    template = "model.html"
    searched = False

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        package = registry.options.snippets.replace("/", ".")

        def text(module: str) -> str:
            path = registry.root / module.replace(".", "/")
            file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            return file.read_text(encoding="utf-8-sig")

        return {"text": standalone(found.text, package, text)}


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Listing:
    """The directive as an item."""
    return Listing(place, text, "model", "name", attributes)
