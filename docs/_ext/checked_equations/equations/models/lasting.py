"""What takes long to find and stays true: kept for later processes, by all that it depends on.

No verdict is kept. What is compared is compared in each process, be it with numbers that are kept.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ...files import Store
from .model import Model
from .sources import Result, per_model

Found = TypeVar("Found")


def version() -> bytes:
    """What any of it depends on, beside what it is about and what the model runs."""
    mathematics = sorted(Path(__file__).parents[1].rglob("*.py"))
    return f"{sys.version} {np.__version__}".encode() + b"".join(
        f.read_bytes() for f in mathematics
    )


_findings = Store(version)
keep_in, save = _findings.keep_in, _findings.save


def of_model(
    kind: str, model: Model, names: Iterable[str], about: Any, find: Callable[[], Found]
) -> Found:
    """What is found about something in a model, now or in an earlier process.

    It depends on the functions with these names and on all that they run. Raises what finding it
    raises; then nothing is kept. What `about` is has to show in its `repr`.
    """
    if model.code is None:
        return find()
    said = repr((kind, model.name, code_behind(model, frozenset(names)), about))
    found: Found = _findings.get(hashlib.sha256(said.encode()).digest(), find)
    return found


@per_model
def code_behind(model: Model, names: frozenset[str]) -> str:
    """A digest of what computes these values from the inputs."""
    assert model.code is not None, "a module of a package"
    return model.code.behind(model.behind(names))


def kept_per_model(function: Callable[[Model, str], Result]) -> Callable[[Model, str], Result]:
    """Keep what a function finds about a value of a model, which it reads off the Python alone."""

    @per_model
    @wraps(function)
    def kept(model: Model, key: str) -> Result:
        return of_model(function.__qualname__, model, [key], key, lambda: function(model, key))

    return kept
