"""What Markdown shows is what was checked: known gaps, and generated pages."""

import json
import random
import re
from pathlib import Path

import pytest

from checked_equations.pages.made import Maker
from tests.published import made, published, visible
from tests.site import ROOT, registry_of, tiny_site

EQUATION, VALUE, FIGURE = "$t = 0.25$", "{{tiny.t:.2f}}", '[0.25]{published="A book"}'

TRUE = r"\hat{s} = \sum_j h_j v_j"


def indented(text: str, prefix: str = "    ") -> str:
    return "\n".join(f"{prefix}{line}" if line else line for line in text.split("\n"))


def display(name: str) -> str:
    return f"```math {{#{name} snippet=tiny.s}}\n{TRUE}\n```"


# Pages that the scanner and Markdown read otherwise: what is said, in order.
REFUSED = {
    "less": ("A <b and $t$ and c> d.", ["a < that begins no tag"]),
    "less-paragraphs": ("A <b c\n\nand 0.5\n\nd> e.", ["a tag with a blank line"]),
    "instruction": ("A\n\n<? $t$ ?>", ["a < that begins no tag"]),
    "comment-within": ("A <!-- b\n\n$t$\n\n--> c.", ["a comment with a blank line that begins"]),
    "comment-ended": ("A <!-- b --!> $t$ <!-- c -->.", ["a comment that is not closed"]),
    "listing-attributes": ("```text {.wide}\n\nA\n\n```", ["attributes of the listing ```text"]),
    "longer-end": ("```text\n\nA\n\n`````\n\n0.5\n\n```", ["0.5 is typed into a fence"]),
    "left-of-it": (
        "- A\n\n    ```text\n    B\n\nIt is $t$.\n\n    ```",
        ["a line in the fence ```text that begins left of it"],
    ),
    "too-far": (f"- A\n\n{indented(display('far'), ' ' * 8)}", ["an indented fence"]),
    "no-holder": (f"1) A\n\n{indented(display('holder'))}", ["an indented fence"]),
    "no-tabs": (f'=== "A"\n\n{indented(display("tabs"))}', ["#tabs", "stands in code"]),
    "backticks": ("- A ` b\n- $q$ ` c", ["unknown symbol q"]),
    "row": ("| A ` b | c |\n|---|---|\n| $q$ | ` d |", ["unknown symbol q"]),
    "unclosed": ("<div>\n\nA $t$.", ["<div> is never closed"]),
    "crossed": ("A <b>b <i>c</b> d</i>.", ["</b>, which closes nothing", "</i> first"]),
    "attribute": ('<div title="a $t$">\n\nA\n\n</div>', ["a $ in a title"]),
    "list-of-attributes": ('A\n{: title="a $t$" }', ["$t$ stands in an attribute"]),
    "address": ("<a href='{{tiny.L:.4f}}'>A</a>", ["double braces"]),
    "image": ("![A $t$](a.svg)", ["a $ in an alternative text"]),
    "definition": ('[A][b]\n\n[b]: c.md "the $t$"', ["a $ in the definition of a link"]),
    "indented": ("A:\n\n     $t$", ["$t$ stands in code"]),
    "script": ("<script>\n$t$\n</script>", ["$t$ stands in <script>"]),
    "self-closed": ("<textarea/>\n\nA $t$.", ["<textarea> is never closed"]),
    "split-comma": ("It is 3<b>,</b>14.", ["shows the decimal number 3,14"]),
    "contents": ("[TOC]\n\n## For 0<b>.</b>5", ["shows the decimal number 0.5"]),
    "split": ("It is 0<b>.</b>5.", ["shows the decimal number 0.5"]),
    "mathml": ("A <b title='<math'>b</b>.", ["a bare <math"]),
    "heading": ("## The $t$", ["$t$ in a heading"]),
    "heading-underlined": ("The $t$\n=======", ["$t$ in a heading"]),
    "heading-in-list": ("- # The $t$", ["$t$ in a heading"]),
    "heading-html": ("<h2>The $t$</h2>", ["$t$ stands in a heading"]),
    "include": ('--8<-- "docs/none.svg"', ["includes no picture"]),
    "include-formula": ('--8<-- "docs/a$t$b.svg"', ["includes no picture"]),
    "include-block": ("--8<--\ndocs/none.md\n--8<--", ["includes no picture"]),
    "include-in-a-fence": ('```text\n--8<-- "docs/none.py"\n```', ["includes no picture"]),
    "heading-reference": ("## See [](#good)", ["[](#good) in a heading"]),
}
# Headings and elements that the scanner does not read, with the id of an equation.
REFUSED |= {
    f"id-{name}": (
        f"{display(f'id-{name}')}\n\n{text}",
        [f"has the id id-{name} in what ```math", f"that of <{tag}>"],
    )
    for name, text, tag in [
        ("list", "- # Id list", "h1"),
        ("note", "!!! note\n\n    ## Id note", "h2"),
        ("quote", "> ## Id quote", "h2"),
        ("attributes", "A\n{: id='id-attributes' }", "p"),
        ("entity", "<b id='id-entit&#121;'>A</b>", "b"),
    ]
}

