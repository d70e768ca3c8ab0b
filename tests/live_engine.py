"""The browser's engine in V8, with live models of the real site."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from checked_equations import v8
from checked_equations.live import bundle
from checked_equations.live.model_data import model_data
from checked_equations.pages.registry import Registry

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer


def engine(registry: Registry, models: Iterable[str], *scripts: str) -> "MiniRacer":
    """V8 with all that the browser loads, and what a test adds."""
    data = {name: model_data(registry, registry.models[name]) for name in models}
    return v8.start([bundle.script(), f"Object.assign(live.models, {json.dumps(data)})", *scripts])
