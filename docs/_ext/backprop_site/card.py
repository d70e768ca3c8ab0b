"""The picture that a link to the site shows: the forward pass of the home page's model."""

import hashlib
import importlib.metadata
import inspect
import io
from collections import defaultdict
from pathlib import Path

from PIL import Image

from checked_equations.equations.models.model import Model
from checked_equations.files import write_whole
from checked_equations.pages.registry import Registry

_INCHES, _DPI = (12.0, 6.3), 100  # 1200 × 630, the size that social networks ask for
_PAPER, _INK, _GIVEN, _FOUND = "#fdfdfb", "#1c2024", "#8a94a0", "#1a5599"


def write(registry: Registry) -> None:
    """Write the card into the docs folder, unless it is there, whole and up to date."""
    home = registry.pages.get("docs/index.md")
    model = registry.models.get(home.meta.get("model", "")) if home else None
    if home is None or model is None:
        return
    version = importlib.metadata.version("matplotlib")
    inputs = [home.title, model.text, version, Path(__file__).read_text(encoding="utf-8")]
    stamp = hashlib.sha256("\0".join(inputs).encode()).hexdigest()
    file = registry.docs / "assets" / "social" / "card.png"
    if not _holds(file, stamp):
        write_whole(file, _drawn(model, home.title, stamp))


def _holds(file: Path, stamp: str) -> bool:
    try:
        with Image.open(file) as picture:
            found = picture.info.get("Comment")
            picture.verify()
    except (OSError, SyntaxError):  # what Pillow raises for a damaged file
        return False
    return bool(found == stamp)


def _edges(model: Model) -> list[tuple[str, str]]:
    """Which value enters which, in the order of the forward pass."""
    return [
        (argument, name)
        for name in model.forward
        for argument in inspect.signature(model.snippets[name].function).parameters
    ]


def _places(edges: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """A column for each step, with what is computed in the middle and what is given around it."""
    steps: dict[str, int] = {}
    computed = {after for _, after in edges}
    for before, after in edges:
        steps[after] = max(steps.get(after, 1), steps.get(before, 0) + 1)
    for before, after in edges:
        steps.setdefault(before, steps[after] - 1)
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(steps, key=lambda name: name not in computed):
        columns[steps[name]].append(name)
    return {
        name: (float(step), (-1.0) ** row * ((row + 1) // 2))
        for step, column in columns.items()
        for row, name in enumerate(column)
    }


def _drawn(model: Model, title: str, stamp: str) -> bytes:
    from matplotlib.figure import Figure  # slow to import, and mostly there is nothing to draw

    edges = _edges(model)
    places = _places(edges)
    latex = {name.python: name.latex for name in model.names}
    figure = Figure(_INCHES, _DPI, facecolor=_PAPER)
    axes = figure.add_axes((0.04, 0.04, 0.92, 0.72))
    axes.set_axis_off()
    for before, after in edges:
        arrow = {"arrowstyle": "-|>", "color": _GIVEN, "lw": 2.5, "shrinkA": 38, "shrinkB": 38}
        axes.annotate("", places[after], places[before], arrowprops=arrow)
    for name, (x, y) in places.items():
        colour = _FOUND if name in model.forward else _GIVEN
        axes.plot(x, y, "o", markersize=70, color=_PAPER, markeredgecolor=colour, markeredgewidth=4)
        text = axes.text(x, y, f"${latex[name]}$", size=40, color=_INK, math_fontfamily="cm")
        text.set(ha="center", va="center_baseline")
    axes.margins(0.09, 0.25)
    figure.text(0.06, 0.84, title, size=31, weight="bold", color=_INK)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Comment": stamp})
    return picture.getvalue()
