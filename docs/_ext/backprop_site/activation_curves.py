"""A picture of each activation and its slope, as the snippets compute them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from checked_equations.files import write_changed
from checked_equations.pages.registry import Registry

_MODEL = "activations"
_SCALE, _LEFT, _RIGHT, _BOTTOM, _TOP = 40, -3, 3, -1.4, 3
# Both read on the ground of both schemes: a picture file follows none.
_GREY, _ORANGE = "#76818d", "#c8691c"

Function = Callable[[Any], Any]


def write(registry: Registry) -> None:
    """Write a picture for each activation into the docs folder, unless it is there."""
    model = registry.models.get(_MODEL)
    if model is None:
        return
    for name, (value, slope) in activations(model.namespace).items():
        file = registry.docs / "assets" / f"activation-{name}.svg"
        picture = _drawn(value, slope).encode()
        write_changed(file, picture)


def activations(module: Mapping[str, Any]) -> dict[str, tuple[Function, Function]]:
    """Each activation with its slope."""
    alpha = module["EXAMPLE"]["alpha"]
    leaky: tuple[Function, Function] = (
        lambda z: module["leaky"](alpha, z),
        lambda z: module["leaky_slope"](alpha, z),
    )
    return {
        "sigmoid": (module["sigma"], module["sigma_slope"]),
        "tanh": (np.tanh, module["tanh_slope"]),
        "relu": (module["relu"], module["relu_slope"]),
        "leaky": leaky,
        "softplus": (module["softplus"], module["softplus_slope"]),
        "gelu": (module["gelu"], module["gelu_slope"]),
    }


def _drawn(value: Function, slope: Function) -> str:
    """The activation as a solid line and its slope dashed, over both axes."""
    (right, bottom), (middle, zero), (_, one) = _at(_RIGHT, _BOTTOM), _at(0, 0), _at(0, 1)
    labels = {"−2": (_at(-2, 0)[0], zero + 27), "2": (_at(2, 0)[0], zero + 27)}
    labels["1"] = middle - 11, one - 6
    words = "".join(f'<text x="{x:g}" y="{y:g}">{text}</text>' for text, (x, y) in labels.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:g} {bottom:g}">'
        f'<g stroke="{_GREY}"><path d="M0 {zero:g}H{right:g}M{middle:g} 0V{bottom:g}"/>'
        f'<path d="M0 {one:g}H{right:g}" stroke-dasharray="1 4"/></g>'
        f'<g fill="{_GREY}" font-family="sans-serif" font-size="20" text-anchor="middle">{words}'
        '</g><g fill="none" stroke-linejoin="round" stroke-width="2.5">'
        f'<path d="{_curve(value)}" stroke="{_GREY}"/>'
        f'<path d="{_curve(slope)}" stroke="{_ORANGE}" stroke-dasharray="6 4"/></g></svg>\n'
    )


def _curve(function: Function) -> str:
    """A line up to 0 and one from there on: the slope of a ReLU jumps."""
    halves = np.linspace(_LEFT, 0, 61), np.linspace(1e-9, _RIGHT, 61)
    return "".join("M" + _points(function, half) for half in halves)


def _points(function: Function, grid: Any) -> str:
    places = (_at(z, float(function(z))) for z in grid)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _at(z: float, value: float) -> tuple[float, float]:
    """The place of a point of a curve."""
    return _SCALE * (z - _LEFT), _SCALE * (_TOP - value)
