"""Is an array a recurrence in closed form, as a sum of powers is?

However it is computed, what stands at one place then sees all that the place before it saw, in no
other way than through the values there, and something new.
"""

from typing import Any

import numpy as np

from ..models.points import Point
from ..notation.walks import Steps

# The step of the differences, up to what they are exact, and what is no slope.
_WIDTH, _EXACT = 1e-4, 1e-5


def carried(point: Point, python: str) -> str:
    """Along which axis the elements of a value follow from those before, and what they see."""
    value = np.asarray(point.values[python])
    for other in sorted(point.model.behind([python])):
        given = point.inputs.get(other)
        if given is None or callable(given) or isinstance(given, Steps) or np.ndim(given) == 0:
            continue
        slopes = _slopes(point, python, other)
        for axis, size in enumerate(value.shape):
            blocks = np.moveaxis(slopes, axis, 0).reshape(size, -1, np.size(given))
            if _carries_on(blocks) or _carries_on(blocks[::-1]):
                return f"along axis {axis + 1} each sees {other} through the one before it"
    return ""


def _slopes(point: Point, python: str, other: str) -> Any:
    """The derivatives of the elements of a value by those of an input, along the last axis."""
    columns = []
    for index in np.ndindex(np.shape(point.inputs[other])):
        ends = [point.nudged(other, index, sign * _WIDTH)[python] for sign in (1, -1)]
        columns.append((np.asarray(ends[0]) - ends[1]) / (2 * _WIDTH))
    return np.stack(columns, axis=-1)


def _carries_on(blocks: Any) -> bool:
    """Whether each place sees more than the one before, and what that saw through its values."""
    seen = [np.abs(block).max(axis=0) > _EXACT for block in blocks]
    proven = False
    for before, now, saw, sees in zip(blocks, blocks[1:], seen, seen[1:], strict=False):
        if not np.all(sees[saw]) or np.all(sees == saw):
            return False
        through, here = before[:, saw], now[:, saw]
        shares = np.linalg.lstsq(through.T, here.T, rcond=None)[0]
        if not np.allclose(shares.T @ through, here, rtol=0, atol=_EXACT):
            return False
        # With as many values as it saw anything would do.
        proven |= np.linalg.matrix_rank(through, tol=_EXACT) < np.count_nonzero(saw)
    return proven
