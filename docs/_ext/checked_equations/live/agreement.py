"""The browser's values and slopes, held against Python's in V8 before they are published."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import v8
from ..equations.errors import Problem
from ..equations.models.model import Model
from ..equations.models.points import Point, Points
from ..equations.values.evaluate import STEP
from ..equations.values.report import number, residual, strictly
from ..files import Store
from .bundle import evaluator
from .model_data import Data, inputs_of, point_data, points_of

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

TOLERANCE = 1e-12
# By how much a value or slope may be off beside others as large as one: a few roundings.
FLOOR = 1e-15

# Values and slopes at points: a move is a Python name and the place of an element.
_COMPUTED = """
const computed = (name, points) => points.map(({point, moves}) => {
  try {
    const setting = live.setting(live.models[name], point)
    return {
      values: live.values(setting),
      slopes: moves.map(([python, place]) => live.slopes(setting, python, place)),
    }
  } catch (error) {
    return {error: String(error)}
  }
})
"""

Move = tuple[str, tuple[int, ...]]


def version() -> bytes:
    """What agreement depends on beside the models."""
    return evaluator().encode() + Path(__file__).read_bytes()


def check(model: Model, data: Data, agreed: Store) -> None:
    """Demand that both compute the same, unless they are known to. Raises Problem."""
    text = json.dumps(data)
    key = model.code and model.code.digest, hashlib.sha256(text.encode()).digest()

    def agree() -> bool:
        points = [Points(model).example, *points_of(model), *_with_functions_of_the_example(model)]
        compare(model, data, points)
        return True

    agreed.get(key, agree)


def _with_functions_of_the_example(model: Model) -> Iterator[Point]:
    """Generic points with the functions of the running example, which the browser has too."""
    functions = {name: value for name, value in model.example.items() if callable(value)}
    if functions:
        for point in points_of(model):
            inputs, label = {**point.inputs, **functions}, f"{point.label}, the example's functions"
            yield Point(model, inputs, point.sizes, label)


def engine(name: str, data: Data) -> "MiniRacer":
    """V8 with the evaluator and a model."""
    model = f"live.models[{json.dumps(name)}] = {json.dumps(data)}"
    return v8.start([evaluator(), model, _COMPUTED])


def compare(model: Model, data: Data, points: Sequence[Point]) -> None:
    """Raise Problem where a value or slope at these points is not what Python computes."""
    computed = {entry["python"] for entry in (*data["program"], *data["derived"])}
    given = data["example"]["values"].keys() - computed
    moves = [list(_moves(model, point)) for point in points]
    asked = [
        {"point": point_data(point, model, given), "moves": some}
        for point, some in zip(points, moves, strict=True)
    ]
    answer = engine(model.name, data).eval(
        f"JSON.stringify(computed({json.dumps(model.name)}, {json.dumps(asked)}))"
    )
    with strictly(f"the live model {model.name}"):
        for point, some, found in zip(points, moves, json.loads(str(answer)), strict=True):
            if "error" in found:
                raise Problem(
                    f"the browser cannot evaluate {model.name}: {found['error']}",
                    "defining equations of sums, products, calls and derivatives",
                    "leave the model out of the option `live`, or write its equations so",
                )
            for name, value in found["values"].items():
                _compare(name, point, value, point.values[name])
            for move, slopes in zip(some, found["slopes"], strict=True):
                python, place = move
                nudged = point.nudged(python, place, np.complex128(STEP * 1j))
                for name, slope in slopes.items():
                    what = f"the derivative of {name} by {python}{list(place) or ''}"
                    _compare(what, point, slope, np.imag(nudged[name]) / STEP)


def _moves(model: Model, point: Point) -> Iterator[Move]:
    for name in (*inputs_of(model), *model.forward):
        for place in np.ndindex(np.shape(point.values[name])):
            yield name, place


def _compare(what: str, point: Point, found: Any, expected: Any) -> None:
    found = np.array(found, dtype=float)  # what is not finite is null in JSON
    difference = np.max(np.abs(found - expected))
    if not (difference <= FLOOR or residual(found, np.asarray(expected)) <= TOLERANCE):
        raise Problem(
            f"{what} is {number(found)} in the browser and {number(np.asarray(expected))} in "
            f"Python, at {point.label}",
            "the same number",
            "correct the equation that defines it, or the live scripts",
        )
