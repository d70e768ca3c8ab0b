"""What the theme hook takes away from the theme's style, and adds to its header."""

from backprop_site.theme_hook import lightened, on_post_page


def test_rules_for_what_is_not_used_are_left_out() -> None:
    alone = ".a .tabbed-set>input:nth-child(2):checked~.tabbed-labels>:is(b,i){color:red}"
    shared = ".wide>.tabbed-set,.wide>pre{margin:0}"
    kept = f"@media print{{.b{{top:0}}{shared}}}.c{{left:0}}"
    assert lightened(f"@media print{{{alone}.b{{top:0}}{shared}}}{alone}.c{{left:0}}") == kept
    assert lightened(".a .grid>*,.critic.block>:first-child{margin:0}.md-grid{top:0}") == (
        ".md-grid{top:0}"
    )


def test_no_rule_asks_for_a_table_that_has_no_class_at_all() -> None:
    assert lightened(".a table:not([class])+*{top:0}") == (".a table:not(.highlighttable)+*{top:0}")


def test_signs_of_the_header_are_buttons() -> None:
    label = '<label class="md-header__button md-icon" for="__drawer">'
    found = on_post_page(f"{label} <svg></svg> </label>", None, None)
    assert found.startswith(f'{label}<span role="button" tabindex="0" aria-expanded="false"')
    assert found.endswith('aria-label="Navigation"><svg></svg></span></label>')
    other = '<label for="__drawer">x</label>'
    assert on_post_page(other, None, None) == other
