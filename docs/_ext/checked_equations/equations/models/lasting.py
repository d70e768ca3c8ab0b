"""What takes long to find and stays true: kept for later processes, by all that it depends on.

No verdict is kept. What is compared is compared in each process, be it with numbers that are kept.
"""

import hashlib
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ...files import Store
from .model import Model
from .sources import Key, Result, per_model

Found = TypeVar("Found")


def version() -> bytes:
    """What any of it depends on, beside what it is about and what the model runs."""
    mathematics = sorted(Path(__file__).parents[1].rglob("*.py"))
    return f"{sys.version} {np.__version__}".encode() + b"".join(
        f.read_bytes() for f in mathematics
    )


_findings = Store(version)
keep_in, save = _findings.keep_in, _findings.save


def of_model(kind: str, model: Model, about: Any, find: Callable[[], Found]) -> Found:
    """What is found about something in a model, now or in an earlier process.

    Raises what finding it raises; then nothing is kept. What `about` is has to show in its `repr`.
    """
    if not model.digest:
        return find()
    said = repr((kind, model.name, model.digest, about))
    found: Found = _findings.get(hashlib.sha256(said.encode()).digest(), find)
    return found


def kept_per_model(function: Callable[[Model, Key], Result]) -> Callable[[Model, Key], Result]:
    """Keep what a function finds in a model, which it reads off the Python alone."""

    @per_model
    @wraps(function)
    def kept(model: Model, key: Key) -> Result:
        return of_model(function.__qualname__, model, key, lambda: function(model, key))

    return kept
