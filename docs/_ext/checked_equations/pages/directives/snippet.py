"""```snippet {name=module.function}: the Python of a function that no equation stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...equations.model import Snippet
from ..attributes import Attributes
from ..options import Options
from ..registry import Item, Page, Place, Registry


@dataclass(frozen=True, eq=False)
class Listed(Item):
    """The text of a function, as it runs."""

    attributes: Attributes
    template = "snippet.html"
    searched = False

    @property
    def module_and_name(self) -> tuple[str, str]:
        module, _, name = self.attributes.options.get("name", "").partition(".")
        return module, name

    def check(self, page: Page, registry: Registry) -> Snippet:
        module, name = self.module_and_name
        if registry.is_broken(module):
            raise registry.missing(module, "")
        model = registry.models.get(module)
        found = model.snippets.get(name) if model else None
        expected = "name=module.function with a public function of a snippet module"
        self.attributes.only("snippet", "name", expected, found is not None)
        assert found is not None
        return found

    def shows(self, found: Any) -> Iterable[tuple[str, str]]:
        if isinstance(found, Snippet):
            yield self.module_and_name


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Listed:
    """The directive as an item."""
    return Listed(place, text, attributes)
