"""The reader of the browser in V8, beside Python's, and a small model for both."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from checked_equations import v8
from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chains, parse_symbol
from checked_equations.equations.notation.tree import Chain
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.live.bundle import script
from checked_equations.live.plain import plain

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

# What is read, or why it is not; anything else that is thrown is a mistake.
_READING = """
const reading = (name, texts, given) => texts.map(text => {
  try {
    return live[name](text, given)
  } catch (error) {
    if (!(error instanceof live.Unread)) return { failed: `${error.stack} ${text}` }
    const { column, wrong, meant } = error
    return { column, wrong, meant }
  }
})
"""
_SETS = ("functions", "arrays", "others", "layered", "stepped", "subscripts", "valued")


@cache
def engine() -> "MiniRacer":
    return v8.start([script(), _READING])


def read(name: str, texts: list[Any], given: Any) -> list[Any]:
    """What `live[name]` makes of texts. Raises AssertionError for all but Unread."""
    found: list[Any] = engine().call("reading", name, texts, given)
    for outcome in found:
        assert "failed" not in outcome, outcome["failed"]
    return found


def vocabulary_data(vocabulary: Vocabulary) -> dict[str, list[str]]:
    return {name: sorted(getattr(vocabulary, name)) for name in _SETS}


def chains(formulas: list[str], vocabulary: Vocabulary) -> list[Any]:
    """The chains that the browser reads, None for what it does not."""
    found = read("chain", formulas, vocabulary_data(vocabulary))
    return [None if "column" in outcome else outcome for outcome in found]


def chain_in_python(latex: str, vocabulary: Vocabulary) -> Any:
    """The chain that Python reads, as plain data; None for what it does not, or for several."""
    try:
        found = parse_chains(latex, vocabulary)
    except Problem:
        return None
    return as_data(found[0]) if len(found) == 1 else None


def as_data(chain: Chain) -> dict[str, Any]:
    return {
        "kind": "Chain",
        "sides": [plain(side) for side in chain.sides],
        "relations": list(chain.relations),
        "texts": list(chain.texts),
        "continues": chain.continues,
    }


SIZES = {"input": 2, "hidden": 3}
# Python names, LaTeX and axes.
_NAMES = (
    ("t1", "t_1", ()),
    ("a_h1", "a_{h1}", ()),
    ("a_o1", "a_{o1}", ()),
    ("W5", "W_5", ()),
    ("W5_new", r"W_5^{\text{new}}", ()),
    ("E_total", r"E_{\text{total}}", ()),
    ("delta_o1", r"\delta_{o1}", ()),
    ("eta", r"\eta", ()),
    ("y_hat", r"\hat{y}", ()),
    ("x", "x_j", ("input",)),
    ("V", "V_{jk}^{(1)}", ("input", "hidden")),
    ("sigma", r"\sigma", ()),
    ("f", "f", ()),
    ("f_prime", "f'", ()),
)


@cache
def small_vocabulary() -> Vocabulary:
    """What the names below are to a reader of formulas."""
    found = Vocabulary(functions=frozenset({r"\sigma", "f"}))
    for _, latex, axes in _NAMES:
        symbol = parse_symbol(latex, Vocabulary(found.functions, declaring=True))
        assert symbol is not None
        found = found.with_name(symbol, is_array=bool(axes))
    return found


def _name(python: str, latex: str, axes: tuple[str, ...]) -> dict[str, Any]:
    symbol = plain(parse_symbol(latex, small_vocabulary()))
    kind = "function" if symbol["kind"] == "Function" else "input"
    return {"python": python, "latex": latex, "symbol": symbol, "axes": list(axes), "kind": kind}


def _equation(gradient: str, latex: str) -> dict[str, Any]:
    return {
        "gradient": gradient,
        "chain": chain_in_python(latex, small_vocabulary()),
        "continues": "",
        "latex": latex,
    }


_SLOPE = r"\frac{\partial E_{\text{total}}}"


@cache
def small_model() -> dict[str, Any]:
    """A model as the browser gets it."""
    return {
        "name": "small",
        "vocabulary": vocabulary_data(small_vocabulary()),
        "names": [_name(*name) for name in _NAMES],
        "sizes": SIZES,
        "program": [],
        "derived": [],
        "equations": [
            _equation(
                "dE_dW5", r"\frac{\partial E_{\text{total}}}{\partial W_5} = \delta_{o1} a_{h1}"
            ),
            _equation("dE_dV", r"\frac{\partial E_{\text{total}}}{\partial V_{jk}^{(1)}} = x_j"),
        ],
    }


def without_places(tree: Any) -> Any:
    """A tree as plain data, with all places 0."""
    return json.loads(
        json.dumps(tree), object_hook=lambda node: {**node, **dict.fromkeys(("start", "end"), 0)}
    )
