"""Plots that stand in the text of a page, drawn from the numbers of its snippets.

They are included where they stand, so that they follow the scheme, and are therefore kept with the
pages: the build renews one whose numbers have changed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from checked_equations.equations.models.forward import Values
from checked_equations.files import write_changed
from checked_equations.pages.font import ITALICS
from checked_equations.pages.registry import Registry

_LINK, _PATH = "var(--md-typeset-a-color)", "var(--path)"
_DOTTED = 'stroke-width="1" stroke-dasharray="2 4" opacity="0.7"'


def write(registry: Registry) -> None:
    """Write each plot into the pictures of the pages, unless it is there."""
    for name, (model, draw) in _PLOTS.items():
        if model not in registry.models:
            continue
        file = registry.docs / "assets" / "pictures" / f"{name}.svg"
        picture = draw(registry.models[model].namespace).encode()
        write_changed(file, picture)


class _Frame(NamedTuple):
    """Where numbers lie in a picture: the ranges of both axes, and its size."""

    left: float
    right: float
    top: float
    width: int = 360
    height: int = 230
    edge: int = 30

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture, for a number on each axis; the lower axis is at 0."""
        across = (x - self.left) / (self.right - self.left)
        return (
            self.edge + across * (self.width - 2 * self.edge),
            self.height - self.edge - y / self.top * (self.height - 2 * self.edge),
        )

    def path(self, places: Iterable[tuple[float, float]], style: str) -> str:
        """A line through some places."""
        points = " L".join("{:.1f} {:.1f}".format(*self.at(x, y)) for x, y in places)
        return f'<path d="M{points}" {style}/>'

    def axes(self, across: str, up: str) -> list[str]:
        """Both axes, with what each of them shows."""
        low, left = self.height - self.edge, self.edge
        return [
            f'<path d="M{left} 14 V{low} H{self.width - 14}" stroke-width="1" opacity="0.55"/>',
            _word(left + 8, 24, up, "start"),
            _word(self.width - 14, low - 8, across, "end"),
        ]

    def picture(self, name: str, words: str, parts: Iterable[str]) -> str:
        """The whole picture; the words are for those who do not see it."""
        head = (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-labelledby="picture-{name}" xmlns="http://www.w3.org/2000/svg" '
            'font-family="inherit" font-size="15" fill="none" stroke="currentColor" '
            'stroke-width="1.8">'
        )
        title = f'<title id="picture-{name}">{words}</title>'
        return "\n".join([head, title, *parts, "</svg>", ""])


def _word(x: float, y: float, text: str, anchor: str, colour: str = "currentColor") -> str:
    """A word in a picture; a single letter is set as in a formula."""
    is_letter = text in ITALICS
    letter = 'class="sym" font-size="18" ' if is_letter else ""
    shown = chr(ITALICS[text]) if is_letter else text
    return (
        f'<text {letter}x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
        f'style="fill: {colour}" stroke="none">{shown}</text>'
    )


def _one_number(module: Mapping[str, Any]) -> str:
    """The loss over the weight, its tangent, and a step."""
    values = Values(module, module["EXAMPLE"], {})
    w, new, slope, low = values["w"], values["w_new"], values["dL_dw"], values["L"]
    bottom = (values["y"] - values["b"]) / values["x"]
    frame = _Frame(bottom - 2.4, bottom + 2.4, 6.0)

    def loss(at: float) -> float:
        return float(Values(module, {**module["EXAMPLE"], "w": at}, {})["L"])

    curve = [(bottom + k / 20, loss(bottom + k / 20)) for k in range(-44, 45)]
    tangent = [(w + step, low + step * slope) for step in (-0.95, low / -slope)]
    (x, y), (x_new, y_new), ground = frame.at(w, low), frame.at(new, loss(new)), frame.height - 30
    head = f"M{x_new - 8:.1f} {ground - 5} L{x_new:.1f} {ground} L{x_new - 8:.1f} {ground + 5}"
    parts = [
        *frame.axes("w", "L"),
        frame.path(curve, 'stroke-width="3"'),
        frame.path(tangent, f'stroke="{_LINK}" stroke-width="2.5" stroke-dasharray="7 5"'),
        frame.path([(w, low), (w, 0)], _DOTTED),
        frame.path([(new, loss(new)), (new, 0)], _DOTTED),
        f'<path d="M{x:.1f} {ground} H{x_new:.1f} {head}" stroke="{_PATH}" stroke-width="3"/>',
        *(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="5" fill="currentColor" stroke="none"/>'
            for a, b in ((x, y), (x_new, y_new))
        ),
        _word(x + 14, y - 18, "the slope here", "start", _LINK),
        _word((x + x_new) / 2, ground + 20, "a step", "middle", _PATH),
    ]
    words = (
        "A valley: the loss L over the weight w. At a point on its left side a straight line "
        "touches it and falls to the right. An arrow along the axis leads to the right, to a "
        "weight at which the loss is lower."
    )
    return frame.picture("one-number", words, parts)


def _learning_rates(module: Mapping[str, Any]) -> str:
    """The loss over the steps of training, at three learning rates."""
    rates = {
        500.0: ("too large", _PATH, ""),
        0.5: ("too small", "currentColor", 'stroke-dasharray="7 5"'),
        10.0: ("good", _LINK, ""),
    }
    losses = {rate: [float(module["loss_at"](rate, n)) for n in range(21)] for rate in rates}
    frame = _Frame(0, 20, max(map(max, losses.values())))
    parts = frame.axes("steps", "loss")
    for rate, (word, colour, dashes) in rates.items():
        style = f'stroke="{colour}" stroke-width="3" {dashes}'
        parts.append(frame.path(enumerate(losses[rate]), style))
        x, y = frame.at(9, losses[rate][9])
        parts.append(_word(x, y - 10, word, "start", colour))
    words = (
        "Three curves of the loss over 20 steps from the same start. With a rate that is too "
        "small the loss falls slowly, with a good one it falls to nearly 0 within ten steps, with "
        "one that is too large it rises, jumps, and then lies flat, higher than at the start."
    )
    return frame.picture("learning-rates", words, parts)


_PLOTS: dict[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "one-number": ("one_number", _one_number),
    "learning-rates": ("gradient_check", _learning_rates),
}