# LaTeX that would be shown as it is typed.
RAW = {
    "prose": r"A \partial L b",
    "call": r"A \sigma(z) b",
    "accent": r"A \hat y b",
    "fraction": r"A \frac12 b",
    "parts": r"A \<b>frac</b>12 b",
    "entity": r"A &#92;frac12 b",
    "note": '!!! note "A \\frac12"\n\n    b',
    "tab": '=== "A \\frac12"\n\n    b',
    "heading": r"## A \frac12",
    "title": r"<b title='A \frac12'>b</b>",
    "title-entity": r"<b title='A &bsol;frac12'>b</b>",
    "aria": r"<b aria-description='A \frac12'>b</b>",
    "value": r"<input value='A \frac12'>",
    "srcdoc": r"<iframe srcdoc='A \frac12'></iframe>",
    "textarea": r"<textarea>A \frac12</textarea>",
    "toc": "## A {: data-toc-label='\\frac12' }",
    "toc-bare": "## A { data-toc-label='\\frac12' }",
    "exempt": r'$t${exempt="it is \frac12"}',
    "source": r'[0.25]{published="The \frac12"}',
    "why": '```math {#raw-why exempt="as \\hat y is"}\nt\n```',
    "link": r"[A \frac12](#good)",
    "image": r"![A \frac12](a.svg)",
}
REFUSED |= {f"raw-{name}": (body, ["LaTeX"]) for name, body in RAW.items()}

