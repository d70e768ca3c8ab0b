"""All that the browser loads, in V8, with live models of the real site."""

import json
from collections.abc import Iterable
from typing import Any

from checked_equations import v8
from checked_equations.live import bundle
from checked_equations.live.model_data import model_data
from checked_equations.pages.registry import Registry


class Engine:
    """V8 with the whole script, these models, and what a test adds."""

    def __init__(self, registry: Registry, models: Iterable[str], *scripts: str) -> None:
        data = {name: model_data(registry, registry.models[name]) for name in models}
        given = f"Object.assign(live.models, {json.dumps(data)})"
        self.v8 = v8.start([bundle.script(), given, *scripts])

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function in JavaScript gives."""
        given = ", ".join(map(json.dumps, arguments))
        return json.loads(str(self.v8.eval(f"JSON.stringify({function}({given}))")))
