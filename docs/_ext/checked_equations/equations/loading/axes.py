"""A misspelt axis: the forward pass works on other sizes only where it is another one."""

import contextlib
import io
from collections import Counter
from dataclasses import replace

import numpy as np

from ..errors import Problem
from ..models.model import Model
from ..models.points import Points


def check_axes(model: Model) -> None:
    """Raise Problem, its `offset` being a line, for an axis of one line that is misspelt."""
    lines = [
        {*name.axes, *name.signature.takes, name.signature.gives, name.size_of}
        for name in model.names
    ]
    count = Counter(axis for line in lines for axis in line)
    free = [axis for axis in model.sizes if axis not in model.size_rules]
    single = [axis for axis in free if count[axis] == 1]
    if not single or _works(model):
        return
    # Of two axes in one line each, the second is taken for the misspelt one.
    for name in reversed(model.names):
        for axis in name.axes:
            for other in free if axis in single else ():
                if other != axis and _works(_with_axis(model, axis, other)):
                    raise Problem(
                        f"the axis {axis} of {name.python} stands in no other line, and the "
                        f"forward pass works on other sizes only if it is {other}",
                        "one name for each axis",
                        f"write {other}; or, if they are two, say in SIZES how the size of the one "
                        "follows from that of the other",
                        name.line,
                    )


def _with_axis(model: Model, axis: str, other: str) -> Model:
    """The model with another name for an axis."""
    return replace(
        model,
        names=[
            replace(name, axes=tuple(other if a == axis else a for a in name.axes))
            for name in model.names
        ],
        sizes={name: size for name, size in model.sizes.items() if name != axis},
    )


def _works(model: Model) -> bool:
    """Whether all forward values have the sizes of their axes where sizes are other ones."""
    axes = {name.python: name.axes for name in model.names}
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        try:
            return all(
                np.shape(point.values[python]) == tuple(point.sizes[axis] for axis in axes[python])
                for point in Points(model).of_other_sizes()
                for python in model.forward
                if python in axes
            )
        except (Exception, SystemExit):
            return False
