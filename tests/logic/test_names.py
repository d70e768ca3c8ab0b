"""Names that a page brings in itself: definitions, other names, indices, what it talks about."""

from pathlib import Path

import pytest

from tests.logic.test_verify import SIGMOID
from tests.site import GOOD, TINY, registry_of, tiny_site

pytestmark = pytest.mark.slow


def errors(folder: Path, *formulas: str, symbols: str = "") -> list[str]:
    """The complaints about a page with these inline formulas; beside its model there is another."""
    head = f"model: tiny\n{symbols}---"
    page = GOOD.replace("model: tiny\n---", head) + "".join(f"\nNow ${f}$.\n" for f in formulas)
    registry = registry_of(tiny_site(folder / "site", {"a": page}, {"net": SIGMOID}))
    return [str(c) for c in registry.all_complaints() if c.path == "docs/a.md"]


RIGHT = {
    "an alias": (r"q = \hat{s}", "2 q = 2 \\hat{s}"),
    "an alias with an index": ("q_k = h_k", "q_1 + 1 = h_1 + 1", r"2 \hat{s} = 2 \sum_k q_k v_k"),
    "an alias that transposes": ("V_{ji} = W_{ij}", "2 V_{21} = 2 W_{12}"),
    "an alias for one element": ("q_1 = W_{12}", "2 q_1 = 2 W_{12}"),
    "an alias with words": (r"q_{\text{first}} = h_1", r"2 q_{\text{first}} = 2 h_1"),
    "the notation of another model": (r"u_j = h_j'", "2 u_1 = 2 h_1'"),
    "the letter of a declared symbol in another notation": ("t_1 = t", "2 t_1 = 2 t"),
    "a definition": ("c = t x_1", "2 c = 2 t x_1"),
    "a definition by a sum": (r"c = \sum_k h_k", "2 c = 2 h_1 + 2 h_2"),
    "such a definition in a sum": (
        r"c = \sum_k h_k^2",
        r"\sum_j h_j c = \sum_j \sum_k h_j h_k^2",
        r"\frac{\partial c}{\partial h_j} = 2 h_j",
    ),
    "a mention": (r"W_{12} + x_i", "h_2", r"x_i \to h_j \to L", r"t \to 0", "2 t", "1 + e^{-t}"),
    "a path through a function": (r"t \to f(t)",),
    "letters as in the notation": ("W_{ij}", "W_{1j}", "h_k", "x_m"),
    "a mention of a definition": ("c = t x_1", "c", "2 c = 2 t x_1"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right(tmp_path: Path, name: str) -> None:
    assert errors(tmp_path, *RIGHT[name]) == []


WRONG = {
    "an alias that loses an index": (("q_j = W_{ij}", "2 q_1 = 2 W_{11}"), "with other indices"),
    "an alias that loses all": (("q = h_j", "2 q = 2 h_j"), "with other indices"),
    "an alias with an index too many": (("q_j = t", "2 q_1 = 2 t"), "with other indices"),
    "a fixed alias for any element": (("q_1 = h_j", "2 q_1 = 2 h_j"), "with other indices"),
    "an alias with one letter twice": (("q_{jj} = h_j", "2 q_{11} = 2 h_1"), "with other indices"),
    "a hat that is new": ((r"\hat{t} = 2 s_1", "t = t"), "looks like the model's t"),
    "bold that is new": ((r"\mathbf{t} = 2 x_1", r"2 \mathbf{t} = 4 x_1"), "like the model's t"),
    "bold of an array": ((r"\mathbf{h} = 2 t", r"2 \mathbf{h} = 4 t"), "looks like the model's h"),
    "script that is new": ((r"\mathcal{L} = 2 t", r"2 \mathcal{L} = 4 t"), "like the model's L"),
    "a prime that is new": (("t' = 2 x_1", "2 t' = 4 x_1"), "looks like the model's t"),
    "a prime on a hat": ((r"\hat{s}' = 2 t", r"2 \hat{s}' = 4 t"), r"like the model's \hat{s}"),
    "a word that is new": (
        (r"t^{\text{new}} = t - x_1", r"2 t^{\text{new}} = 2 t - 2 x_1"),
        "looks like the model's t",
    ),
    "a number that is new": (("L_9 = 2 t", "2 L_9 = 4 t"), "looks like the model's L"),
    "a number of an array": (("W_9 = 2 t", "2 W_9 = 4 t"), "looks like the model's W"),
    "a lost hat": ((r"s = 2 t", "2 s = 4 t"), r"looks like the model's \hat{s}"),
    "a new decoration as another name": (("L' = t", "2 L' = 2 t"), "looks like the model's L"),
    "an index that does not exist": (("h_9",), "the index 9"),
    "the same of another name": (("q_k = h_k", "2 q_1 = 2 h_1", "q_9"), "the index 9"),
    "swapped indices": (("W_{ji}",), "the index j runs over input in W_{ji}"),
    "a swapped index": (("W_{1i}",), "the index i runs over hidden"),
    "two axes at once": (("W_{mm}",), "the index m runs over"),
    "a decimal comma": ((r"t = 0,25",), "a decimal number with a point"),
    "a decimal comma in a mention": ((r"\log(1,5)",), "a decimal number has a point"),
    "an arrow to a number": ((r"t \to 7",), "arithmetic beside an arrow"),
    "an arrow to arithmetic": ((r"t \to 7 t",), "arithmetic beside an arrow"),
    "an arrow from a sum": ((r"t + x_1 \rightarrow L",), "arithmetic beside an arrow"),
    "a brace that claims": ((r"\underbrace{h_1}_{h_2}",), "a brace that claims"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong(tmp_path: Path, name: str) -> None:
    formulas, says = WRONG[name]
    assert says in errors(tmp_path, *formulas)[0]


def test_an_index_that_is_also_a_name(tmp_path: Path) -> None:
    """`j = 1` says nothing of an index where j is something else."""
    talked = "symbols:\n  j: a current\n"
    for number, formulas in enumerate((["j = x_1", "j = 1", "2 j = 2 x_1"], ["j = t", "j = 1, 2"])):
        assert errors(tmp_path / f"defined-{number}", *formulas)
    for number, formula in enumerate(("j = 1", "j = 1, 2", r"j = 1, \dots, 2", "j = 2 t")):
        (told,) = errors(tmp_path / f"talked-{number}", formula, symbols=talked)
        assert "symbols:" in told or "also the name of something else" in told
    assert errors(tmp_path / "index", "j = 1", "j = 1, 2") == []


SYMBOLS = {
    "an equation": ("x = 3: three", "is not one symbol"),
    "a claim": (r"L \equiv 7 t: seven times", "is not one symbol"),
    "an expression": ("q(1 - q): a slope", "is not one symbol"),
    "two symbols": ("q, r: two", "is not one symbol"),
    "a number": ("7: seven", "is not one symbol"),
    "a symbol of the model": ("t: the target", "is declared by the page's model tiny"),
    "an element of the model": ("h_1: a unit", "is declared by the page's model tiny"),
    "a function of the model": ("f': a slope", "is declared by the page's model tiny"),
    "a decimal number": ("q: about 0.73", "the decimal number 0.73"),
    "no words": ("q: 0.73", "the meaning of q is 0.73"),
    "nothing": ("q:", "the meaning of q is None"),
    "a value": ("q: it is {{tiny.L:.4f}}", "a {{ in the meaning of q"),
    "a formula": ("q: it is $L$", "a $ in the meaning of q"),
}


@pytest.mark.parametrize("name", SYMBOLS)
def test_symbols_that_are_none(tmp_path: Path, name: str) -> None:
    line, says = SYMBOLS[name]
    (told,) = errors(tmp_path, symbols=f"symbols:\n  p_k: right\n  {line}\n")
    assert told.startswith("docs/a.md:6: ")
    assert says in told


def test_symbols_are_talked_about(tmp_path: Path) -> None:
    symbols = 'symbols:\n  "q\'": a slope\n  W_{jk}^{(l)}: a weight\n  r_{k}: a rate\n'
    formulas = ("q'", "W_{jk}^{(l)}", "r_k (1 - r_{k})", r"\frac{\partial L}{\partial q'}")
    assert errors(tmp_path / "a", *formulas, symbols=symbols) == []
    assert errors(tmp_path / "b", "q", symbols=symbols)
    assert "only talked about" in errors(tmp_path / "c", "q' = t", symbols=symbols)[0]


def test_a_page_without_a_model_may_talk_about_symbols(tmp_path: Path) -> None:
    page = "---\nsymbols:\n  q_k: a rate\n---\n\n# A\n\nThe rate $q_{k}$.\n"
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": page})
    assert registry_of(site).all_complaints() == []


@pytest.mark.parametrize(
    ("meaning", "says"),
    [
        ("the loss $L$ of $h_j$", ""),
        ("the rate $q$", "the meaning of t: unknown symbol q"),
        ("the unit $h_9$", "the meaning of t: the index 9"),
        ("the weight $W_{ji}$", "the meaning of t: the index j runs over input"),
        ("the $\\frac{$", "the meaning of t: the LaTeX cannot be read"),
    ],
)
def test_formulas_in_the_notation(tmp_path: Path, meaning: str, says: str) -> None:
    text = TINY.replace('"the target"', f'r"{meaning}"')
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": text})
    complaints = [str(complaint) for complaint in registry_of(site).all_complaints()]
    assert len(complaints) == bool(says)
    assert says in "".join(complaints)


@pytest.mark.parametrize("symbol", ["q", "h_9", "W_{ji}"])
def test_formulas_beside_a_refuted_one(tmp_path: Path, symbol: str) -> None:
    wrong = GOOD.replace("The prime is lost", f"The prime of ${symbol}$ is lost")
    right = GOOD.replace("The prime is lost", "The prime of $h_j'$ is lost")
    assert registry_of(tiny_site(tmp_path / "a", {"a": right})).all_complaints() == []
    assert len(registry_of(tiny_site(tmp_path / "b", {"a": wrong})).all_complaints()) == 1
