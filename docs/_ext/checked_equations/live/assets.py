"""What the browser loads on first use: the engine, and a script for each live model."""

import json
from collections.abc import Hashable, Iterator, Sequence

from ..equations.errors import Problem
from ..equations.models.model import Model
from ..files import Store, write_changed
from ..pages.derivation import key_of
from ..pages.directives.derive import Derive
from ..pages.directives.equation import Equation, checked_in
from ..pages.registry import Registry
from . import agreement, bundle, tables
from .model_data import Data, model_data


def write(registry: Registry) -> None:
    """Write them into the docs folder, for the models of the option `live`. Raises Problem."""
    options = registry.options
    if not options.live:
        return
    tables.keep_in(options.cache / "grammar")
    folder = options.docs / options.assets
    for name in options.live:
        if name not in registry.models:
            raise registry.missing(name, f"the live model {name} does not exist")
    models = [registry.models[name] for name in options.live]
    key = ("live", *models, *_told(registry))
    made = registry.memo(key, lambda: _data(registry, models))
    for model, data in zip(models, made, strict=True):
        _check_asked_for(registry, model, data)
        text = f"live.models[{json.dumps(model.name)}] = {as_text(data)}\n"
        write_changed(folder / "live" / f"{model.name}.js", text.encode())
    write_changed(folder / "live.js", bundle.engine().encode())
    write_changed(folder / "live-lines.js", bundle.lines().encode())
    write_changed(folder / "live-try.js", bundle.trial().encode())
    tables.save()


def _told(registry: Registry) -> Iterator[Hashable]:
    """All that the pages tell the models of their equations."""
    for item, found in registry.results.items():
        if isinstance(item, Equation):
            name = registry.ids[item]
            yield name, registry.page_of[item].path, registry.numbers.get(name), item.continued
            yield item.kind, "final" in item.attributes.classes
            for part in checked_in(found):
                yield part.text, part.binding, key_of(part.formula)


def _data(registry: Registry, models: Sequence[Model]) -> list[Data]:
    """What the browser has to know of each model, which computes with it what Python does."""
    agreed = Store(agreement.version)
    agreed.keep_in(registry.options.cache / "live")
    made = [model_data(registry, model) for model in models]
    for model, data in zip(models, made, strict=True):
        agreement.check(model, data, agreed)
    agreed.save()
    return made


def _check_asked_for(registry: Registry, model: Model, data: Data) -> None:
    """Demand that the browser has each equation that a reader's line is held against."""
    known = {equation["id"] for equation in data["equations"]}
    for name in _asked_for(registry, model):
        if name not in known:
            raise Problem(
                f"#{name}, for which a page asks for a reader's line, is not computed by a browser",
                "a display of one equation between numbers, without norms or transposes",
                f"write it so, take .final from it, or leave {model.name} out of the option `live`",
            )


def _asked_for(registry: Registry, model: Model) -> Iterator[str]:
    for item, found in registry.results.items():
        if isinstance(item, Derive) and found is model:
            yield item.goal
        elif isinstance(item, Equation) and any(
            part.nudge is not None and part.binding.model is model for part in checked_in(found)
        ):
            yield registry.ids[item]


def as_text(data: object) -> str:
    """Data as JavaScript."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
