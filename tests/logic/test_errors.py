"""Bad input gets one clear error through the real command: where, what, expected, fix."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.site import ERROR, GOOD, TINY, check, registry_of, tiny_site

HEAD = "---\nmodel: tiny\n---\n"  # so that a body begins in line 4
TRUE = r"\hat{s} = \sum_j h_j v_j"


def fence(latex: str, attributes: str = "snippet=tiny.s", name: str = "ID") -> str:
    """A displayed formula; ID becomes the name of the case."""
    return f"```math {{#{name} {attributes}}}\n{latex}\n```\n"


def display(side: str) -> str:
    """A displayed equation for `L`, which has the number 1 on its page."""
    return fence(r"L = \frac{1}{2} (\hat{s} - t)^2", f"snippet=tiny.{side}")


@dataclass
class Case:
    """A page with one mistake; `says` are pieces of the message, in order."""

    name: str
    body: str | bytes
    line: int
    says: list[str]
    head: str = HEAD
    modules: dict[str, str] = field(default_factory=dict)


def module(body: str) -> str:
    """A snippet module of its own, with an input a = 0.5 and FORWARD = [b]."""
    return (
        f'"""For one test."""\n\nimport numpy as np\n\n\n{body}\n\n\n'
        'NOTATION = {"a": ("a", "scalar", "given"), "b": ("b", "scalar", "follows")}\n'
        'FORWARD = [b]\nEXAMPLE = {"a": 0.5}\n'
    )


SOURCES = 'fault=practice source="a note" why="something"'

LATEX = [
    Case(
        "unclosed", fence(r"\hat{s} = \frac{1}{2"), 5, ["column 21: unexpected end of the formula"]
    ),
    Case("column", fence("\\hat{s} =\n\\sum_j h_j % v_j"), 6, ["at column 12: unexpected %"]),
    Case("macro", fence(r"\hat{s} = \foo{h_1}"), 5, [r"column 11: unexpected \foo"]),
    Case("frac12", fence(r"L = \frac{1}23 (\hat{s} - t)^2"), 5, ["23 without braces"]),
    Case("glued", fence(r"\hat{s} = \sum_j h_j \cdotv_j"), 5, [r"unexpected \cdotv"]),
    Case(
        "row", fence("\\hat{s} = h_1 v_1 \\\\\n h_2 = h_2"), 6, ["2 statements", "with 1 snippet;"]
    ),
    Case("subscript12", fence("L = W_12", "snippet=tiny.L"), 5, ["unbraced subscript"]),
    Case("power", fence(r"L = t^12", "snippet=tiny.L"), 5, ["unbraced superscript"]),
    Case("brace", fence(r"\hat{s} = \underbrace{h_1 v_1}"), 5, ["cannot be read at column 31"]),
    Case("no-relation", fence(r"\sum_j h_j v_j"), 5, ["a formula without a relation"]),
    *(
        Case(
            f"brace-{name}",
            fence(rf"\hat{{s}} = \underbrace{{\sum_j h_j v_j}}_{{{text}}}"),
            5,
            says,
        )
        for name, text, says in [
            (
                "words",
                r"t \text{ of it}",
                ["the word of it within t \\text{of it}, which stands under"],
            ),
            ("sides", r"\text{the sum} = t", ["unexpected =", "fix: write words alone"]),
            ("greater", "> 0", ["unexpected >", r"write words alone, \text{the error}"]),
            ("font", r"\textsf{the sum}", [r"unexpected \textsf", "write words alone"]),
            ("claims", r"\text{is zero}", ["the words is zero under a brace", "as a formula"]),
        ]
    ),
    *(
        Case(
            f"or-{name}",
            fence(rf"L = \begin{{cases}} t & {text} \\ 0 & \text{{otherwise}} \end{{cases}}"),
            5,
            says,
        )
        for name, text, says in [
            (
                "text",
                r"t > 0 \text{ or } L > 0",
                [
                    r"the word or in the condition t > 0 \text{or} L > 0",
                    r"write one condition: \max",
                ],
            ),
            ("sign", r"t > 0 \lor L > 0", [r"unexpected \lor", r"write one condition: \max(x"]),
            ("comma", "t > 0, L > 0", ["unexpected L", r"two conditions as one condition: \max"]),
            (
                "whenever",
                r"\text{whenever } t > 0",
                ["the word whenever in the", "are if, for, when"],
            ),
        ]
    ),
    Case("or-indicator", "$L = t \\mathbb{1}[t > 0 \\land L > 0]$\n", 4, [r"one condition: \max"]),
    Case("inline-latex", "One\ntwo $h_j = \\frac{$ three.\n", 5, ["cannot be read at column 13"]),
]

SYMBOLS = [
    Case(
        "unknown",
        fence(r"\hat{s} = \sum_j h_j v_j + q_1"),
        5,
        ["unknown symbol q_{1}", "a symbol of the model tiny, such as "],
    ),
    Case("nearest", fence(r"s = \sum_j h_j v_j"), 5, ["unknown symbol s", r"such as \hat{s}"]),
    Case("hat", fence(r"\hat{s} = \sum_j \hat{h}_j v_j"), 5, ["unknown symbol", "such as h_j"]),
    Case("layer", fence(r"\hat{s} = \sum_j h_j v_j^{(2)}"), 5, ["unknown symbol v_{j}^{(2)}"]),
    Case("mention", "Some text.\n\nThe value $q$.\n", 6, ["unknown symbol q"]),
    Case("bare-array", fence(r"\hat{s} = h v"), 5, ["h, hidden×1 (2×1)", "as in h_j"]),
    Case("naked-function", fence(r"\hat{s} = f \cdot h_1"), 5, ["f stands without its argument"]),
    Case(
        "definition-unused",
        "Call it $q = 2 t$.\n",
        4,
        ["q = 2 t defines a name that nothing on the page uses"],
    ),
]

VALUES = [
    Case(
        "false",
        fence("\\hat{s}\n= \\sum_j h_j v_j\n= \\sum_j h_j' v_j"),
        7,
        [r"sides 1 and 3 differ: \hat{s} is ", r"\sum_j h_j' v_j is ", "at random point 1"],
    ),
    Case(
        "false-index",
        fence("h_j' = \\sum_i x_i W_{ij} + \\frac{t}{x_1}", "snippet=tiny.h_prime"),
        5,
        ["sides 1 and 2 differ", "at random point 1, j = 1 (t = "],
    ),
    Case(
        "not-its-snippet",
        fence(TRUE, "snippet=tiny.L"),
        4,
        [
            "the sides are not what the snippet tiny.L computes",
            " against ",
            "at random point 1",
        ],
    ),
    Case(
        "prime",
        fence(
            r"\frac{\partial L}{\partial W_{ij}} = (\hat{s} - t) v_j f'(h_j) x_i",
            "snippet=tiny.dL_dW",
        ),
        5,
        ["sides 1 and 2 differ", "i = 1, j = 1"],
    ),
    Case("brace-claim", fence(r"\hat{s} = \underbrace{h_1 v_1}_{h_1} + h_2 v_2"), 5, ["claims"]),
    Case("greater", fence(r"\hat{s} > \hat{s} + 1"), 5, [r"\hat{s} > \hat{s} + 1 is false at"]),
    Case("approx", fence(r"\hat{s} \approx h_1 v_1 + h_2 v_2"), 5, ["which is no decimal"]),
    Case("rounded", fence(r"\hat{s} \approx 0.82"), 5, ["0.82 is 0.82", "to the digits written"]),
    Case("inline-false", "A\n\n$L = \\hat{s} - t$\n", 6, ["sides 1 and 2 differ"]),
    Case("inline-number", "A\n\nwith $t = 0.26$\n", 6, ["on the running example"]),
    Case("inline-range", "for $j = 1, 2, 3$\n", 4, ["the index range j = 1, 2, 3", "from 1 to 2"]),
    Case("inline-less", "$t < \\hat{s}$\n", 4, [r"t < \hat{s} is false at"]),
    Case(
        "not-finite",
        fence(r"\hat{s} = \frac{1}{t - t}"),
        5,
        [r"\frac{1}{t - t} has no finite value where t - t is 0, at random point 1", "correct it"],
    ),
]

BINDINGS = [
    Case("no-snippet", fence(TRUE, "number=1"), 4, ["the equation no-snippet has no snippet"]),
    Case(
        "missing-snippet",
        fence(TRUE, "snippet=tiny.s_hat"),
        4,
        ["the snippet tiny.s_hat does not exist", "snippets/tiny.py", "dL_dW"],
    ),
    Case(
        "missing-module",
        fence(TRUE, "snippet=tinny.s"),
        4,
        ["the snippet module tinny does not exist", "tiny"],
    ),
    Case("odd-snippet", fence(TRUE, "snippet=tiny"), 4, ["the snippet tiny", "module.function"]),
    Case(
        "other-model",
        fence(TRUE, "snippet=chain.b"),
        4,
        ["the snippet chain.b is not one of the page's model tiny"],
        modules={"chain": module("def b(a):\n    return 2 * a")},
    ),
    Case(
        "raises",
        fence("b = 2 a", "snippet=raising.c"),
        4,
        ["the snippet raising.c raises ValueError: no luck", "snippets/raising.py"],
        "---\nmodel: raising\n---\n",
        {
            "raising": module(
                "def b(a):\n    return 2 * a\n\n\ndef c(a):\n    raise ValueError('no luck')"
            )
        },
    ),
    Case(
        "prints",
        fence("b = 2 a", "snippet=printing.c"),
        4,
        ["a snippet prints 'hello", "expected a snippet that prints nothing"],
        "---\nmodel: printing\n---\n",
        {
            "printing": module(
                "def b(a):\n    return 2 * a\n\n\ndef c(a):\n    print('hello')\n    return 2 * a"
            )
        },
    ),
    Case(
        "returns-a-text",
        fence("b = 2 a", "snippet=wordy.c"),
        4,
        ["the snippet wordy.c returns str", "a real number"],
        "---\nmodel: wordy\n---\n",
        {"wordy": module("def b(a):\n    return 2 * a\n\n\ndef c(a):\n    return 'twice'")},
    ),
    Case(
        "shape",
        fence(r"h_1 = f(h_1')", "snippet=tiny.h"),
        4,
        ["the snippet tiny.h has the shape (2,)", "() for the free indices none"],
    ),
    Case(
        "element",
        fence(r"h_j = f(h_j')", "snippet=tiny.h[1]"),
        4,
        ["the element tiny.h[1]", "the free indices j"],
    ),
    Case(
        "no-element",
        fence(r"h_2 = f(h_2')", "snippet=tiny.h[3]"),
        4,
        ["the element tiny.h[3]", "indices that exist"],
    ),
    Case(
        "zeroth-element",
        fence(r"h_2 = f(h_2')", "snippet=tiny.h[0]"),
        4,
        ["the element [0]", "indices counted from 1"],
    ),
    Case(
        "wrong-element",
        fence(r"h_2 = f(h_2')", "snippet=tiny.h[1]"),
        4,
        ["not what the snippet tiny.h[1] computes"],
    ),
    Case(
        "missing-model",
        fence(TRUE),
        2,
        ["the model tinny does not exist", "tiny"],
        "---\nmodel: tinny\n---\n",
    ),
    Case(
        "no-model",
        fence(TRUE) + "\nThe target $t$, and $t = t$.\n",
        1,
        ["a page with formulas, and without a model", "`model: …`", "tiny"],
        "---\ntitle: No model\n---\n",
    ),
    Case("no-front-matter", "\n$t$ and $t$.\n", 1, ["without a model", "`model: …`"], ""),
    Case(
        "large-model",
        fence(TRUE) + "\n$t$\n",
        3,
        ["the key Model of the front matter is unknown", "write model"],
        "---\ntitle: Large\nModel: tiny\n---\n",
    ),
    Case(
        "misspelt-model",
        fence(TRUE) + "\n$t$\n",
        2,
        ["the model tyni does not exist"],
        "---\nmodel: tyni\n---\n",
    ),
    Case(
        "odd-front-matter",
        "Text with odd front matter.\n",
        2,
        ["the front matter cannot be read: while parsing"],
        "---\na: [\n---\n",
    ),
]

ATTRIBUTES = [
    Case(
        "unknown-attribute",
        fence(TRUE, "snippet=tiny.s colour=red"),
        4,
        ["the attribute colour is unknown here", "snippet", ".step"],
    ),
    Case(
        "unknown-class",
        fence(TRUE, "snippet=tiny.s .last"),
        4,
        ["the attribute .last is unknown here"],
    ),
    Case(
        "attribute-twice",
        fence(TRUE, "snippet=tiny.s snippet=tiny.L"),
        4,
        ["the attribute snippet is given twice"],
    ),
    Case(
        "class-twice",
        fence(TRUE, "snippet=tiny.s .step .step"),
        4,
        ["the class .step is given twice"],
    ),
    Case("two-ids", fence(TRUE, "#more snippet=tiny.s"), 4, ["two ids"]),
    Case("no-id", f"```math\n{TRUE}\n```\n", 4, ["a displayed formula without an id"]),
    Case(
        "odd-attribute",
        fence(TRUE, "snippet=tiny.s numb er"),
        4,
        ["the attributes cannot be read from 'numb er' on"],
    ),
    Case("unquoted", fence(TRUE, 'snippet="tiny.s'), 4, ["the attributes cannot be read from"]),
    Case(
        "id-twice",
        fence(TRUE) + "\n" + fence(TRUE),
        8,
        ["the id id-twice is taken by docs/id-twice.md:4"],
    ),
    Case(
        "id-of-heading",
        "# Some heading\n\n" + fence(TRUE, name="some-heading"),
        6,
        ["the id some-heading is that of the heading in line 4"],
    ),
    Case(
        "id-of-another-page",
        fence(TRUE, name="good-s"),
        4,
        ["the id good-s is taken by docs/good.md:"],
    ),
    Case(
        "number-twice",
        fence(TRUE, "snippet=tiny.s number=1")
        + "\n"
        + fence(TRUE, "snippet=tiny.s number=1", "number-twice-b"),
        8,
        ["the number 1 is used twice"],
    ),
]

FENCES = [
    Case(
        "no-braces",
        f"```math snippet=tiny.s\n{TRUE}\n```\n",
        4,
        ["the fence ```math snippet=tiny.s", "in braces, {snippet=tiny.s}"],
    ),
    Case(
        "lost-brace",
        f"```math {{#lost-brace snippet=tiny.s\n{TRUE}\n```\n",
        4,
        ["is not understood", "in braces, {#lost-brace snippet=tiny.s}"],
    ),
    Case(
        "large-math",
        f"```Math {{#large-math snippet=tiny.s}}\n{TRUE}\n```\n",
        4,
        ["is not understood", "write math"],
    ),
    Case("matlab", "```matlab\nx\n```\n", 4, ["is not understood", "correct its name"]),
    Case(
        "loose-dollars",
        "Where $ t \\ge 0 $ holds.\n",
        4,
        [r"$ t \ge 0 $ with spaces inside its dollar signs", "remove the spaces"],
    ),
    Case("loose-end", "Where $t $ holds.\n", 4, ["$t $ with spaces inside its dollar signs"]),
    Case("price", "It costs $5, or $6.\n", 4, ["a $ without its partner"]),
]

MARKDOWN = [
    Case(
        "long-display",
        f"Text.\n\n$$\n{TRUE}\n$$\n\nAnd more.\n",
        6,
        ["a bare $$", "```math fence"],
    ),
    Case("mathml", "Text.\n\n<math>\n<mi>a</mi>\n</math>\n", 6, ["a bare <math"]),
    Case("quoted", f"> ```math\n> {TRUE}\n> ```\n", 4, ["a fence in a quotation"]),
    Case("listed", f"One.\n\n1. ```math\n   {TRUE}\n\n", 6, ["a fence in a quotation or behind"]),
    Case(
        "no-include",
        '--8<-- "docs/none.svg"\n',
        4,
        ["docs/none.svg", "includes no picture that exists"],
    ),
    Case("open-value", "The loss\nis {{tiny.L:.4f} here.\n", 5, ["a {{ without its partner"]),
    Case("dollars", f"Text.\n\n$$ {TRUE} $$\n", 6, ["a bare $$", "```math fence"]),
    Case("brackets", f"Text.\n\n\\[ {TRUE} \\]\n", 6, [r"a bare \[", "```math fence"]),
    Case("parens", "Text \\( h_j \\).\n", 4, [r"a bare \("]),
    Case("begin", f"\\begin{{align}} {TRUE} \\end{{align}}\n", 4, [r"a bare \begin{"]),
    Case("lone-dollar", "Text.\n\nIt costs 5 $ today.\n", 6, ["a $ without its partner"]),
    Case("reference", "A\nsee [a](#nothing)\n", 5, ["a reference to #nothing", "the id of an"]),
    Case("id-of-nothing", "A\nsee [](#nothing)\n", 5, ["a link without a text to #nothing"]),
    Case(
        "nothing-elsewhere",
        'A\nsee [](good.md#nothing "the loss")\n',
        5,
        ["a link without a text to #nothing", "write [text](good.md#nothing)"],
    ),
    Case("no-text", "A\nsee [ ](good.md)\n", 5, ["a link without a text, which nobody sees"]),
    Case("odd-title", "See [](good.md#good-L (it)).\n", 4, ["a link without a text", "[](#id)"]),
    Case("loose-attribute", '$t = t${exmpt="a"}\n', 4, ['{exmpt="a"}, which belongs to nothing']),
    Case(
        "another-element",
        fence(r"\frac{\partial L}{\partial v_1} = (\hat{s} - t) h_1", "snippet=tiny.dL_dv[2]"),
        4,
        ["not what the snippet tiny.dL_dv[2] computes", "name tiny.dL_dv[1] as its snippet"],
    ),
    Case(
        "unclosed-fence", f"Text.\n\n```math {{#u snippet=tiny.s}}\n{TRUE}\n", 6, ["never closed"]
    ),
    *(
        Case(f"tildes-{name}", f"Text.\n\n~~~{info}\n{text}\n~~~\n", 6, says)
        for name, info, text, says in [
            ("unknown", "python", "x = 1", ["the fence ~~~python is not"]),
            ("attributes", "text {.a}", "b", ["of the listing ~~~text {.a}; expected ~~~text al"]),
            ("holding", "notation", "b", ["~~~notation holds b"]),
        ]
    ),
    Case("four-ticks", "````python\nx = 1\n````\n", 4, ["the fence ````python is not understood"]),
    Case("unknown-fence", "Text.\n\n```python\nx = 1\n```\n", 6, ["the fence ```python", "math"]),
    Case("latin1", b"One.\n\nTwo caf\xe9s.\n", 6, ["the byte 0xe9 is not UTF-8"]),
    Case("decimal-prose", "The loss\nis 0.29 here.\n", 5, ["0.29 is typed into prose", "{{"]),
    Case("decimal-table", "| a | b |\n|---|---|\n| x | 0.29 |\n", 6, ["0.29 is typed into prose"]),
    Case("decimal-heading", "## From 0.29 on\n", 4, ["0.29 is typed into prose"]),
    Case("decimal-image", "![A loss of 0.29](a.svg)\n", 4, ["0.29 is typed into"]),
    Case(
        "decimal-alt",
        '<img src="a.svg" alt="A loss of 0.29">\n',
        4,
        ["0.29 is typed into an alternative text"],
    ),
    Case(
        "decimal-caption",
        "<figure>\n<figcaption>Loss 0.29</figcaption>\n</figure>\n",
        5,
        ["0.29 is typed into prose"],
    ),
    Case(
        "several-attributes",
        "A\n<b title='a'\n  aria-label='of 0.29'>b</b>\n",
        6,
        ["0.29 is typed into the attribute aria-label"],
    ),
    Case("escaped-point", "A\nof 0\\.1234.\n", 5, ["the decimal number 0.1234 is typed into pr"]),
    Case("code-element", "A <code>0.29</code>.\n", 4, ["0.29 is typed into code"]),
    Case("pre-element", "<pre>\n0.29\n</pre>\n", 5, ["0.29 is typed into code"]),
    Case("behind-code", "A <code>b</code> 0.29\n", 4, ["0.29 is typed into prose"]),
    Case("script", "A.\n\n<script>\nt = 0.29;\n</script>\n", 6, ["<script> on a page, which runs"]),
    Case(
        "script-named", "A.\n\n<SCRIPT src=a.js></SCRIPT>\n", 6, ["<SCRIPT> on a page, which runs"]
    ),
    Case("handler", "A.\n\n<b\nonclick='a()'>b</b>\n", 7, ["the attribute onclick on a page"]),
    Case("run-address", "<a href='javascript:a'>b</a>\n", 4, ["the attribute href on a page"]),
    Case("decimal-drawn", "<svg>\n<text>0.29</text>\n</svg>\n", 5, ["0.29 is typed into prose"]),
    Case("dollar-drawn", "<svg>\n<text>a $</text>\n</svg>\n", 5, ["a $ without its partner"]),
    Case("decimal-code", "It prints `0.29`.\n", 4, ["0.29 is typed into inline code"]),
    Case("decimal-link", "See [0.29](#good-L).\n", 4, ["0.29 is typed into a link's text"]),
    Case("decimal-math", "About $0.29$.\n", 4, ["a decimal number in a formula that claims"]),
    Case("decimal-negative", "About -0.29.\n", 4, ["0.29 is typed into prose"]),
    Case("decimal-short", "About .29 or so.\n", 4, [".29 is typed into prose"]),
    Case("decimal-exponent", "About 2.9e-1 or so.\n", 4, ["2.9 is typed into prose"]),
    Case("decimal-unit", "It grew 1.5x today.\n", 4, ["1.5 is typed into prose"]),
    Case("decimal-footnote", "Text[^1].\n\n[^1]: It is 0.29.\n", 6, ["0.29 is typed into prose"]),
    Case(
        "decimal-title",
        "Text.\n",
        2,
        ["0.29 is typed into the title"],
        "---\ntitle: A loss of 0.29\n---\n",
    ),
    Case(
        "decimal-why",
        fence(
            r"\hat{s} = \sum_j h_j' v_j",
            '.refuted of=#good-s fault=practice source="a note" why="0.29 is too much"',
        ),
        4,
        ["0.29 is typed into an attribute"],
    ),
    Case("no-source", '[0.29]{published=""}\n', 4, ["a published figure without its source"]),
    Case(
        "published-otherwise",
        'It was [0.0648]{published="a note" computed="tiny.L"}.\n',
        4,
        ["the published figure 0.0648 is not what tiny.L computes; expected 0.0647"],
    ),
    Case(
        "published-unknown",
        'It was [0.6151]{published="a note" computed="tiny.K"}.\n',
        4,
        ["tiny.K does not exist"],
    ),
]

REFUTED = [
    Case(
        "true-after-all",
        fence(TRUE, f".refuted of=#good-s {SOURCES}"),
        5,
        ["refuted", "true"],
    ),
    Case(
        "no-why",
        fence(r"\hat{s} = \sum_j h_j' v_j", '.refuted of=#good-s fault=practice source="a note"'),
        4,
        ["a refuted equation without why"],
    ),
    Case(
        "no-whereabouts",
        fence(r"\hat{s} = \sum_j h_j' v_j", '.refuted of=#good-s fault=source why="a prime"'),
        4,
        ["a refuted equation without source"],
    ),
    Case(
        "of-nothing",
        fence(r"\hat{s} = \sum_j h_j' v_j", f".refuted of=#nothing {SOURCES}"),
        4,
        ["#nothing is no checked equation"],
    ),
    Case(
        "of-refuted",
        fence(r"\hat{s} = \sum_j h_j' v_j", f".refuted of=#good-wrong {SOURCES}"),
        4,
        ["#good-wrong is no checked equation"],
    ),
    Case(
        "refuted-snippet",
        fence(r"\hat{s} = \sum_j h_j' v_j", f".refuted snippet=tiny.s of=#good-s {SOURCES}"),
        4,
        ["the attribute snippet is unknown here", "one of fault, mended, of, source, url, why"],
    ),
    Case(
        "refuted-url",
        fence(r"\hat{s} = \sum_j h_j' v_j", f".refuted of=#good-s {SOURCES} url=a.org"),
        4,
        ["a refuted equation with url=a.org", "https://"],
    ),
    Case(
        "url-without-source",
        fence(
            r"\hat{s} = \sum_j h_j' v_j",
            '.refuted of=#good-s fault=practice why="a prime" url="https://a.org"',
        ),
        4,
        ["a refuted equation with url=https://a.org", "source="],
    ),
    Case(
        "refuted-mended",
        fence(r"\hat{s} = \sum_j h_j' v_j", f".refuted of=#good-s {SOURCES} mended=maybe"),
        4,
        ["mended=maybe", "one of yes, no, unknown"],
    ),
    Case(
        "no-such-fault",
        fence(r"\hat{s} = \sum_j h_j' v_j", '.refuted of=#good-s fault=nobody source="a" why="b"'),
        4,
        ["the fault nobody", "one of source, transcription"],
    ),
    Case(
        "why-latex",
        fence(
            r"\hat{s} = \sum_j h_j' v_j",
            r'.refuted of=#good-s fault=practice why="where $\frac{$ stands"',
        ),
        4,
        ["the LaTeX cannot be read"],
    ),
    Case("unnumbered", "See [](#good-wrong).\n", 4, ["a reference by number to good-wrong"]),
    Case("errata-fault", "```errata {fault=nobody}\n```\n", 4, ["the directive errata with"]),
    Case("errata-bare", "```errata\n```\n", 4, ["the directive errata with no attributes"]),
    Case("summary-of-none", "```summary\n```\n", 4, ["a summary of docs/", "has no result"]),
    Case(
        "summary-elsewhere",
        "```summary {page=nowhere.md}\n```\n",
        4,
        ["the directive summary with page=nowhere.md", "a Markdown file below docs"],
    ),
    Case("model-text", "```model\nIn short.\n```\n", 4, ["```model holds In short.", "lost"]),
    Case("summary-text", "```summary\nIn short.\n```\n", 4, ["```summary holds In short."]),
    Case(
        "questions-nowhere",
        "```questions {page=nowhere.md}\n```\n",
        4,
        ["the directive questions with page=nowhere.md", "a Markdown file below docs"],
    ),
    Case(
        "questions-alone",
        "```questions\n```\n",
        4,
        ["the directive questions with no attributes", "a Markdown file below docs"],
    ),
    Case(
        "questions-of-none",
        "```questions {page=questions-of-none.md}\n```\n",
        4,
        ["questions on docs/questions-of-none.md, of which none can be made"],
    ),
    Case(
        "questions-text",
        "```questions {page=good.md}\nWhich?\n```\n",
        4,
        ["```questions holds Which?"],
    ),
    Case(
        "summary-continued",
        fence(TRUE, "snippet=tiny.s")
        + fence(r"= \sum_j v_j h_j", "snippet=tiny.s .result continues=#summary-continued", "more")
        + "```summary\n```\n",
        10,
        ["a summary with more, which continues another display"],
    ),
    Case("wrong-here", fence(r"\hat{s} = \sum_j \wrong{h_j} v_j"), 5, [r"\wrong in a formula"]),
    Case(
        "refuted-latex",
        fence(r"\hat{s} = \sum_j h_j' v_j +", f".refuted of=#good-s {SOURCES}"),
        5,
        ["cannot be read at column 28"],
    ),
    Case(
        "refuted-symbol",
        fence(r"\hat{s} = \sum_j h_j' q_j", f".refuted of=#good-s {SOURCES}"),
        5,
        ["unknown symbol q_{j}"],
    ),
    Case(
        "refuted-one-side",
        fence(r"\sum_j h_j' v_j", f".refuted of=#good-s {SOURCES}"),
        5,
        ["without two sides"],
    ),
    Case(
        "exempt", fence(r"\hat{s} \in \mathbb{R}", 'exempt=""'), 4, ["exemption without a reason"]
    ),
    Case("exempt-inline", r'$\hat{s} = t${exempt=""}', 4, ["an exemption without a reason"]),
]

CONTINUED = [
    Case("continues-nothing", fence(r"= h_1 v_1 + h_2 v_2"), 5, ["begins with a relation"]),
    Case(
        "continues-missing",
        fence(r"= h_1 v_1 + h_2 v_2", "continues=#nothing"),
        4,
        ["continues nothing", "earlier"],
    ),
    Case(
        "continues-elsewhere",
        fence(r"= h_1 v_1 + h_2 v_2", "continues=#good-s"),
        4,
        ["continues good-s", "earlier checked equation of this page"],
    ),
    Case(
        "continues-later",
        fence(r"= h_1 v_1 + h_2 v_2", "continues=#later")
        + "\n"
        + fence(TRUE, "snippet=tiny.s", "later"),
        4,
        ["continues later"],
    ),
    Case(
        "continues-whole",
        fence(TRUE, name="whole") + "\n" + fence(TRUE, "continues=#whole"),
        9,
        ["does not begin with a relation"],
    ),
    Case(
        "continues-past-another",
        fence(TRUE, name="one")
        + "\n"
        + fence(r"L = \frac{1}{2} (\hat{s} - t)^2", "snippet=tiny.L", "two")
        + "\n"
        + fence("= h_1 v_1 + h_2 v_2", "continues=#one"),
        12,
        ["continues one, and another display stands between", "the last display, which is two"],
    ),
    Case(
        "continues-an-inequality",
        fence(r"\hat{s} < \hat{s} + 1", name="less")
        + "\n"
        + fence("= h_1 v_1 + h_2 v_2", "continues=#less"),
        8,
        ["continues less, which has an inequality in it"],
    ),
    Case(
        "continues-wrong",
        fence(TRUE, "number=1", "wrong-one") + fence("= h_1", "continues=#wrong-one"),
        4,
        ["the equation wrong-one has no snippet"],
    ),
    Case(
        "continues-false",
        fence(TRUE, name="early") + "\n" + fence("= h_1 v_1 + h_2", "continues=#early"),
        9,
        [r"sides 1 and 2 differ: \hat{s} is ", "h_1 v_1 + h_2 is "],
    ),
]

INDICES = [
    Case(
        "wrong-axis",
        fence(r"h_j' = \sum_i x_i W_{ji}", "snippet=tiny.h_prime"),
        5,
        ["the index", "runs over", "elsewhere and over"],
    ),
    Case(
        "out-of-range",
        fence(r"\hat{s} = h_1 v_1 + h_3 v_2"),
        5,
        ["the index 3 of h_{3}", "1 to 2 (hidden)"],
    ),
    Case(
        "sum-upper",
        fence(r"\hat{s} = \sum_{j=1}^{3} h_j v_j"),
        5,
        ["from 1 to 3", "1 to 2, the size of hidden"],
    ),
    Case(
        "sum-lower",
        fence(r"\hat{s} = \sum_{j=0}^{2} h_j v_j"),
        5,
        ["from 0 to 2", "1 to 2, the size of hidden"],
    ),
    Case("sum-idle", fence(r"\hat{s} = \sum_i h_1 v_1"), 5, ["the sum over i, which is no index"]),
    Case(
        "transposed-square",
        fence(
            r"\frac{\partial L}{\partial W_{ij}} = (\hat{s} - t) v_i f'(h_j') x_j",
            "snippet=tiny.dL_dW",
        ),
        5,
        ["the index i runs over input elsewhere and over hidden in v_{i}"],
    ),
    Case("unsummed", fence(r"\hat{s} = h_j v_j"), 5, ["the index j is not on the left", r"\sum_j"]),
]

LINTS = [
    Case(
        "zero",
        fence(
            r"\frac{\partial L}{\partial h_1} = (\hat{s} - t) v_1 "
            r"+ \frac{\partial x_1}{\partial h_1}",
            "snippet=tiny.dL_dh[1]",
        ),
        5,
        ["a derivative that is always zero", r"\underbrace{…}_{=0}"],
    ),
    Case(
        "neighbours",
        fence(
            r"\frac{\partial L}{\partial h_j} = \frac{\partial \hat{s}}{\partial h_j} "
            r"\frac{\partial L}{\partial \hat{s}}",
            "snippet=tiny.dL_dh",
        ),
        5,
        ["neighbouring derivatives do not share their variable"],
    ),
    Case(
        "last",
        fence(
            r"\frac{\partial L}{\partial h_1'} = \frac{\partial L}{\partial h_1'} + "
            r"\frac{\partial L}{\partial \hat{s}} \frac{\partial \hat{s}}{\partial v_1} - "
            r"\frac{\partial L}{\partial \hat{s}} \frac{\partial \hat{s}}{\partial v_1}",
            "snippet=lint.dL_dh_prime[1]",
        ),
        5,
        ["a chain of derivatives does not end in the variable on the left"],
        "---\nmodel: lint\n---\n",
        {
            "lint": TINY.replace(
                "\n\ndef dL_dW",
                "\n\ndef dL_dh_prime(dL_dh, f_prime, h_prime):\n"
                "    return dL_dh * f_prime(h_prime)\n\n\ndef dL_dW",
            )
        },
    ),
    Case(
        "does-not-matter",
        fence(r"\hat{s} = h_1 v_1 + h_2 v_2 + \log(\frac{t}{t}) x_1"),
        5,
        ["x_{1} does not matter to the value of its side", "at random point 1"],
    ),
    Case(
        "second-derivative",
        fence(
            r"\frac{\partial}{\partial t}\left[\frac{\partial L}{\partial \hat{s}}\right] = -1",
            "snippet=tiny.L",
        ),
        5,
        ["a derivative within a derivative"],
    ),
    Case(
        "by-no-input",
        fence(r"\frac{\partial L}{\partial f} = 0", "snippet=tiny.L"),
        5,
        ["a derivative by something that is not a value"],
    ),
]

PRINTED = [
    Case("no-format", "{{tiny.L}}\n", 4, ["tiny.L has no format", ":.4f"]),
    Case("odd-value", "{{tiny L:.4f}}\n", 4, ["the value {{tiny L:.4f}} cannot be read"]),
    Case("no-value", "A\n{{tiny.q:.4f}}\n", 5, ["the value tiny.q does not exist"]),
    Case("no-value-module", "{{tinny.L:.4f}}\n", 4, ["the value tinny.L does not exist"]),
    Case("no-number", "{{tiny.h:.4f}}\n", 4, ["tiny.h:.4f is not a single number", "[2,1]"]),
    Case("no-such-element", "{{tiny.h[3]:.4f}}\n", 4, ["out of bounds", "counted from 1"]),
    Case("zeroth", "{{tiny.h[0]:.4f}}\n", 4, ["the element [0]", "indices counted from 1"]),
    Case("odd-change", "{{tiny.L(q=1):.4f}}\n", 4, ["q in tiny.L(q=1):.4f", "a name of tiny"]),
    Case("odd-number", "{{tiny.L(t=one):.4f}}\n", 4, ["t=one in", "name=number"]),
    Case("fraction", "{{tiny.L(t=1/2):.4f}}\n", 4, ["t=1/2 in", "name=number"]),
    Case("truth", "{{tiny.L(t=True):.4f}}\n", 4, ["t=True in", "name=number"]),
    Case("twice", "{{tiny.L(t=1,t=2):.4f}}\n", 4, ["t twice in", "one value for each"]),
    Case("no-effect", "{{tiny.s(t=1):.4f}}\n", 4, ["on which s does not depend"]),
    Case("no-matter", "{{tiny.L(dL_ds=1):.4f}}\n", 4, ["L does not depend", "leave the change"]),
    Case("itself", "{{tiny.L(L=1):.4f}}\n", 4, ["L in", "on which L does not depend"]),
    Case("module", "{{tiny.L(np=1):.4f}}\n", 4, ["np in", "L does not depend"]),
    Case("whole-array", "{{tiny.L(x=1):.4f}}\n", 4, ["x in", "no single number"]),
    Case("no-function", "{{tiny.NOTATION:.4f}}\n", 4, ["does not exist", "a function or an input"]),
    Case("infinite", "{{tiny.L(t=1e999):.4f}}\n", 4, ["is inf", "a finite value"]),
    Case("not-infinite", "{{tiny.L:inf}}\n", 4, ["tiny.L:inf is 0."]),
    Case("odd-count", "{{page.snippets}}\n", 4, ["the page knows no snippets", "equations"]),
    Case("odd-fact", "{{build.bugs}}\n", 4, ["the build knows no bugs", "equations"]),
    Case(
        "odd-directive",
        "```notation {name=tiny}\n```\n",
        4,
        ["the directive notation with", "model=…"],
    ),
    Case(
        "no-account",
        "```account {src=data/none.csv}\n```\n",
        4,
        ["the account names no data file that exists"],
    ),
    Case("odd-format", "{{tiny.L:5}}\n", 4, ["5 is no format"]),
    Case("turned-format", "{{tiny.L:3.f}}\n", 4, ["3.f is no format", "such as :.4f"]),
    Case("single-braces", "It is {tiny.L:.3f}.\n", 4, ["{tiny.L:.3f} in single braces"]),
    Case("single-spaced", "It is\n{ tiny.s[1] }.\n", 5, ["{ tiny.s[1] } in single braces"]),
]

NUDGES = [
    Case(
        "final-forward",
        fence(TRUE, "snippet=tiny.s .final"),
        5,
        ["a final gradient whose left side is no derivative"],
    ),
    Case(
        "final-expression",
        fence(
            r"\frac{\partial (L + t)}{\partial \hat{s}} = \hat{s} - t", "snippet=tiny.dL_ds .final"
        ),
        5,
        ["a final gradient of an expression"],
    ),
]

# What would be published without having been looked at.
HIDDEN = [
    Case("emphasis", "It is _0.73_ now.\n", 4, ["0.73 is typed into prose"]),
    Case("comma", "It is 0,73 now.\n", 4, ["0,73 is typed into prose"]),
    *(
        Case(f"comma-{name}", f"{text}\n", 4, [f"{number} is typed into prose"])
        for name, text, number in [
            ("pi", "It is 3,14 now.", "3,14"),
            ("end", "It is 12,5.", "12,5"),
            ("unit", "It is 1,5m now.", "1,5"),
            ("bracket", "(It is 3,14)", "3,14"),
            ("four", "It is 3,1416 now.", "3,1416"),
            ("zeros", "It is 0,125 now.", "0,125"),
            ("four-before", "It is 1234,567 now.", "1234,567"),
            ("pair", "With lr (0,01) it is.", "0,01"),
            ("pair-of-zero", "It is (0,5).", "0,5"),
            ("square-bracket", "It is [0,73].", "0,73"),
            ("zero-behind", "It is f(3,04).", "3,04"),
            ("thin", "It is 3&thinsp;,&thinsp;14.", "3\u2009,\u200914"),
            ("thin-point", "It is 3&thinsp;.&#8202;14.", "3\u2009.\u200a14"),
            ("leader", "It is 3\u202414.", "3\u202414"),
            ("cedilla", "It is 3\u00b814.", "3\u00b814"),
            ("low-quote", "It is 3\u201a14.", "3\u201a14"),
            ("thousands", "It is 10,000,5.", "10,000,5"),
            ("million", "It is 1,000,000,25 now.", "1,000,000,25"),
        ]
    ),
    Case("exponent", "It is 7e-3 now.\n", 4, ["7e-3 is typed into prose"]),
    Case("large-exponent", "It is 7E−3 now.\n", 4, ["7E−3 is typed into prose"]),
    *(
        Case(f"beside-{name}", fence(r"t \in \mathbb{R}", f'exempt="It is {text}"'), 4, [says])
        for name, text, says in [
            ("digit", "$t$7", "7 is typed on to $t$"),
            ("before", "7$t$", "7 is typed on to $t$"),
            ("formula", "$t$$L$", "another piece is typed on to $t$"),
            ("relation", "$t$ = 5", "the sign = beside $t$"),
            ("tight", "$t$=5", "the sign = beside $t$"),
        ]
    ),
    *(
        Case(f"alternative-{name}", f"{text}\n", 4, [f"{what} without an alternative text"])
        for name, text, what in [
            ("none", "![](a.png)", "a picture"),
            ("blank", "![ ](a.png)", "a picture"),
            ("reference", "![][a]", "a picture"),
            ("tag", "<img src=a.png>", "an <img>"),
        ]
    ),
    *(
        Case(f"image-{name}", f"{text}\n", 4, ["0.29 is typed into the picture docs/decimal.svg"])
        for name, text in {
            "inline": '![A](decimal.svg "b")',
            "folder": "![A](./nowhere/../decimal.svg)",
            "tag": "<img src=decimal.svg alt=A>",
            "object": "<object data='decimal.svg'></object>",
            "linked": "See [it](decimal.svg).",
            "definition": "[a]: <decimal.svg> 'b'",
        }.items()
    ),
    Case(
        "image-related", "![A](related.svg)\n", 4, ["the sign = is typed into the picture docs/rel"]
    ),
    Case("embedded", '<embed src="related.svg">\n', 4, ["the sign = is typed into the picture"]),
    *(
        Case(f"sign-{name}", body, line, [f"the sign {sign} is typed {where}"], head)
        for name, body, line, sign, where, head in [
            ("title", "Titled.\n", 2, "=", "into the title", "---\ntitle: L = t\n---\n"),
            (
                "description",
                "Described.\n",
                2,
                "²",
                "into the desc",
                "---\ndescription: Of L²\n---\n",
            ),
            ("link", "See [L &lt; t](#good-L).\n", 4, "<", "into a link's text", HEAD),
            ("exempt", '$t${exempt="as L = t"}\n', 4, "=", "into the reason of an", HEAD),
            ("why", fence("t", 'exempt="as L ≤ t"'), 4, "≤", "beside its formulas", HEAD),
        ]
    ),
    Case("image-latin1", "![A](latin1.svg)\n", 4, ["docs/latin1.svg: the byte 0xe9 is not UTF-8"]),
    Case(
        "definition-of-a-link",
        "[A][a]\n\n[a]: good.md#good-s 'b'\n",
        6,
        ["the definition of a link to the equation good-s; expected [text](#good-s)"],
    ),
    Case("middle-dot", "It is 0·73 now.\n", 4, ["0·73 is typed into prose"]),
    Case("entity", "It is 0&#46;73 now.\n", 4, ["0.73 is typed into prose"]),
    Case("listing", "```text\nL = 0.99\n```\n", 5, ["0.99 is typed into a fence"]),
    Case("no-listing", "```text the loss\n\nIt is small.\n\n```\n", 4, ["is not understood"]),
    Case("across", "A ` here.\n\nSo $q = 99$.\n\nAnd ` there.\n", 6, ["q = 99 defines q"]),
    Case("backtick", "A \\` here, so $q_1 + t$ \\` there.\n", 4, ["unknown symbol q_{1}"]),
    Case("label", "See [the $L = 99$](#good-L).\n", 4, ["a $ in a link's text"]),
    Case("label-value", "See [the {{tiny.L:.4f}}](#good-L).\n", 4, ["a {{ in a link's text"]),
    Case("figure", '[$L$]{published="a note"}\n', 4, ["a $ in a published figure"]),
    Case("title", '![A net](net.svg "of 0.73")\n', 4, ["0.73 is typed into a title"]),
    Case("bare-alt", "<img src=net.svg alt=0.73>\n", 4, ["0.73 is typed into an alternative text"]),
    Case(
        "alt-value",
        '<img src=net.svg alt="a loss of {{tiny.L:.4f}}">\n',
        4,
        ["a {{ in an alternative text"],
    ),
    Case("mathml-capitals", "Some <MATH><mn>1</mn></MATH>.\n", 4, ["a bare <MATH;"]),
    Case("no-comment", "A <!--> here.\n", 4, ["a comment that is not closed"]),
    Case(
        "commented-out",
        "A.\n\n<!-- was:\n\n```text\nB\n```\n",
        6,
        ["a comment that is not closed before the next fence"],
    ),
    Case(
        "indented", "Text:\n\n    ```text\n    A\n    ```\n", 6, ["an indented fence that belongs"]
    ),
    Case(
        "front-matter-value",
        "Text of front-matter-value.\n",
        2,
        ["a {{ in the title, where it is not computed"],
        "---\ntitle: P {{tiny.L}}\nmodel: tiny\n---\n",
    ),
    Case(
        "front-matter-formula",
        "Text of front-matter-formula.\n",
        2,
        ["a $ in the title, where no formula is set"],
        "---\ntitle: The $t$\nmodel: tiny\n---\n",
    ),
    Case(
        "front-matter-latex",
        "Text of front-matter-latex.\n",
        2,
        ["raw LaTeX in the title"],
        "---\ntitle: The \\hat y\nmodel: tiny\n---\n",
    ),
    Case("raw-latex", "Text of raw-latex\nis \\hat y.\n", 5, ["raw LaTeX, \\hat, outside"]),
    Case(
        "front-matter-key",
        "Text of front-matter-key.\n",
        3,
        ["the key modle of the front matter is unknown", "title, description, model"],
        "---\ntitle: P\nmodle: tiny\n---\n",
    ),
    Case(
        "front-matter-list",
        "Text of front-matter-list.\n",
        2,
        ["model of the front matter is ['tiny']; expected a text"],
        "---\nmodel: [tiny]\n---\n",
    ),
    Case(
        "front-matter-number",
        "Text of front-matter-number.\n",
        3,
        ["hide of the front matter is 7; expected a list"],
        "---\nmodel: tiny\nhide: 7\n---\n",
    ),
    Case(
        "front-matter-title",
        "Text of front-matter-title.\n",
        2,
        ["title of the front matter is ['a']; expected a text"],
        "---\ntitle: [a]\n---\n",
    ),
    Case(
        "front-matter-symbols",
        "Text of front-matter-symbols.\n",
        2,
        ["symbols of the front matter is 'x'; expected symbols, each with its meaning"],
        "---\nsymbols: x\n---\n",
    ),
    Case("metadata", "Note: it is small.\n\nText.\n", 1, ["a first line that MkDocs takes"], ""),
    Case("blocks", "/// note\n\nA.\n", 4, ["a block of ///"]),
    Case(
        "front-matter-open",
        "model: tiny\n\n# Open\n",
        1,
        ["front matter that is never closed"],
        "---\n",
    ),
    Case(
        "include-latin1",
        'A picture:\n\n--8<-- "docs/latin1.svg"\n',
        6,
        ["docs/latin1.svg: the byte 0xe9 is not UTF-8", "a picture in UTF-8"],
    ),
    Case(
        "include-decimal",
        '--8<-- "docs/decimal.svg"\n',
        4,
        ["0.29 is typed into the picture docs/decimal.svg"],
    ),
    Case("include-part", '--8<-- "docs/a.svg:part"\n', 4, ["includes no picture that exists"]),
    Case("include-block", "--8<--\n", 4, ["includes no picture that exists"]),
    Case("include-text", '--8<-- "docs/other.txt"\n', 4, ["includes no picture that exists"]),
    Case("include-other", '-8<- "docs/none.svg"\n', 4, ["includes no picture that exists"]),
    Case(
        "words-in-brace",
        fence(r"\hat{s} = \underbrace{h_1 v_1}_{\text{= 99 t}} + h_2 v_2"),
        5,
        ["the words = 99 t under a brace"],
    ),
    Case("log", r"So $\log 2 L = L \cdot \log(2)$." + "\n", 4, [r"how far \log reaches"]),
    Case(
        "behind-an-inequality",
        fence(r"L \leq L + 1 = \frac{1}{2} (\hat{s} - t)^2", "snippet=tiny.L"),
        5,
        ["sides 2 and 3 differ"],
    ),
    Case("worked-out", r"So $t = 0.5 \cdot 0.50 = 0.26$." + "\n", 4, ["0.26 is 0.26, where"]),
    Case(
        "not-what-is-written",
        r"So $\hat{s} \approx 0.303 \cdot 2.0 \approx 0.610$." + "\n",
        4,
        [r"0.610 is 0.61, where 0.303 \cdot 2.0 is 0.606 "],
    ),
    Case(
        "a-number-under-its-symbol",
        r"So $\hat{s} = \underbrace{0.25}_{t} + \hat{s} - 0.25$." + "\n",
        4,
        [r"the brace claims", r"stands below its symbol, \underbrace{t}_{= 0.25}"],
    ),
    Case("a-number-defined", "It is $a = 97$.\n", 4, ["a = 97 defines a, and checks"]),
    Case("pi-defined", r"It is $\pi = 3 t$." + "\n", 4, ["checks nothing"]),
    Case("index-defined", "It is $x_{12} = t$.\n", 4, ["defines x_{12}, which looks like the"]),
    Case("free-index", "It is $q = 2 x_i$.\n", 4, ["defines q by something with a free index"]),
    Case("tiny", r"So $10^{-20} L = 10^{-20} \hat{s}$." + "\n", 4, ["sides 1 and 2 differ"]),
    Case("truncated", "It is {{tiny.L:d}}.\n", 4, ["no whole number"]),
    Case("noise", "It is {{tiny.L:.40f}}.\n", 4, ["at most 17 significant digits"]),
    Case(
        "random",
        "It is {{dice.b:.3f}}.\n",
        4,
        ["computed again"],
        modules={"dice": module("def b(a):\n    return a * np.random.default_rng().normal()")},
    ),
    Case(
        "leaves",
        "It is {{leaves.c:.3f}}.\n",
        4,
        ["raises SystemExit"],
        modules={
            "leaves": module("def b(a):\n    return a\n\n\ndef c(b):\n    raise SystemExit(0)")
        },
    ),
    Case(
        "prints-a-text",
        "It is {{texts.c:.3f}}.\n",
        4,
        ["is not a single number"],
        modules={"texts": module("def b(a):\n    return a\n\n\ndef c(b):\n    return 'b'")},
    ),
    Case(
        "snippet-not-finite",
        fence("b = 2 a", "snippet=endless.c"),
        4,
        ["the snippet endless.c is not finite"],
        "---\nmodel: endless\n---\n",
        {"endless": module("def b(a):\n    return 2 * a\n\n\ndef c(b):\n    return np.inf")},
    ),
    Case(
        "nudge",
        fence(r"\frac{\partial b}{\partial a} = 2 a", "snippet=flat.c .final"),
        4,
        ["a nudge of 0.001 changes b by 1.2e-06, not by 2e-07", "to 5%"],
        "---\nmodel: flat\n---\n",
        {
            "flat": module("def b(a):\n    return a**2\n\n\ndef c(a):\n    return 2 * a").replace(
                '"a": 0.5', '"a": 0.0001'
            )
        },
    ),
    Case(
        "corner-inline",
        r"So $\frac{\partial b}{\partial a} = 0$." + "\n",
        4,
        ["the complex step", "gives 0: b uses abs"],
        "---\nmodel: corner\n---\n",
        {"corner": module("def b(a):\n    return abs(a)")},
    ),
    Case(
        "deep",
        "So $" + "(" * 300 + "t" + ")" * 300 + "$.\n",
        4,
        ["the formula is nested too deeply"],
    ),
]

# What was taken for something else, and passed.
MISTAKEN = [
    Case("relation-first", "It is $= 5 t$.\n", 4, ["a formula that begins with a relation"]),
    Case("approx-first", "It is $\\approx 12.5$.\n", 4, ["a formula that begins with a relation"]),
    Case("less-first", "It is $< t$.\n", 4, ["a formula that begins with a relation"]),
    Case("dots", "For $i = 1, 7, \\dots, 2$.\n", 4, ["the index range i = 1, 7, \\dots, 2"]),
    Case("dots-down", "For $i = 1, 2, \\dots, 1$.\n", 4, ["the index range"]),
    Case("dots-twice", "For $i = 1, \\dots, \\dots, 2$.\n", 4, ["cannot be read"]),
    Case("fact-element", "{{build.equations[3]}}\n", 4, ["build.equations[3], which is a count"]),
    Case("fact-format", "{{build.equations:.4f}}\n", 4, ["build.equations:.4f, which is a count"]),
    Case("sign-alone", "{{tiny.L:+}}\n", 4, ["+ is no format"]),
    Case("whole-digits", "{{tiny.t(t=2):.2d}}\n", 4, [".2d is no format"]),
    Case(
        "computed-format",
        'It was [0.06]{published="a note" computed="tiny.L:.2f"}.\n',
        4,
        ["computed=tiny.L:.2f with a format"],
    ),
    Case("private-use", "A \ue0005\ue001 B.\n", 4, ["the character U+E000, which the build"]),
    Case(
        "account-outside",
        "```account {src=../snippets/tiny.py}\n```\n",
        4,
        ["the account names no data file that exists"],
    ),
    Case("empty-front-matter", "Text below nothing.\n", 1, ["is empty"], "---\n# words\n---\n"),
    Case("empty-number", fence(TRUE, 'snippet=tiny.s number=""'), 4, ["an empty number"]),
    Case("empty-continues", fence("= h_1", 'continues=""'), 4, ["an empty continues"]),
    Case(
        "final-array",
        fence(r"\frac{\partial h_j'}{\partial x_i} = W_{ij}", "snippet=slope.dh_dx .final"),
        5,
        ["a final gradient of h_{j}', which is an array"],
        "---\nmodel: slope\n---\n",
        {
            "slope": TINY.replace(
                "\n\ndef dL_dW", "\n\ndef dh_dx(W):\n    return W.T\n\n\ndef dL_dW"
            )
        },
    ),
    Case("errata-id", "```errata {#x fault=source}\n```\n", 4, ["the directive errata with #x"]),
    Case(
        "odd-date",
        "Text with an odd date.\n",
        1,
        ["the front matter cannot be read: month must be in 1..12"],
        "---\ndate: 2024-13-45\n---\n",
    ),
    Case(
        "past-an-exempt-one",
        fence(TRUE, name="past")
        + "\n"
        + fence(r"t \in \mathbb{R}", 'exempt="a set"', "past-2")
        + "\n"
        + fence("= h_1 v_1 + h_2 v_2", "continues=#past"),
        12,
        ["continues past, and another display stands between"],
    ),
    Case(
        "used-in-what-is-false",
        "Let $c = 2 t$. Then $c + t = 4 t$.\n",
        4,
        ["sides 1 and 2 differ"],
    ),
]

# What is published by another path than prose: numbers of equations, links, attributes.
NUMBERS = [
    Case("typed-number", display("L") + "\nBy (1) it is.\n", 8, ["number 1 in the text", "[](#"]),
    Case("old-number", display("L") + "\nBy (12) it is.\n", 8, ["the number 12 in the text"]),
    Case("named-number", display("L") + "\nBy Eq. 3 it is.\n", 8, ["the number 3 in the text"]),
    Case("tight-number", display("L") + "\nBy Eqn.3 it is.\n", 8, ["the number 3 in the text"]),
    Case("bold-number", display("L") + "\nEquation **3** is.\n", 8, ["the number 3 in the text"]),
    *(
        Case(f"typed-{name}", display("L") + f"\n{text}\n", 8, [f"the {says} in "])
        for name, text, says in [
            ("list", "By (3, 4) it is.", "numbers 3, 4"),
            ("tight-list", "By (3,4) it is.", "numbers 3,4"),
            ("range", "By (3)\u2013f it is.", "number 3"),
            ("dashes", "By (3--5) it is.", "numbers 3--5"),
            ("and", "By (3 and 4) it is.", "numbers 3 and 4"),
            ("emphasis", "By (*3*) it is.", "number 3"),
            ("tags", "By (<b>3</b>) it is.", "number 3"),
            ("entity", "By eq. &#51; it is.", "number 3"),
            ("hash", "By formula #3 it is.", "number 3"),
            ("alternative", "![By (3)](a.png)", "number 3"),
            ("title", '[A](https://a.org "by (3)")', "number 3"),
            ("alone", "(3) Not the first of a list", "number 3"),
            ("spaces", "By ( 3 ) it is.", "number 3"),
            ("wide", "By （3） it is.", "number 3"),
            ("enclosed", "By ⑶ it is.", "number 3"),
            ("braces", "By {3} it is.", "number 3"),
            ("angles", "By ⟨3⟩ it is.", "number 3"),
            ("circled", "By ③ it is.", "number 3"),
            ("circled-black", "By ❸ it is.", "number 3"),
            ("ordinal", "By Nº 3 it is.", "number 3"),
            ("identity-no", "By identity no. 3 it is.", "number 3"),
            ("brackets", "By [3] it is.", "number 3"),
            ("no", "By No. 3 it is.", "number 3"),
            ("numero", "By № 3 it is.", "number 3"),
            ("relation", "By relation 3 it is.", "number 3"),
            ("identity", "By identities 3 and 4 it is.", "number 3"),
        ]
    ),
    Case("typed-elsewhere", "By eqs. (3) and (4) it is.\n", 4, ["the number 3 in the text"]),
    Case("typed-in-a-link", "By [equation 3](https://a.org).\n", 4, ["the number 3 in the text"]),
    Case(
        "typed-attribute",
        fence(r"t \in \mathbb{R}", 'exempt="By equation 3"'),
        4,
        ["the number 3 in an attribute"],
    ),
    Case("hard-number", display("L") + "\nEQUATION&nbsp;no. 3 is.\n", 8, ["the number 3 in"]),
    Case(
        "linked-number",
        display("L") + "\nBy [equation (2)](#linked-number) it is.\n",
        8,
        ["the number 2 in a link's text for the equation linked-number; expected 1"],
    ),
    Case(
        "linked-relation",
        display("L") + "\nBy [relation 7](#linked-relation) it is.\n",
        8,
        ["the number 7 in a link's text for the equation linked-relation; expected 1"],
    ),
    Case(
        "drawn-number",
        display("L") + '\n--8<-- "docs/drawn.svg"\n',
        8,
        ["the number 1 in the picture docs/drawn.svg", 'data-equation="drawn-number"'],
    ),
    Case(
        "misdrawn-number",
        '--8<-- "docs/misdrawn.svg"\n',
        4,
        ["the number 7 in the picture docs/misdrawn.svg for the equation good-s; expected 3"],
    ),
    Case("single-quotes", "Let $t${exempt='why'}.\n", 4, ["{exempt='why'}, which belongs"]),
    Case(
        "single-quoted",
        fence(TRUE, "snippet='tiny.s'"),
        4,
        ["snippet='tiny.s' in single", 'snippet="tiny.s"'],
    ),
    *(
        Case(
            f"id-{name}",
            fence(TRUE, name=odd),
            4,
            [f"the id {odd}; expected a letter, then letters"],
        )
        for name, odd in {"dot": "a.b", "colon": "eq:s", "umlaut": "über", "digit": "1a"}.items()
    ),
    Case(
        "elsewhere",
        "See [it](other.md#good-s).\n",
        4,
        ["a link to good-s on docs/other.md, where it is not; expected docs/good.md"],
    ),
    Case("link-title", '[it](good.md#good-s "of 0.5")\n', 4, ["0.5 is typed into a title"]),
    Case("digit-before", "It is 1{{tiny.L:.4f}}.\n", 4, ["a digit typed on to {{tiny.L:.4f}}"]),
    Case("digit-behind", "It is {{tiny.L:.4f}}7.\n", 4, ["a digit typed on to {{tiny.L:.4f}}"]),
]

CASES = [
    *HIDDEN,
    *NUMBERS,
    *MISTAKEN,
    *LATEX,
    *SYMBOLS,
    *VALUES,
    *BINDINGS,
    *ATTRIBUTES,
    *FENCES,
    *MARKDOWN,
    *REFUTED,
    *CONTINUED,
    *INDICES,
    *LINTS,
    *PRINTED,
    *NUDGES,
]


def module_error(name: str, text: str, line: int, *says: str) -> tuple[str, str, int, list[str]]:
    return name, text, line, list(says)


GRADIENT = "def b(a):\n    return 2 * a"
MODULES = [
    module_error(
        "imports_late",
        module("def b(a):\n    from math import exp\n\n    return exp(a)"),
        7,
        "b imports something when it is called",
    ),
    module_error(
        "no_such_function",
        module(GRADIENT).replace('"b": (', '"g": ("g", "function", "any"), "b": ('),
        10,
        "the notation names g, which is neither an input nor a function",
    ),
    module_error(
        "no_such_axis",
        module(GRADIENT + "\n\n\ndef c(b):\n    return np.array([b])").replace(
            '"b": (', '"c": ("c_k", "hiden", "an array"), "b": ('
        ),
        14,
        "the axis hiden of c has no size",
    ),
    module_error("syntax", "def b(a:\n    return a\n", 1, "raises SyntaxError"),
    module_error("raises_at_once", "x = 1\n\nx / 0\n", 3, "raises ZeroDivisionError"),
    module_error("imports", "import numpyy\n", 1, "No module named 'numpyy'"),
    module_error("exits", "import sys\n\nsys.exit()\n", 3, "raises SystemExit"),
    module_error(
        "prints_at_once",
        module("def b(a):\n    return a") + "print(1)\n",
        13,
        "the module prints '1' while it is loaded",
        "expected a module that prints nothing",
    ),
    module_error("undeclared", "def b(a):\n    return a\n", 1, "no NOTATION"),
    module_error(
        "leaks",
        module("def db_da():\n    return 2.0\n\n\ndef b(a, db_da):\n    return a * db_da"),
        10,
        "the forward function b takes db_da",
        "inputs of EXAMPLE and earlier values of FORWARD",
    ),
    module_error(
        "forward_raises",
        module("def b(a):\n    return a.b"),
        7,
        "the module raises AttributeError: 'float' object has no attribute 'b'",
    ),
    module_error(
        "forward_prints",
        module("def b(a):\n    print(a)\n    return a"),
        7,
        "b in the module prints '0.5'",
        "expected a module that prints nothing",
    ),
    module_error(
        "axes",
        module(GRADIENT).replace('("b", "scalar"', '("b_i", "input"'),
        10,
        "b has the shape ()",
        "the axes input",
    ),
    module_error(
        "indices",
        module(GRADIENT).replace('("b", "scalar"', '("b_{ij}", "input"'),
        10,
        "2 indices for 1 axes",
    ),
    module_error(
        "no_such_name",
        module(GRADIENT).replace('"b": (', '"c": ('),
        10,
        "the notation names c, which is neither an input nor a function",
    ),
    module_error(
        "odd_notation",
        module(GRADIENT).replace('("b", "s', '("b +", "s'),
        10,
        "the notation b + of b",
        "one symbol",
    ),
    module_error(
        "beside_meaning",
        module(GRADIENT).replace('"follows"', '"twice $a$2"'),
        10,
        "the meaning of b: 2 is typed on to $a$",
    ),
    module_error(
        "decimal_meaning",
        module(GRADIENT).replace('"follows"', '"0.5 a"'),
        10,
        "a decimal number in the meaning of b: 0.5 a",
        "words",
    ),
]

PICTURES = {
    "latin1": "<svg><text>caf\xe9</text></svg>",
    "decimal": '<svg aria-label="a loss of 0.29"/>',
    "drawn": "<svg><text>(1)</text></svg>",
    "related": "<svg><text>=</text><text>a<tspan>&#61;</tspan>b</text></svg>",
    "misdrawn": '<svg><text data-equation="good-s">(7)</text></svg>',
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str]]]:
    """What the real command says of a site with all these pages: line and message by file."""
    pages: dict[str, str | bytes] = {"good": GOOD}
    modules = {name: text for name, text, _, _ in MODULES}
    for case in CASES:
        body = case.body if isinstance(case.body, bytes) else case.body.encode()
        pages[case.name] = case.head.encode() + body.replace(b"#ID ", b"#%b " % case.name.encode())
        modules |= case.modules
    assert len(pages) == len(CASES) + 1
    site = tiny_site(tmp_path_factory.mktemp("bad") / "site", pages, modules)
    for name, svg in PICTURES.items():
        (site / "docs" / f"{name}.svg").write_text(svg, encoding="latin-1")
    result = check(site)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    found: dict[str, list[tuple[int, str]]] = {}
    for line in result.stderr.splitlines():
        error = ERROR.fullmatch(line)
        assert error, line
        found.setdefault(error["path"], []).append((int(error["line"]), line))
    errors = sum(map(len, found.values()))
    assert result.stdout.startswith(f"{errors} errors; ")
    return found


def in_order(pieces: list[str], text: str) -> bool:
    return bool(re.search(".*".join(map(re.escape, pieces)), text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page(told: dict[str, list[tuple[int, str]]], case: Case) -> None:
    ((line, message),) = told[f"docs/{case.name}.md"]
    assert in_order(case.says, message), message
    assert line == case.line


@pytest.mark.parametrize(("name", "text", "line", "says"), MODULES, ids=[m[0] for m in MODULES])
def test_module(
    told: dict[str, list[tuple[int, str]]], name: str, text: str, line: int, says: list[str]
) -> None:
    ((found, message),) = told[f"snippets/{name}.py"]
    assert in_order(says, message), message
    assert found == line


def test_nothing_else_is_said(told: dict[str, list[tuple[int, str]]]) -> None:
    pages = {f"docs/{case.name}.md" for case in CASES}
    assert set(told) == pages | {f"snippets/{name}.py" for name, _, _, _ in MODULES}


def only_error(folder: Path, pages: dict[str, str | bytes], **modules: str) -> str:
    """The one error of a site."""
    (complaint,) = registry_of(tiny_site(folder / "site", pages, modules)).all_complaints()
    return str(complaint)


@pytest.mark.slow
def test_what_is_right_passes(tmp_path: Path) -> None:
    result = check(tiny_site(tmp_path / "site", {"good": GOOD}))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "8 equations checked, 1 refuted as they must be, 0 exempt; 0 inline formulas checked\n"
    )


@pytest.mark.slow
def test_numbers_of_equations_that_are_checked_pass(tmp_path: Path) -> None:
    """So do years, calls, numbers in formulas and code, and what another work is quoted for."""
    page = GOOD + (
        '\n[Equation (4)](#good-L) of (2024), `(4)`, f(4), (say), a [(4)]{published="a note"}.\n'
        '\n--8<-- "docs/drawn.svg"\n\n![A](drawn.svg)\n'
        "\n(1) First, on (0, 1),\n\n(2) second, of (1986, 1988).\n\n- (1) A\n- (2) B\n\n1) C\n"
        "\nA [4], [4][a], [4](https://a.org), a[4], {4, 5}, { 0 }, the number 4, no 4 of it.[^4]\n"
        "\n[^4]: A\n\n[4]: https://a.org\n[a]: https://a.org\n"
    )
    none = "First (1), then (2), the equation of 1987, formulas of 3 kinds.\n"
    site = tiny_site(tmp_path / "site", {"good": page, "none": none})
    svg = '<svg><text data-equation="good-s">(3)</text><text>W<tspan>(1)</tspan></text></svg>'
    (site / "docs" / "drawn.svg").write_text(svg, encoding="utf-8")
    assert registry_of(site).all_complaints() == []


@pytest.mark.slow
def test_what_is_no_decimal_passes(tmp_path: Path) -> None:
    page = (
        "# A\n\nIt is 1,2,3 of 10,000 and 1,234,567 on (0,1), [0,1) or {-1,1}: `f(0,1,x)`,"
        " of [0,5), (0, 5), (3,14), 1,000,250,"
        " `a[0,1]`. See <https://arxiv.org/abs/1412.6980>, https://arxiv.org/abs/1412.6980,"
        " [b](https://arxiv.org/abs/1412.6980) and [c].\n\n[c]: https://arxiv.org/abs/1412.6980\n"
        "[d]: https://a.org/#good-s\n"
        "\n<img src=a.png alt=''>\n"
    )
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": page})
    assert registry_of(site).all_complaints() == []


@pytest.mark.slow
def test_single_braces_that_name_no_value_pass(tmp_path: Path) -> None:
    page = "# A\n\nSee `{tiny.L:.3f}`, {a, b}, {…} and [it](#a){.wide}.\n{: .note #b }\n"
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": page})
    assert registry_of(site).all_complaints() == []


def test_a_snippet_that_returns_nothing_is_named_at_its_line(tmp_path: Path) -> None:
    text = module("def b(a):\n    return 2 * a\n\n\ndef c(a):\n    2 * a")
    page = "---\nmodel: silent\n---\n{{silent.c:.3f}}\n\n" + fence("b = 2 a", "snippet=silent.c")
    message = only_error(tmp_path, {"a": page}, silent=text)
    assert message.startswith("snippets/silent.py:10: c returns nothing")


def test_links_to_equations_of_other_pages_pass(tmp_path: Path) -> None:
    page = (
        '# A\n\n[x](good.md#good-s "the sum"), [](good.md#good-s), [y](#good-s "the sum"), '
        "[the $t$](good.md#good).\n"
    )
    head = "---\nmodel: tiny\n---\n"
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": head + page})
    assert registry_of(site).all_complaints() == []


def test_unbound_snippet(tmp_path: Path) -> None:
    extra = TINY.replace("\n\ndef dL_dv", "\n\ndef stray(t):\n    return t\n\n\ndef dL_dv")
    line = extra[: extra.index("def stray")].count("\n") + 1
    message = only_error(tmp_path, {"good": GOOD}, tiny=extra)
    assert message.startswith(f"snippets/tiny.py:{line}: nothing shows the snippet stray")


def test_too_many_exemptions(tmp_path: Path) -> None:
    page = GOOD + '\n```math {#free exempt="a definition"}\n\\hat{s} \\in \\mathbb{R}\n```\n'
    message = only_error(tmp_path, {"a": page})
    line = page[: page.index("```math {#free")].count("\n") + 1
    assert message.startswith(f"docs/a.md:{line}: with this one 1 of 10 formulas are exempt")


def test_a_broken_snippet_is_named_once(tmp_path: Path) -> None:
    """What needs a broken module repeats nothing."""
    page = GOOD + "\n```notation {model=tiny}\n```\n\n```model {name=tiny}\n```\n"
    broken = TINY.replace("return s - t", "return s -")
    message = only_error(tmp_path, {"good": page}, tiny=broken)
    assert message.startswith("snippets/tiny.py:23: the module raises SyntaxError")


def test_a_false_equation_is_named_once(tmp_path: Path) -> None:
    """Neither its refuted twin nor a reference to it repeats that it is false."""
    page = GOOD.replace("(\\hat{s} - t) v_j f'(h_j') x_i", "(\\hat{s} - t) v_j x_i")
    assert "sides 1 and 2 differ" in only_error(tmp_path, {"good": page})


def test_what_an_editor_leaves_beside_its_files_is_no_page(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD, ".hidden": "It is 0.5.\n"})
    (site / "docs" / "data").mkdir()
    for name in ("docs/good.md", "docs/net.svg", "docs/data/a.csv", "snippets/tiny.py"):
        file = site / name
        file.with_name(f".#{file.name}").symlink_to("nobody@nowhere")
    assert registry_of(site).all_complaints() == []


def test_two_pages_with_the_same_text(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {"good": GOOD, "one": "# A\n\nB.\n", "two": "# A\n\nB.\n"}
    assert "docs/two.md:1: the same text as docs/one.md" in only_error(tmp_path, pages)


def test_line_ends_and_byte_order_marks_do_not_shift_lines(tmp_path: Path) -> None:
    raw = GOOD.replace("v_j f'(h_j') x_i", "v_j x_i").replace("\n", "\r\n").encode("utf-8-sig")
    line = GOOD[: GOOD.index("v_j f'(h_j') x_i")].count("\n") + 1
    assert only_error(tmp_path, {"good": raw}).startswith(f"docs/good.md:{line}: sides 1 and 2")
