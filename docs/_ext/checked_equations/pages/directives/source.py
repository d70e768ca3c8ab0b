"""```source {of=module.name}: a class or a function of a snippet module, in full."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Problem
from ...equations.models.model import Model
from ..attributes import Attributes
from ..options import Options
from ..registry import Item, Page, Place, Registry


@dataclass(frozen=True, eq=False)
class Source(Item):
    """The text of a class or function, open to read."""

    attributes: Attributes

    template = "source.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> str:
        written = self.attributes.options.get("of", "")
        self.attributes.only("source", "of", "of=module.name", written.count(".") == 1)
        module, name = written.split(".")
        model = registry.models.get(module)
        if model is None:
            raise registry.missing(module, f"there is no snippet module {module}")
        text = _source(model, name)
        longest = registry.options.longest_line
        for line in text.splitlines() if longest else ():
            if len(line) > longest:
                raise Problem(
                    f"a line of {written} has {len(line)} characters: {line.strip()}",
                    f"at most {longest} where a page shows it",
                    "break it at an operator, or name a part of it",
                )
        return text

    def shows(self, found: Any) -> Iterable[tuple[str, str]]:
        module, name = self.attributes.options["of"].split(".")
        yield module, name


def _source(model: Model, name: str) -> str:
    """What the module's text says between the first and the last line of a definition."""
    for node in ast.parse(model.text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            first = min(part.lineno for part in [node, *node.decorator_list])
            return "\n".join(model.text.splitlines()[first - 1 : node.end_lineno])
    raise Problem(
        f"{model.path} defines no {name}",
        "a class or a function of that module",
        "correct the name",
    )


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Source:
    """The directive as an item."""
    return Source(place, text, attributes)
