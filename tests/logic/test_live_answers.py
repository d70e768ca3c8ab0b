"""What a reader is told of a judged line, step by step."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checked_equations import v8
from checked_equations.equations.latex.parse import parse_mention
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.live import bundle
from checked_equations.live.plain import plain
from tests.logic.test_live_draw import DOCUMENT

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

MODEL: dict[str, Any] = {
    "names": [
        {"latex": "a_1", "meaning": "what leaves unit $1$"},
        {"latex": "a_2", "meaning": "what leaves unit 2"},
    ],
    "equations": [
        {"id": "one", "number": "4", "chain": {"sides": [{"kind": "Number", "text": "1"}]}},
        {"id": "two", "number": "4b", "chain": {"sides": [{"kind": "Number", "text": "2"}]}},
    ],
}
SAID = """
const said = (verdict, context) => live.answer(verdict, context).map(({ say, ask }) =>
  say.map(part => part.textContent ?? part).join("") + (ask ? ` [${ask}]` : ""))
"""


@cache
def browser() -> "MiniRacer":
    folder = Path(bundle.__file__).parent / "scripts"
    names = ("names.js", "latex.js", "draw.js", "page.js", "answers.js")
    blocks = [f"{{\n{(folder / name).read_text(encoding='utf-8')}\n}}" for name in names]
    return v8.start(["const live = { models: {} }", DOCUMENT, *blocks, SAID])


def answer(verdict: dict[str, Any], line: str = "", **context: Any) -> list[str]:
    """The steps for a verdict about a line for the first equation."""
    sides = [plain(node) for node in parse_mention(line, Vocabulary())] if line else []
    tree = {"kind": "Chain", "sides": sides, "relations": []}
    known = {"model": MODEL, "equation": MODEL["equations"][0], "tree": tree, "expected": None}
    found: list[str] = browser().call("said", verdict, {**known, **context})
    return found


def wrong(value: float | None, expected: float | None, **more: Any) -> dict[str, Any]:
    ratio = value / expected if value is not None and expected else None
    numbers = {"value": value, "expected": expected, "ratio": ratio}
    found = {"candidates": [], "more": 0, "path": None, "quantity": None, "areAll": True}
    return {"kind": "wrong", **numbers, **found, "special": False, "holds": False, **more}


def edit(operator: str, *edits: tuple[str, str], direction: str = "slip", **more: Any) -> Any:
    made = [{"from": a, "to": b, "place": more.get("place", [0, 0])} for a, b in edits]
    return {"operator": operator, "direction": direction, "edits": made, **more}


NONE = "No single slip explains it; try a shorter line."


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        (0.0726907, 0.0721571, "0.0726907, should be 0.0721571, 0.74 % too large."),
        (0.5, 1.0, "0.5, should be 1, 2 times too small."),
        (0.75, 1.0, "0.75, should be 1, 25 % too small."),
        (3.8, 1.0, "3.8, should be 1, 3.8 times too large."),
        (-1.0, 1.0, "−1, should be 1, right but for its sign."),
        (2.0, -1.0, "2, should be −1, 2 times too large, and of the wrong sign."),
        (1.00000001, 1.0, "1.00000001, should be 1, 1\u00a0×\u00a010⁻⁶ % too large."),
        (1.0, 0.0, "1, should be 0."),
        (3.76511e-5, 1.0, "3.76511\u00a0×\u00a010⁻⁵, should be 1, 27000 times too small."),
        (1e-7, 1.0, "1\u00a0×\u00a010⁻⁷, should be 1, 1\u00a0×\u00a010⁷ times too small."),
        (
            1234567.0,
            1.0,
            "1.23457\u00a0×\u00a010⁶, should be 1, 1.2\u00a0×\u00a010⁶ times too large.",
        ),
    ],
)
def test_how_far_off(value: float, expected: float, words: str) -> None:
    none = "" if words.endswith("for its sign.") else f" {NONE}"
    assert answer(wrong(value, expected)) == [f"Not equal: {words}{none}"]


def test_zero_has_a_cause_of_its_own() -> None:
    zero = "Not equal: 0, should be 1. It is zero only where a factor of it is."
    assert answer(wrong(0.0, 1.0)) == [zero]
    many = [edit("symbol", ("a_1", "a_2"))] * 3
    assert answer(wrong(0.0, 1.0, candidates=many, more=7)) == [zero]
    assert "One slip explains it." in answer(wrong(0.0, 1.0, candidates=many[:1]))[0]


def test_it_is_said_that_not_all_was_tried() -> None:
    [said] = answer(wrong(0.5, 1.0, untried=True))
    assert "explains" not in said
    assert said.endswith("not all were tried: try a shorter line.")


def test_values_that_are_none_or_the_same() -> None:
    assert answer(wrong(None, 1.0)) == [f"Not equal. {NONE}"]
    element = answer(wrong(2.0, 1.0, indices={"j": 0, "k": 1}))
    begin = "Not equal: 2 for j = 1, k = 2, should be 1, 2 times too large."
    assert element == [f"{begin} {NONE}"]
    special = answer(wrong(0.25, 0.25, special=True))
    assert special == [f"Equal in the running example, 0.25, but not in general. {NONE}"]


def test_right() -> None:
    assert answer({"kind": "right", "same": "one"}, expected=0.0721571) == [
        "✓ Right: equation (4). Here 0.0721571."
    ]
    assert answer({"kind": "right", "same": "two"}) == ["✓ Right: equation (4b)."]
    assert answer({"kind": "right", "same": None}, expected=2.0) == [
        "✓ Right: equation (4) in another form. Here 2."
    ]


def test_where_and_what() -> None:
    mend = edit("index", ("a_2", "a_1"), direction="mend", place=[8, 11])
    assert answer(wrong(2.0, 1.0, candidates=[mend]), "(b - c) a_2") == [
        "Not equal: 2, should be 1, 2 times too large. One change mends it. [Where?]",
        "The second factor. [What?]",
        "a2 → a1, what leaves unit 1.",
    ]
    slips = [
        edit("deleted factor", (r"\, a_1", "")),
        edit("sign", ("", "-")),
        edit("symbol", ("a_1", "a_2"), ("a_1", "a_2")),
        edit("deleted term", ("\n \\quad + b c", "")),
        edit("deleted factor", ("a_1", "")),  # the same as the first
    ]
    assert answer(wrong(2.0, 1.0, candidates=slips, more=2))[1:] == [
        "A factor is missing. [What?]",
        "a1 is missing: what leaves unit 1. [Another?]",
        "A sign. [What?]",
        "There is a minus too many. [Another?]",
        "One symbol should be another. [What?]",
        "a2 → a1, what leaves unit 1, in each place. [Another?]",
        "A term is missing. [What?]",
        "bc is missing.",
    ]
    # A slip in a formula of the page is no change of the line.
    assert (
        "Any of 7 slips would explain it." in answer(wrong(2.0, 1.0, candidates=slips, more=2))[0]
    )
    assert "Many slips would explain it." in answer(wrong(2.0, 1.0, candidates=slips, more=50))[0]
    mends = [mend, {**mend, "operator": "symbol"}]
    each = answer(wrong(2.0, 1.0, candidates=mends), "(b - c) a_2")[0]
    assert "Any of 2 changes would mend it." in each


def test_a_path_and_another_quantity() -> None:
    lost = edit("deleted term", ("+ b", ""))
    path = wrong(3.8, 1.0, candidates=[lost], path={"through": "o_1"})
    assert answer(path) == [
        "Not equal: 3.8, should be 1, 3.8 times too large. This is the path through o1 alone. "
        "[What is missing?]",
        "b is missing.",
    ]
    other = wrong(3.8, 1.0, quantity={"latex": "E_2"})
    assert answer(other)[0].endswith("3.8 times too large. Your line is E2.")


def test_unread_and_undecided() -> None:
    unread = {"kind": "unread", "column": 9, "wrong": "after * comes a symbol"}
    assert answer({**unread, "meant": []}) == ["Cannot read column 9: after * comes a symbol."]
    meant = answer({**unread, "meant": ["a_1", "a_2"]})
    assert meant[0].endswith("a symbol. Did you mean a1 or a2?")
    assert answer({"kind": "undecided", "why": "it has no value at any point"}) == [
        "Cannot be decided: it has no value at any point. Not counted as wrong."
    ]
    sign = {"kind": "undecided", "about": "a_1", "why": "has one sign at all points tried"}
    assert answer(sign) == [
        "Cannot be decided: a1 has one sign at all points tried. Not counted as wrong."
    ]


def test_a_true_statement_of_something_else() -> None:
    true = answer(wrong(0.0, 1.0, holds=True))
    assert true == ["True, but asked for is 1."]


def test_right_for_the_functions_of_the_example() -> None:
    one = answer(wrong(0.5, 0.5, special=True, functions=["f"]))
    assert one == ["Right for the f of the running example, but equation (4) holds for any f."]
    [two] = answer(wrong(0.5, 0.5, special=True, functions=["f", "g"]))
    assert two.startswith("Right for the f and g of the running example")
    assert two.endswith("holds for any functions.")


def test_what_divides_and_paths_with_a_factor() -> None:
    half = edit("deleted factor", ("2", "1"))
    half["edits"][0]["isBelow"] = True
    assert answer(wrong(2.0, 1.0, candidates=[half]))[1:] == [
        "A factor is missing. [What?]",
        "A division by 2 is missing.",
    ]
    both = edit("path and factor", ("+ b", ""), ("c", ""))
    assert answer(wrong(2.0, 1.0, candidates=[both]))[1:] == [
        "A path and a factor are missing. [What?]",
        "b is missing; c is missing.",
    ]


def test_with_numbers_of_the_readers_own() -> None:
    line = answer(wrong(2.0, 1.0), ownNumbers=True)[0]
    assert line.startswith("Not equal with your numbers: 2, should be 1, 2 times too large.")
    special = answer(wrong(1.0, 1.0, special=True), ownNumbers=True)[0]
    assert special.startswith("Equal with your numbers, 1, but not in general.")
    right = answer({"kind": "right", "same": "one", "restates": False}, expected=2, ownNumbers=True)
    assert right == ["✓ Right: equation (4). With your numbers 2."]


def test_numbers() -> None:
    found = {"kind": "number", "right": False, "matches": [], "ambiguous": False, "digits": None}
    nearest = {"latex": "E_1", "value": 0.5, "indices": {}}
    none = {**found, "given": 3, "candidates": [], "more": 0, "nearest": nearest}
    own = answer(none, ownNumbers=True)
    assert own == ["Not equal: with your numbers it is 0.5. No single slip gives it."]
    long = answer({**none, "given": 9, "nearest": {**nearest, "value": 0.123456789012}})
    assert long[0].startswith("Not equal: with the numbers of this page it is 0.123456789. ")
    begin = "With the numbers of this page no gradient has this value."
    assert answer(none, equation=None) == [f"{begin} No single slip gives it."]
    slip = {**edit("symbol", ("a_1", "a_2")), "of": "E_1"}
    one = {**none, "candidates": [slip]}
    few = answer({**one, "candidates": [slip] * 3, "more": 5})[0]
    assert few.endswith(
        "Any of 8 slips would give your number. Too few digits to tell: give more. [Which?]"
    )
    assert "Too few" not in answer({**one, "candidates": [slip] * 3, "more": 5, "given": 6})[0]
    zero = answer({**one, "isZero": True})
    assert zero == [
        "Not equal: with the numbers of this page it is 0.5. "
        "It is zero only where a factor of it is."
    ]
    cut = {**none, "right": True, "isCut": True, "matches": [{"latex": "E_1", "value": 0.5678}]}
    assert answer(cut) == ["✓ Right within its digits: E1 is 0.5678, which rounds to 0.568."]
    assert answer(one)[0] == (
        "Not equal: with the numbers of this page it is 0.5. One slip gives your number. [Which?]"
    )
    assert answer(one, equation=None)[:2] == [
        f"{begin} One slip gives your number. [Which?]",
        "In E1: one symbol should be another. [What?]",
    ]
    # The same change in another gradient is another slip.
    two = answer({**one, "candidates": [slip, {**slip, "of": "E_2"}]}, equation=None)
    assert [said for said in two if said.startswith("In ")] == [
        "In E1: one symbol should be another. [What?]",
        "In E1: a2 → a1, what leaves unit 1. [Another?]",
        "In E2: one symbol should be another. [What?]",
        "In E2: a2 → a1, what leaves unit 1.",
    ]
    right = {**none, "right": True, "matches": [{"latex": "E_1", "value": 0.5}]}
    assert answer(right) == ["✓ Right: E1 is 0.5."]
    computed = answer({**right, "isComputed": True})
    assert computed == [
        "✓ Right within its digits: E1 is 0.5. It is a number, and no form of equation (4)."
    ]
    mixed = answer({**right, "isComputed": True, "isMixed": True})[0]
    assert mixed.endswith("It holds rounded numbers, and is no form of equation (4).")
    both = {**right, "candidates": [slip], "ambiguous": True, "digits": 5}
    assert answer({**both, "isComputed": True})[0] == (
        "It fits E1, and a slip as well. Compute with more digits. It is a number, and no form of "
        "equation (4). [Which slip?]"
    )
    assert answer(both)[0] == (
        "It fits E1, and a slip as well. Give five significant digits. [Which slip?]"
    )


def test_a_number_that_is_a_path_or_a_multiple() -> None:
    found = {"kind": "number", "right": False, "matches": [], "ambiguous": False, "digits": None}
    nearest = {"latex": "E_1", "value": 0.5, "indices": {}}
    none = {**found, "given": 3, "candidates": [], "more": 0, "nearest": nearest}
    path = {**edit("deleted term", ("+ b", "")), "of": "E_1", "path": {"through": "o_1"}}
    begin = "Not equal: with the numbers of this page it is 0.5."
    alone = "This is the path through o1 alone."
    assert answer({**none, "candidates": [path]}) == [
        f"{begin} {alone} [What is missing?]",
        "b is missing.",
    ]
    assert answer({**none, "candidates": [{**path, "edits": []}]}) == [f"{begin} {alone}"]
    other = answer({**none, "candidates": [path]}, equation=None)[0]
    assert other.endswith("This is E1 by the path through o1 alone. [What is missing?]")
    twice = {"operator": "constant", "edits": [], "direction": "slip", "of": "E_1", "times": 2}
    assert answer({**none, "candidates": [twice]}) == [f"{begin} This is twice E1."]
    half = {**twice, "times": 0.5}
    assert answer({**none, "candidates": [{**twice, "times": 1}]}) == [f"{begin} This is E1."]
    minus = {**twice, "times": -1}
    assert answer({**none, "candidates": [minus]}) == [f"{begin} The sign is wrong."]
    of_all = answer({**none, "candidates": [minus]}, equation=None)[0]
    assert of_all.endswith("The sign is wrong for E1.")
    assert answer({**none, "candidates": [half, path]}) == [
        f"{begin} Any of 2 slips would give your number. [Which?]",
        "This is half of E1. [Another?]",
        f"{alone} [What is missing?]",
        "b is missing.",
    ]


def test_numbers_of_elements() -> None:
    nearest = {"latex": "W_{12}", "value": 0.25, "indices": {"j": 0, "k": 1}}
    none: dict[str, Any] = {
        **{"kind": "number", "right": False, "matches": [], "ambiguous": False, "digits": None},
        **{"given": 3, "candidates": [], "more": 0, "nearest": nearest},
    }
    begin = "With the numbers of this page no element has this value; the nearest is W12 with 0.25."
    assert answer(none) == [f"{begin} No single slip gives it."]
    slip = {**edit("symbol", ("a_1", "a_2")), "of": "W_{21}", "indices": {"j": 1, "k": 0}}
    assert answer({**none, "candidates": [slip]})[:2] == [
        f"{begin} One slip gives your number. [Which?]",
        "In W21: one symbol should be another. [What?]",
    ]
    matches = [{"latex": "W_{12}", "value": 0.25}, {"latex": "W_{11}", "value": 0.254}]
    right = {**none, "right": True, "matches": matches[:1]}
    assert answer(right) == ["✓ Right: W12 is 0.25."]
    both = {**right, "matches": matches, "ambiguous": True, "digits": 3, "given": 2}
    assert answer(both) == ["It fits W12 or W11. Give three significant digits."]


@pytest.mark.parametrize(
    ("line", "part", "words"),
    [
        ("a b c", "c", "The last factor."),
        ("a b", "b", "The second factor."),
        ("a - b c", "b", "The second term, its first factor."),
        ("a (b + c + d) e", "d", "The second factor, its last term."),
        (r"\frac{a}{b}", "b", "The denominator."),
        (r"a^{2 b}", "2", "The exponent, its first factor."),
        ("a", "a", "The whole of it."),
        ("a (b + c) e", "(b + c)", "The second factor."),
    ],
)
def test_where(line: str, part: str, words: str) -> None:
    start = line.index(part)
    mend = edit("symbol", ("x", "y"), direction="mend", place=[start, start + len(part)])
    assert answer(wrong(2.0, 1.0, candidates=[mend]), line)[1] == f"{words} [What?]"
