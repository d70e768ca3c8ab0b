"""Whatever is typed: it is drawn or not, judged, and spoken of in words; nothing is thrown."""

import random
from collections.abc import Iterator

import pytest

from checked_equations.pages.registry import Registry
from tests.live_engine import Engine
from tests.logic.test_live_draw import DOCUMENT
from tests.logic.test_live_typed import PIECES

pytestmark = pytest.mark.slow

MODEL, EQUATION = "sigmoid_network", "net-dE-dW5"
SAID = """
const said = texts => texts.map(text => {
  const model = live.models.MODEL
  const equation = model.equations.find(({ id }) => id === "EQUATION")
  const read = live.attempt(() => live.readAny(text, model), null)
  const drawn = read && live.shown(read)
  const verdict = live.judge(model, equation.id, text)
  const context = { model, equation, expected: 1, tree: read?.chain }
  const steps = live.answer(verdict, context).map(({ say, marks = [] }) => {
    if (read) live.shown(read, "", marks)
    return say.map(part => part.textContent ?? part).join("")
  })
  return [verdict.kind, Boolean(read), Boolean(drawn), steps]
})
""".replace("MODEL", MODEL).replace("EQUATION", EQUATION)
SEEDS = (
    r"(a_{o1} - t_1)\, a_{o1} (1 - a_{o1})\, a_{h1}",
    "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1",
    r"\frac{\partial E_{\text{total}}}{\partial W_5} = \delta_{o1} a_{h1}",
    r"\left(a_{o1} - t_1\right) \sigma'(o_1) a_{h1}",
    "0.0721571",
    "dE_do1 * a_h1",
    r"(a_{o1} - t_1) a_{o1} a_{h2}",
    "(t1 - a_o1)*a_h1*W5",
    "0.0726907",
    r"\ln(-a_{o1}^2)",
)


def texts(count: int) -> Iterator[str]:
    """What people type, with pieces put in, taken away or exchanged."""
    rng = random.Random(5)
    for _ in range(count):
        text = rng.choice(SEEDS)
        for _ in range(rng.randrange(3)):
            start = rng.randrange(len(text) + 1)
            put = rng.choice(("", *PIECES))
            text = text[:start] + put + text[start + rng.randrange(3) :]
        yield text


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.fuzz)])
def test_something_is_said_of_anything(registry: Registry, count: int) -> None:
    engine = Engine(registry, [MODEL], DOCUMENT + SAID)
    lines = list(texts(count))
    found = engine.call("said", lines)
    assert {kind for kind, *_ in found} >= {"right", "wrong", "unread", "number"}
    for line, (kind, is_read, is_drawn, steps) in zip(lines, found, strict=True):
        # What can be read can be drawn: the reader sees what was understood.
        assert is_drawn == is_read, line
        assert kind == "unread" or is_read or kind == "number", line
        for step in steps:
            assert step.strip(), line
            assert step.rstrip()[-1] in ".?", (line, step)
            assert not {"undefined", "null", "NaN", "[object"} & set(step.split()), (line, step)