# Text beside a checked piece, which shows another statement.
TYPED_ON = {
    "digit": f"{EQUATION}7",
    "digit-before": f"1{EQUATION}",
    "formula": f"{EQUATION}$+ 1$",
    "bold": f"**1**{VALUE}",
    "entity": f"&#49;{VALUE}",
    "values": f"{VALUE}{VALUE}",
    "exponent": f"{VALUE}e5",
    "figure": f"1{FIGURE}5",
    "figure-behind": f"{FIGURE}5",
    "reference": "See [](#good)5.",
    "reference-before": "See 5[](#good).",
    "prime": "$h_j$'",
    "double-prime": '$h_j$"',
    "apostrophe": "$h_j$\u2019",
    "square": "$t$\u00b2",
    "sub": "$t$<sub>2</sub>",
    "sup": "$t$<sup>*</sup>",
    "accent": "$t$\u0302",
    "zero-width": f"{VALUE}\u200b5",
    "soft-hyphen": f"{VALUE}&shy;5",
    "comment": f"{VALUE}<!-- a -->5",
    "code": f"{VALUE}`5`",
    "unknown-element": f"<x-a>1</x-a>{VALUE}",
    "decimals": f"{VALUE}.5",
    "decimals-before": f"1.{VALUE}",
    "minus": f"It is -{VALUE}.",
    "minus-behind": "$t$-5",
    "minus-spaced": "$t$ - 5",
    "times": f"{VALUE}*5",
    "per-cent": f"{VALUE}%",
    "footnote": "$t$[^1]\n\n[^1]: A",
    "in-a-list": f"- {VALUE}5",
    "in-a-table": f"| a |\n|---|\n| {VALUE}5 |",
    "per-cent-spaced": f"{VALUE} %",
    "per-mille": f"{VALUE}&nbsp;‰",
    "wrapped-square": "($t$)²",
    "wrapped-sup": "($t$)<sup>2</sup>",
    "quoted-square": '"$t$"²',
    "bracket-square": "[$t$]²",
    "factor": "2($t$)",
    "call": "f($t$)",
    "call-of-two": "f(2, $t$)",
    "expectation": "E[$t$]",
    "product": "($t$)($L$)",
    "called": "$f$(5)",
    "stray-bracket": "$t$]5",
    "prime-spaced": "$t$ &prime;",
    "fraction": "½ $t$",
    "greek": "Σ $h_j$",
    "figure-dash": "‒$t$",
    "wide-minus": "－$t$",
    "wide-slash": "／$t$",
    "small-minus": "﹣$t$",
    "minus-narrow": "-&thinsp;$t$",
    "dagger": "$t$†",
    "ratio": "$t$:5",
}
RELATED = {
    "equals": "$t$ = $h_1$",
    "less": "$L$ < 0",
    "number": "$t$ = 5",
    "sum": f"{EQUATION} + 7",
    "unequal": "$t$ &ne; 5",
    "bold": "$t$ **\u2265** 5",
    "next-line": "$t$\n= 5",
    "broken-line": "$t$<br>= 5",
    "value": f"$t$ = {VALUE}",
    "value-alone": f"t \u2248 {VALUE}",
    "brackets": "($t$) = 5",
    "plus-minus": f"{VALUE} \u00b1 1",
    "minus": f"{VALUE} \u2212 1",
    "arrow": "$t$ \u2192 5",
    "slash": "$L$ / $t$",
    "slash-wrapped": "($L$) / ($t$)",
    "times-wrapped": "2 * ($t$)",
    "asterisk": "$t$ * $t$",
    "circumflex": "$t$ ^ 2",
    "dot": "2 · $t$",
    "letter": "2 x $t$",
    "en-dash": "$t$ – $L$",
    "angle": "$t$ ‹ $L$",
    "syllabics": "$t$ ᐸ $L$",
    "short-equals": "$L$ ꞊ $t$",
    "heavy-equals": "$L$ 🟰 5",
    "box": "$L$ ═ 5",
    "wide-colon": "$L$ ： $t$",
    "norm": "‖$t$‖",
    "heavy-minus": "➖ $t$",
}
# Signs of mathematics that no formula has.
SIGNS = {
    "sentence": "So L = t here.",
    "emphasis": "*L* = (*s* - *t*)",
    "derivative": "∂L here",
    "derivative-spaced": "∂ L here",
    "minus": "s − t",
    "minus-number": "5 −3",
    "at-least": "L ≥ 0",
    "about": "ŝ ≈ 3",
    "less": "a &lt; b",
    "entity": "a &equals; b",
    "wide": "a ＝ b",
    "square": "s²",
    "power": "s^2",
    "root": "√2",
    "sum": "∑ h",
    "far": "$t$ is, then, = 5",
    "cell": "| a | b |\n|---|---|\n| $t$ | = 5 |",
    "block": "$t$\n\n= 5",
    "heading": "## L = t",
    "note": '!!! note "L = t"\n    a',
    "tab": '=== "L = t"\n\n    a',
    "title": '[a](a.png "L = t")',
    "alternative": '$t$ <img src="e.png" alt="=">',
    "element": "<var>L</var> = t",
    "drawn": "<svg><text>L = t</text></svg>",
    "drawn-parts": "<svg><text>L<tspan> = </tspan>t</text></svg>",
    "drawn-left": "<svg><text>L</text><text>= t</text></svg>",
    "drawn-title": "<svg><title>L &lt; t</title></svg>",
}
EMBEDDED = {
    "img": '<img src="data:image/svg+xml,%3Csvg%3E" alt="a">',
    "image": "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "definition": "![a][b]\n\n[b]: data:image/png;base64,PHN2Zz4=",
    "attributes": '![a](a.png){ src="data:image/png;base64,PHN2Zz4=" }',
    "srcset": '<picture><source srcset="a.png 1x, DATA:image/png,a"></picture>',
    "entity": '<iframe src="&#100;ata:text/html,a"></iframe>',
    "object": '<object data="data:text/html,a"></object>',
    "embed": '<embed src="data:text/html,a">',
    "sheet": "<style>p{background:url(data:image/png,a)}</style>",
    "style": '<p style="background:url(data:image/png,a)">a</p>',
}
# What has a browser run something, where the scanner does not read it.
RUN = {
    "comment": "A <!-- b --!> <script>c</script> <!-- d -->",
    "link": "[a](javascript:b)",
    "list-of-attributes": "A\n{: .b onclick='c' }",
}
REFUSED |= {f"run-{name}": (body, ["which runs a program"]) for name, body in RUN.items()}
REFUSED |= {f"sign-{name}": (body, ["the sign "]) for name, body in SIGNS.items()}
REFUSED |= {f"embedded-{name}": (body, ["holds a file, data:"]) for name, body in EMBEDDED.items()}
REFUSED |= {f"typed-on-{name}": (body, ["is typed on to"]) for name, body in TYPED_ON.items()}
REFUSED |= {f"related-{name}": (body, ["beside"]) for name, body in RELATED.items()}

