"""What no search has to read is left out of a page, wherever on it it stands."""

from itertools import permutations

from backprop_site.search_hook import without


def test_parts_are_left_out_in_any_order() -> None:
    content = "a<1>b<2>c<3>d<2>e"
    for parts in permutations(("<1>", "<2>", "<3>", "<2>")):
        assert without(content, parts) == "abcde"


def test_what_is_not_there_is_no_matter() -> None:
    assert without("a<1>b", ("<0>", "<1>", "<2>")) == "ab"
    assert without("ab", ()) == "ab"
