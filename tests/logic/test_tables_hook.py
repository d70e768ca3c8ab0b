"""Tables of a page: cards on a phone where they are wide, and points below each other."""

import pytest

from backprop_site.tables_hook import boxed, ready

LONG = "antidisestablishmentarianism"


def table(*rows: tuple[str, ...]) -> str:
    head, *body = rows
    heads = "".join(f"<th>{text}</th>" for text in head)
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in body)
    return (
        f"<table><thead><tr>{heads}</tr></thead><tbody>"
        f"{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )


def test_the_cells_of_a_wide_table_say_what_they_are() -> None:
    found = ready(table(("a", '<a href="x">b</a>', "c &amp; d"), ("p", f"<b>{LONG}</b>", LONG)))
    assert f'<td data-label="a">p</td><td data-label="b"><b>{LONG}</b></td>' in found
    assert f'<td data-label="c &amp; d">{LONG}</td>' in found
    assert "<th>c &amp; d</th>" in found


@pytest.mark.parametrize(
    "fits",
    [
        ("of words that a line can part, or a hyphen: self-explanatory",) * 3,
        ("0.25",) * 6,
        (LONG[:17], LONG[:18]),
    ],
)
def test_a_table_that_a_phone_has_room_for_stays_one(fits: tuple[str, ...]) -> None:
    names = tuple("abcdef"[: len(fits)])
    assert "data-label" not in ready(table(names, fits))
    assert "data-label" in ready(table(names, (*fits[:-1], LONG + LONG)))


def test_a_table_with_a_column_without_a_head_has_no_cards() -> None:
    assert "data-label" not in ready(table(("a", "b", ""), (LONG, LONG, "q")))
    assert "data-label" in ready(table(("", "b", "c"), (LONG, LONG, "q")))


def test_a_box_says_what_its_table_holds() -> None:
    plain, fraction = "<tr><td>p</td></tr>", "<tr><td><mfrac></mfrac></td></tr>"
    assert boxed(f"<table>{plain}{fraction}</table>") == (
        f'<div class="table" data-scrolls><table>{plain}'
        '<tr class="with-fraction"><td><mfrac></mfrac></td></tr></table></div>'
    )
    wide = ready(table(("a", "b"), (LONG, LONG)))
    assert boxed(wide) == f'<div class="table cards" data-scrolls>{wide}</div>'


def test_points_stand_below_each_other() -> None:
    found = ready(table(("name", "value"), ("p", "−1.25"), ("q", "10"), ("r", "∞"), ("s", "")))
    assert '<th>name</th><th class="number">value</th>' in found
    assert '<td class="number" style="--lacks: 0">−1.25</td>' in found
    # The two decimals, and the point, which is as wide as half a digit.
    assert '<td class="number" style="--lacks: 2.5">10</td>' in found
    assert '<td class="number" style="--lacks: 2.5">∞</td>' in found
    assert "<td>q</td>" in found


def test_the_first_head_is_aligned_too() -> None:
    found = ready(table(("h", "L"), ("0.5", "1"), ("0.01", "2")))
    assert '<thead><tr><th class="number">h</th><th class="number">L</th></tr></thead>' in found


@pytest.mark.parametrize("text", ["0.5 m", "27, 29", "[0.1, 0.2]", "v2"])
def test_a_column_with_other_things_is_left_alone(text: str) -> None:
    given = table(("a", "b"), ("p", "1.5"), ("q", text))
    assert ready(given) == given


def test_a_table_that_names_its_cells_is_not_labelled_again() -> None:
    own = table(("a", "b", "c", "d"), *[("p", LONG, LONG, "s")]).replace(
        "<td>p", '<td data-head="b">p'
    )
    assert ready(own) == own
    rows = table(("a", "b", "c", "d"), ("p", LONG, LONG, "s")).replace(
        "<tbody><tr>", '<tbody><tr data-verdict="slip">'
    )
    assert ready(rows) == rows


@pytest.mark.parametrize(
    "odd",
    ["<table></table>", table(("a", "b")), table(("a", "b"), ("1.5",)), "<table><tr></tr></table>"],
)
def test_tables_without_rows_or_with_gaps_stay(odd: str) -> None:
    assert ready(odd) == odd