# What is as good as these, and is shown as it is checked.
ACCEPTED = {
    "tags": ("The tags &lt;b&gt;bold&lt;/b&gt; of HTML.", "bold"),
    "less": ("It is `1 < 2`, <code>3 &gt; 2</code>, a -> b or <- c.", "a -> b or <- c."),
    "signs": ("One writes ∂ for d: 2 × 3, C++, a/b, ~5, 90 % at −400 or (−1, 7).", "∂ for d"),
    "arrows": ("Click A → B ⇒ C, see https://a.org/?b=c&d=e or <https://b.org?c=d>.", "A → B"),
    "drawn": (
        "<svg><title>a</title><text>L</text><text>=</text><text>∂L</text><text>−5</text></svg>",
        "∂L",
    ),
    "elements": ("A<br>b <a href='x'>c</a> <img src=x alt='d'>", "A b  c"),
    "mail": ("Write to <a@b.org> or <https://b.org/c?d=e>.", "a@b.org"),
    "comment": ("A <!-- b\nc --> d.\n\n<!-- e\n\n$f$ 0.5\n\n-->\n\ng", "g"),
    "code-on-two-lines": ("It is `a b\n$c` here.", "here."),
    "escaped-backslash": ("It is \\\\`$q$` here.", "\\"),
    "dollars": ("It costs \\$5, not `\\$6`.", "It costs $5, not"),
    "dollars-in-a-table": ("| a |\n|---|\n| \\$7 |", "$7"),
    "dollars-in-a-heading": ("## For \\$8", "For $8"),
    "dollars-in-a-link": ("[for \\$9](https://example.org)", "for $9"),
    "value-in-a-heading": ("## For {{tiny.t:.2f}}", "For 0.25"),
    "closed": ("<div>\n\nA {{tiny.t:.2f}} b\n\n</div>", "A 0.25 b"),
    "markdown-in-html": ("<div markdown>\n\n*A* {{tiny.t:.2f}}\n\n</div>", "0.25"),
    "footnote": (f"A[^1].\n\n[^1]: B\n\n{indented(display('foot'))}", "B"),
    "raw-in-code": ("It is `\\frac12`, a\\_b, and `\\hat y`.\n\n```text\n\\sum\n```", "a_b"),
    "raw-in-a-formula": ('It is $\\hat{s}$.\n{: title="A" }', "It is"),
    "beside": (f"The $j$-th (of $i$) is \"$t$\", '{VALUE}': $h_j$, $t$; $t$!", "The"),
    "beside-dashes": (
        "The weights \u2013 $t$ \u2013 and $h_j$\u2014if $j$ \u2014 are non-$t$.",
        "non-",
    ),
    "beside-table": (f"| a | b |\n|---|---|\n| {VALUE} | {VALUE} |\n| 5 | $t$ |", "0.25"),
    "beside-list": (f"1. {VALUE}\n2. 5\n3. = $t$".replace("= ", ""), "0.25"),
    "beside-note": (f"It is $t$.[^1] See [](#good), [](#good).\n\n[^1]: {VALUE}", "It is"),
    "beside-currency": (f"It costs \\${VALUE}.", "$0.25"),
    "beside-lines": (f"It is $t$ or\n*{VALUE}*\nor 7.", "or 7"),
    "id": (f"{display('id-own')}\n\n## Id\n\n- # Own id\n\n<b id='own'>A</b>", "Own id"),
    "contents": ("[TOC]\n\n## For {{tiny.t:.2f}}\n\nA {{tiny.t:.2f}}", "For 0.25"),
    "include": ('Write `--8<--` or\n`--8<-- "a.svg"`, ``` --8<-- ```.', "Write"),
    "address": ("See <https://a.org/abs/1412.6980> and https://a.org/0.5?b.", "1412.6980"),
    "pairs": ("On [0,1) and (3,4), (0, 5), [0,5), 1,2,3 of 10,000,000.", "(3,4)"),
    "wrapped": (
        'The target ($t$)-wise (see $t$)[^1], its weight(s) ($h_j$) and "$t$" (5).\n\n[^1]: A',
        "wise",
    ),
    "between": (f"On $t$ — $L$, $t$ & $L$; $t$ и $L$: {VALUE} of 5 or \n{VALUE} percent", "On"),
    "quoted": ("So ‹$t$› and «$L$», '$t$' or ‘$t$’ and „$t$“…", "So"),
    "data": ("It is data: <b title='data: a'>b</b> [A](data/a.png)", "It is data:"),
    "code-elements": (
        "A <code>\\frac12 L = t</code> <kbd title='b'>\\hat y</kbd>\n\n<pre>\n\\sum\n</pre>\n\nb",
        "A ",
    ),
    "escaped-points": ("Version 1\\.2\\.3 of 5\\.", "1.2.3 of 5."),
    "no-program": ("<b title='javascript: a'>On</b> <a href='a.html?onclick=b'>c</a>.", "."),
    "listing": ("- A\n\n    ```text\n    B\n\n    C\n    ```", "A"),
}


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, list[str]]]:
    """All of these pages, as they are published."""
    bodies = {f"refused-{name}": body for name, (body, _) in REFUSED.items()}
    bodies |= {f"accepted-{name}": body for name, (body, _) in ACCEPTED.items()}
    found = published(tmp_path_factory.mktemp("gaps") / "site", {**bodies, "good": display("good")})
    return {name: (page, [str(c) for c in said]) for name, (page, said) in found.items()}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_shown_unchecked_is_refused(
    gaps: dict[str, tuple[str, list[str]]], name: str
) -> None:
    _, said = gaps[f"refused-{name}"]
    assert any(
        re.search(".*".join(map(re.escape, REFUSED[name][1])), complaint) for complaint in said
    ), said


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_shown_as_checked_is_accepted(
    gaps: dict[str, tuple[str, list[str]]], name: str
) -> None:
    page, said = gaps[f"accepted-{name}"]
    assert said == []
    assert ACCEPTED[name][1] in visible(page)


