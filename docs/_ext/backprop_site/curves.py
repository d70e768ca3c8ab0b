"""Two learning curves for the first screen: one network, trained by the right and a wrong rule."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from checked_equations.files import write_changed
from checked_equations.pages.registry import Registry

_MODEL = "training"
_RULES = {"a": "gradients", "b": "readme_gradients"}
_STEPS = 300
_WIDTH, _HEIGHT, _EDGE = 240, 110, 4
_GREY = "#76818d"  # reads on the ground of both schemes: a picture file follows none


def write(registry: Registry) -> None:
    """Write a picture for each rule into the docs folder, unless they are there."""
    model = registry.models.get(_MODEL)
    if model is None:
        return
    for name, rule in _RULES.items():
        file = registry.docs / "assets" / f"curve-{name}.svg"
        found = registry.memo((model, "losses", rule), partial(losses, model.namespace, rule))
        write_changed(file, _drawn(found).encode())


def losses(training: Mapping[str, Any], rule: str) -> list[float]:
    """The losses of the README's network, before the first step and after each."""
    network, sample, eta = training["README"], (training["X"], training["T"]), training["ETA"]
    found = [training["loss"](network, *sample)]
    for _ in range(_STEPS):
        slopes = training[rule](network, *sample)
        W1, W2 = network.W1 - eta * slopes.W1, network.W2 - eta * slopes.W2
        network = network._replace(W1=W1, W2=W2)
        found.append(training["loss"](network, *sample))
    return [float(loss) for loss in found]


def _drawn(found: list[float]) -> str:
    """A line from the first loss, at the top, towards 0."""
    inner = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    points = " ".join(
        f"{_EDGE + inner[0] * step / _STEPS:.1f},{_EDGE + inner[1] * (1 - loss / found[0]):.1f}"
        for step, loss in enumerate(found)
        if step % 3 == 0
    )
    line = f'fill="none" stroke="{_GREY}" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<path d="M1 0V{_HEIGHT - 1}H{_WIDTH}" {line} stroke-width="1"/>'
        f'<polyline points="{points}" {line} stroke-width="2.5"/></svg>\n'
    )
