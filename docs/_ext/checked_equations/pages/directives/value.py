"""`{{module.name:.4f}}`: a number that the build computes."""

import ast
import re
from collections.abc import Iterable
from types import FunctionType
from typing import Any

import numpy as np

from ...equations.errors import Problem
from ...equations.models.model import Model
from ...equations.values.figures import check_format, computed, element, formatted
from ..reader import Reader, Rule
from ..registry import Item, Page, Place, Registry

_VALUE = re.compile(
    r"(?P<module>\w+)\.(?P<name>\w+)(?:\[(?P<element>\d+(?:\s*,\s*\d+)*)\])?"
    r"(?:\((?P<changes>[^()]*)\))?\s*(?::\s*(?P<format>[^:]*))?$"
)
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
# {{build.equations}} is a number of the build itself, {{page.equations}} one of the page.
_COUNTS = ("build", "page")


class Value(Item):
    """A number in running text."""

    form = "text"
    template = "value.html"

    def check(self, page: Page, registry: Registry) -> str:
        return printed(self.text, page, registry)

    def shows(self, found: Any) -> Iterable[tuple[str, str]]:
        if match := _VALUE.match(self.text):
            yield match["module"], match["name"]


def printed(text: str, page: Page, registry: Registry) -> str:
    """What `{{text}}` prints. Raises Problem where that is not one number with a format."""
    found = _VALUE.match(text)
    if not found:
        raise Problem(
            f"the value {{{{{text}}}}} cannot be read",
            "{{module.name:.4f}}, {{module.name[2,1]:.4f}} or {{module.name(x=2):.4f}}",
            "correct it",
        )
    if found["module"] in _COUNTS:
        facts = registry.facts() if found["module"] == "build" else registry.counts(page)
        if found["element"] or found["changes"] is not None or found["format"]:
            raise Problem(
                f"the value {text}, which is a count",
                f"{found['module']}.{found['name']} alone",
                "remove the rest",
            )
        if found["name"] not in facts:
            raise Problem(
                f"the {found['module']} knows no {found['name']}",
                "one of " + ", ".join(facts),
                "correct it",
            )
        return str(facts[found["name"]])
    wrong = f"the value {found['module']}.{found['name']} does not exist"
    model = registry.models.get(found["module"])
    if model is None:
        raise registry.missing(found["module"], wrong)
    is_function = isinstance(model.namespace.get(found["name"]), FunctionType)
    if not (found["name"] in model.example or is_function):
        raise Problem(wrong, "a function or an input of a snippet module", "correct the name")
    style = (found["format"] or "").strip()
    check_format(style, text)
    changes = _changes(found["changes"], found["name"], model, text)
    index = element(found["element"])

    def number() -> float:
        return computed(registry.points(model), found["name"], index, changes, text)

    return formatted(registry.memo((model, text, "value"), number), style, text)


def _changes(written: str | None, name: str, model: Model, text: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    behind = model.behind([name]) - ({name} - {*model.example})
    for change in written.split(",") if written else []:
        key, _, number = (part.strip() for part in change.partition("="))
        if key not in model.example and key not in model.namespace:
            raise Problem(f"{key} in {text}", f"a name of {model.name}", "correct it")
        if key in changes:
            raise Problem(f"{key} twice in {text}", "one value for each", "remove one of them")
        if any(key == declared.python and declared.size_of for declared in model.names):
            raise Problem(
                f"{key} in {text}, which is the size of an axis",
                "a change of something else",
                "leave the size as the running example has it",
            )
        if key in model.walks:
            raise Problem(
                f"{key} in {text}, which has a value for each step",
                "a change of a single number",
                "change an input without steps",
            )
        if key not in {*model.example, *behind}:
            raise _without_effect(key, name, text)
        if not _NUMBER.fullmatch(number):
            raise Problem(
                f"{change.strip()} in {text}", "name=number", "correct it; write 0.5 for 1/2"
            )
        if np.ndim(model.example.get(key, 0)) or callable(model.example.get(key)):
            raise Problem(
                f"{key} in {text}, which is no single number in the running example",
                "a change of a single number",
                "change an input that is a number, or give the module another function",
            )
        changes[key] = ast.literal_eval(number)
    # A page may show what one change of several inputs does to many numbers.
    if changes and not changes.keys() & behind:
        raise _without_effect(next(iter(changes)), name, text)
    return changes


def _without_effect(key: str, name: str, text: str) -> Problem:
    return Problem(
        f"{key} in {text}, on which {name} does not depend",
        f"a change of what {name} is computed from",
        "leave the change out, or correct the name",
    )


def _read(reader: Reader, found: re.Match[str], place: Place) -> None:
    start, end = found.span()
    before, after = found.string[max(start - 2, 0) : start], found.string[end : end + 2]
    if re.search(r"\d[.,]?$", before) or re.match(r"[.,]?\d", after):
        reader.refuse(
            place.line,
            f"a digit typed on to {found[0]}, so that another number is shown",
            "a value with a space or words around it",
            "remove the digit",
        )
    reader.add(Value(place, found["asked"].strip()))


RULE = Rule("value", r"\{\{(?P<asked>[^{}]*)\}\}", _read)