def test_the_line_of_what_is_shown_is_named(tmp_path: Path) -> None:
    bodies = {
        "tags": 'Two 5.\n\nA <b>b</b> it&nbsp;is\n*nearly* "0<b>.</b>5" &mdash; [for](a.png) all.',
        "entities": "It is 0.\n\nIt is &#48;<b>.</b>5.",
        "table": "| a | b |\n|---|---|\n| 1 | 0<b>.</b>5 |",
        "between": "$t$ and $t$\n\n$t$ is 0<b>.</b>5 $t$",
        "twice": "A 0<b>.</b>5 b\n\nA 0<b>.</b>5 b",
        "drawn": "<svg>\n<text>a</text>\n<text>L &le;\nt</text>\n</svg>",
        "drawn-twice": "<svg>\n<text>L = t</text>\n<text>L = t</text>\n</svg>",
    }
    found = published(tmp_path / "site", bodies)
    lines = {name: {c.line for c in said} for name, (_, said) in found.items()}
    # Each body begins in line 5.
    told = {"tags": {8}, "entities": {7}, "table": {7}, "between": {7}, "drawn": {7}}
    assert lines == {**told, "twice": {1}, "drawn-twice": {1}}
    for name in ("twice", "drawn-twice"):
        assert "somewhere on this page" in str(found[name][1][0])


