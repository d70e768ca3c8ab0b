"""A snippet that depends on chance, on the time or on how often it ran is refused by name."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

UNIT = '''"""A unit, and much that functions could keep."""

import datetime
import itertools
import os
import random
import time
import uuid
from collections import deque
from functools import cache
from random import random as chance

import numpy as np

rng = np.random.default_rng(3)
calls = [0]
count = 0
memory = {}
seen = set()
steps = np.zeros(3)
queue = deque()
ticks = itertools.count()
TABLE = {"a": 1.0}


class Box:
    n = 0


box = Box()


def _numbers():
    n = 0
    while True:
        n += 1
        yield n


made = _numbers()


def _later(n=[0]):
    n[0] += 1
    return n[0]


def _noise(rng):
    return rng.random()


def _bump(c):
    c[0] += 1
    return c[0]


@cache
def _cached(n):
    return n + 0.0


def z(w, x):
    return w * x


def h(z, w, x):
    BODY


def f(v):
    return v


def sample():
    return random.random()


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "a weight"),
    "z": ("z", "scalar", "a weighted sum"),
    "h": ("h", "scalar", "an activation"),
    "f": ("f", "function", "an activation"),
}

FORWARD = [z, h]

EXAMPLE = {"x": 0.5, "w": 0.8}
'''

VARYING = {
    "return z + 0 * random.random()": "h uses random.random",
    "return z + 0 * chance()": "h uses chance",
    "return z + (rng.random() < 1e-3)": "h uses rng.random",
    "return z + 0 * np.random.rand()": "h uses np.random.rand",
    "return z + 0 * np.random.default_rng(1).random()": "h uses np.random.default_rng",
    "return z + 0 * time.time()": "h uses time.time",
    "return z + 0 * datetime.datetime.now().second": "h uses datetime.datetime.now",
    "return z + 0 * uuid.uuid4().int": "h uses uuid.uuid4",
    "return z + 0 * len(os.urandom(3))": "os.urandom, whose value is not decided by its arg",
    "return z + 0 * sample()": "sample uses random.random",
    "return z + 0 * os.path.exists('/')": "h uses os.path.exists",
}
KEPT = {
    "global count; count += 1; return z + 0 * count": "count",
    "globals()['count'] += 1; return z + 0 * count": "count",
    "calls[0] += 1; return z + 0 * calls[0]": "calls",
    "c = calls; c[0] += 1; return z + 0 * c[0]": "calls",
    "return z + 0 * _bump(calls)": "calls",
    "return z + 0 * _later()": "_later",
    "return z + 0 * _noise(rng)": "rng",
    "h.n = getattr(h, 'n', 0) + 1; return z + 0 * h.n": "n",
    "memory[len(memory)] = z; return z": "memory",
    "seen.add(len(seen)); return z": "seen",
    "steps[1] += 1; return z + 0 * steps[1]": "steps",
    "queue.append(1); return z": "queue",
    "return z + 0 * next(ticks)": "ticks",
    "return z + 0 * next(made)": "made",
    "Box.n += 1; return z + 0 * Box.n": "n",
    "box.n += 1; return z + 0 * box.n": "box",
    "TABLE.setdefault(len(TABLE), 1); return z": "TABLE",
}
RIGHT = [
    "return z",
    "return z * _cached(1)",
    "c = [0]; c[0] += 1; return z * c[0]",
    "rest = []; rest.append(z); return rest[0]",
    "return z * TABLE['a'] + steps[0] + count + calls[0]",
    "return next(_numbers()) * z",
    # Python notes there that it has warned.
    "globals()['__warningregistry__'] = {}; return z",
]


def check(folder: Path, body: str, latex: str = "h = z", snippet: str | None = None) -> None:
    text = UNIT.replace("BODY", body)
    models, errors = Library(tiny_site(folder / "site", {}, {"unit": text}), "snippets").load()
    assert errors == []
    scope = Scope(Points(models["unit"]))
    binding = Binding(models["unit"], snippet, None) if snippet else None
    verify(Formula(scope.parse(latex), scope), binding)


@pytest.mark.parametrize("body", VARYING)
def test_chance_and_time(tmp_path: Path, body: str) -> None:
    with pytest.raises(Problem, match=VARYING[body]):
        check(tmp_path, body)


def test_what_does_not_use_chance(tmp_path: Path) -> None:
    check(tmp_path, "return z + 0 * random.random()", "z = w x")


@pytest.mark.parametrize("body", KEPT)
def test_what_a_function_keeps(tmp_path: Path, body: str) -> None:
    with pytest.raises(Problem, match=rf"^{KEPT[body]} is not what it was when .*unit\.py was"):
        check(tmp_path, body)


def test_a_function_of_a_formula_is_read_too(tmp_path: Path) -> None:
    text = UNIT.replace("    return v\n", "    calls[0] += 1\n    return v\n")
    site = tiny_site(tmp_path / "site", {}, {"unit": text.replace("BODY", "return z")})
    models, _ = Library(site, "snippets").load()
    scope = Scope(Points(models["unit"]))
    with pytest.raises(Problem, match="calls is not what it was"):
        verify(Formula(scope.parse("f(z) = h"), scope), None)


@pytest.mark.parametrize("body", RIGHT)
def test_what_is_decided_by_the_arguments(tmp_path: Path, body: str) -> None:
    check(tmp_path / "a", body)
    check(tmp_path / "b", body, snippet="h")
