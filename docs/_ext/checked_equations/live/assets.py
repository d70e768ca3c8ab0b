"""What the browser loads on first use: the engine, and a script for each live model."""

import json

from ..files import Store, write_changed
from ..pages.registry import Registry
from . import agreement, bundle, tables
from .model_data import model_data


def write(registry: Registry) -> None:
    """Write them into the docs folder, for the models of the option `live`. Raises Problem."""
    options = registry.options
    if not options.live:
        return
    agreed = Store(agreement.version)
    agreed.keep_in(options.cache / "live")
    tables.keep_in(options.cache / "grammar")
    folder = options.docs / options.assets
    for name in options.live:
        if name not in registry.models:
            raise registry.missing(name, f"the live model {name} does not exist")
        model = registry.models[name]
        data = model_data(registry, model)
        agreement.check(model, data, agreed)
        text = f"live.models[{json.dumps(name)}] = {as_text(data)}\n"
        write_changed(folder / "live" / f"{name}.js", text.encode())
    agreed.save()
    write_changed(folder / "live.js", bundle.script().encode())
    tables.save()


def as_text(data: object) -> str:
    """Data as JavaScript."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