def test_a_notebooks_cells_are_held_to_the_same(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": display("good")})
    texts = {"a": ["# A"], "b": ["Text:\n", "\n", "     $t$"], "c": ["It is $t$."]}
    cells = [{"cell_type": "markdown", "metadata": {}, "source": t} for t in texts.values()]
    cells[1:1] = [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}]
    metadata = {"title": "A", "model": "tiny"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": metadata}
    (site / "docs" / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    registry = registry_of(site)
    _, said = made(Maker(registry, ROOT / "mkdocs.yml"), "docs/a.ipynb")
    assert [str(c).partition(";")[0] for c in said] == [
        "docs/a.ipynb, cell 3:3: on the finished page $t$ stands in code"
    ]


# Generated pages: markers, each with a number of its own, in whatever can stand on a page.


class Marker:
    """Makes numbered things to look for."""

    def __init__(self) -> None:
        self.last = 1000

    def __call__(self, rng: random.Random) -> str:
        self.last += 1
        kinds = [
            f"${self.last} t$",
            f"{{{{tiny.t(t={self.last}):.3f}}}}",
            f"\\${self.last}",
            f"`${self.last} t$`",
        ]
        rare = [f"{self.last}.5", f"<!-- ${self.last} t$ -->", f"\\\\${self.last} t$"]
        return rng.choice(kinds if rng.random() < 0.97 else rare)


NOISE = [
    *("`", "``", "<", "<b", "<div>", "</div>", "<!--", "-->", "\\", "*", "_", "|", "> ", "- "),
    *("\n", "\n\n", "    ", "\n    ", "\n\n        ", "\t", "```", "~~~", "\n```text\n", "$", "{{"),
    *("[", "](", "![", "[^1]", "\n[^1]: ", "\n!!! note\n", "\n# ", "\n===\n", "&lt;", "&#36;"),
    *('"', "'", "{: ", "}", "<code>", "</code>", "<pre>", "<p title='", "\n: ", "\n<!-- "),
    *("\n<div markdown>\n", "<textarea>", "<?", "<![CDATA[", "]]>", "{", "\u00a0", "\\`", "\\\\"),
]


class Generator:
    """A page of nested blocks, now and then with something odd put anywhere."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.marker = Marker()
        self.fences = 0

    def page(self) -> str:
        text = "\n\n".join(self.block(3) for _ in range(self.rng.randint(1, 3)))
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            place = self.rng.randint(0, len(text))
            text = text[:place] + self.rng.choice(NOISE) + text[place:]
        return f"{text}\n\nPage {self.seed}.\n"

    def words(self) -> str:
        separators = (" ", " ", " and ", "\n", " *a* ", " `b` ", " **", "[c](d.md) ", "<br>", "_")
        parts = [self.marker(self.rng) for _ in range(self.rng.randint(1, 3))]
        return "A " + "".join(part + self.rng.choice(separators) for part in parts) + "z"

    def block(self, depth: int) -> str:
        if depth == 0 or self.rng.random() < 0.45:
            return self.rng.choice((self.words, self.fence, self.listing, self.table))()
        nested = (self.listed, self.noted, self.quoted, self.footnote, self.html, self.comment)
        return self.rng.choice(nested)(depth)

    def inner(self, depth: int) -> str:
        return "\n\n".join(self.block(depth - 1) for _ in range(self.rng.randint(1, 2)))

    def indent(self) -> str:
        return self.rng.choice(("    ", "    ", "    ", "    ", "  ", "\t", "        "))

    def fence(self) -> str:
        self.fences += 1
        return display(f"f{self.seed}-{self.fences}")

    def listing(self) -> str:
        ticks = self.rng.choice(("```", "```", "~~~", "````"))
        return f"{ticks}text\n{self.words()}\n\nb\n{ticks}"

    def table(self) -> str:
        return "| a | b |\n|---|---|\n| {} | c |".format(self.words().replace("\n", " "))

    def listed(self, depth: int) -> str:
        mark = self.rng.choice(("- ", "* ", "1. ", "1) "))
        gap = self.rng.choice(("\n\n", "\n\n", "\n"))
        return f"{mark}{self.words()}{gap}{indented(self.inner(depth), self.indent())}"

    def noted(self, depth: int) -> str:
        mark = self.rng.choice(("!!! note", '??? note "a"', '=== "a"'))
        gap = self.rng.choice(("\n\n", "\n"))
        return f"{mark}{gap}{indented(self.inner(depth), self.indent())}"

    def quoted(self, depth: int) -> str:
        return indented(self.inner(depth), "> ")

    def footnote(self, depth: int) -> str:
        return f"A[^1]\n\n[^1]: {self.words()}\n\n{indented(self.inner(depth), self.indent())}"

    def html(self, depth: int) -> str:
        tag = self.rng.choice(("div", "div markdown", "details", "p"))
        gap = self.rng.choice(("\n", "\n\n"))
        return f"<{tag}>{gap}{self.inner(depth)}{gap}</{tag.split()[0]}>"

    def comment(self, depth: int) -> str:
        return f"{self.rng.choice(('', 'A '))}<!-- {self.inner(depth)} -->"


def unpublished_properly(body: str, page: str) -> list[str]:
    """What of the markers on an accepted page is not as it has to be."""
    text = visible(page)
    wrong = [found for found in re.findall(r"\{\{|\}\}|\d{4}\.5\b|`{3}|~{3}", text)]
    for number in sorted(set(re.findall(r"1\d{3}", body))):
        formulas = page.count(f'data-latex="{number} t"')
        escaped = f"\\${number}" in body
        if f"${number} t$" in text or formulas > 1 or (f"${number}" in text and not escaped):
            wrong.append(number)
        values = len(re.findall(rf"{number}\.000", text))
        if f"(t={number})" in body and values > 1:
            wrong.append(f"{values} of {number}.000")
    return wrong


def campaign(folder: Path, seeds: range) -> int:
    """Publish a page for each seed; how many of them are accepted."""
    bodies = {f"page{seed}": Generator(seed).page() for seed in seeds}
    accepted = 0
    for name, (page, said) in published(folder / "site", bodies).items():
        if not said:
            accepted += 1
            assert unpublished_properly(bodies[name], page) == [], f"{bodies[name]}\n=====\n{page}"
    return accepted


@pytest.mark.slow
def test_each_marker_is_checked_and_shown_or_the_page_is_refused(tmp_path: Path) -> None:
    assert campaign(tmp_path, range(150)) > 15


@pytest.mark.slow
def test_the_scanner_alone_would_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor would these pages be a test if nothing went wrong on them."""
    monkeypatch.setattr("checked_equations.pages.made.faults", lambda *_: ())
    with pytest.raises(AssertionError):
        campaign(tmp_path, range(150))


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(20))
def test_many_generated_pages(tmp_path: Path, part: int) -> None:
    campaign(tmp_path, range(10_000 + 1000 * part, 11_000 + 1000 * part))
