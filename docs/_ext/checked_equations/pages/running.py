"""The rules for running text: what a place on a page may be, and what is done with it."""

import os.path
import re
from pathlib import Path
from urllib.parse import unquote

from .directives import INLINE
from .directives.reference import Definition
from .pictures import read_picture
from .prose import unescaped
from .reader import Reader, Rule, refused
from .registry import Place

_SVG = re.compile(r"(?<![^\s(<\"'=])(?!\w+:|/)[^\s()<>\"'=#?]+\.(?i:svg)(?![\w.])")
_ALT = re.compile(r"\salt\s*=", re.IGNORECASE)
_TITLE = re.compile(r"""(?<=\s)(?:"([^"]*)"|'([^']*)')[ \t]*\)$""")


def _nothing(reader: Reader, found: re.Match[str], place: Place) -> None:
    """Nothing to check: it is shown literally."""


def _comment(reader: Reader, found: re.Match[str], place: Place) -> None:
    """Hidden, if Markdown takes it for a comment too."""
    if _BLANK.search(found[0]) and not _LINE_START.search(found.string[: found.start()]):
        reader.refuse(
            place.line,
            "a comment with a blank line that begins within a line, which Markdown shows",
            "a comment that begins its line, or has no blank line",
            "begin it on a line of its own",
        )


def _alternative(reader: Reader, found: re.Match[str], place: Place) -> None:
    if not found["alternative"].strip():
        reader.refuse(
            place.line,
            "a picture without an alternative text",
            "![what it shows](….svg)",
            "say in words what it shows",
        )
    reader.prose.bare(unescaped(found["alternative"]), place.line, "an alternative text")


def _definition(reader: Reader, found: re.Match[str], place: Place) -> None:
    reader.prose.bare(found["words"], place.line, "the definition of a link")
    _pictures(reader, found["aim"], place)
    path, _, name = found["aim"].strip("<>").partition("#")
    if name and ":" not in path:  # on this site
        reader.add(Definition(place, found["words"], name, path, ""))


def _code(reader: Reader, found: re.Match[str], place: Place) -> None:
    reader.prose.text(found[0], place.line, "inline code")


def _address(reader: Reader, found: re.Match[str], place: Place) -> None:
    if title := _TITLE.search(found[0]):
        reader.prose.bare(unescaped(title[1] or title[2] or ""), place.line, "a title")
    _pictures(reader, found[0], place)


def _pictures(reader: Reader, addresses: str, place: Place) -> None:
    """The words of the pictures of this site that a link, an image or a tag names."""
    for name in _SVG.findall(addresses):
        folder = (reader.options.root / reader.page.path).parent
        file = Path(os.path.normpath(folder / unquote(name)))
        if file.is_file() and file.is_relative_to(reader.options.docs):
            read_picture(reader.page, reader.options, file, place.line)


def _tag(reader: Reader, found: re.Match[str], place: Place) -> None:
    if _BLANK.search(found[0]):
        reader.refuse(
            place.line, "a tag with a blank line in it", "a tag in one paragraph", "close it there"
        )
    if found["element"].lower() == "img" and not _ALT.search(found[0]):
        reader.refuse(
            place.line,
            "an <img> without an alternative text",
            'alt="what it shows"; of a mere ornament alt=""',
            "say in words what it shows",
        )
    if not found["closing"]:
        reader.still(found["element"], found[0], place.line)
    reader.aloud(found[0], place.line)
    _pictures(reader, found[0], place)
    reader.tags.take(found, place.line)


_LINES = r"(?:(?!\n[ \t]*\n).)"  # any characters of one paragraph

_BLANK = re.compile(r"\n[ \t]*\n")
_LINE_START = re.compile(r"(?:^|\n) {0,3}$")
# The same in inline code, which ends with its list item, its row of a table, and so on.
_CODE_LINES = r"(?:[^\n]|\n(?![ \t]*(?:\n|[-*+>#|:=<]|\d+\.[ \t]|!!!|\?\?\?|\[\^)))"
_ATTRIBUTE = r"""\s+[\w:.@-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?"""
# Rules for what a heading cannot have.
NO_TEXT = ("inline", "published", "reference")
# Rules for what takes no room.
UNSEEN = ("comment", "tag")

# The first rule that fits a place holds.
RULES = {
    rule.name: rule
    for rule in (
        Rule("comment", r"<!--(?!-?>)(?:(?!--!?>|<!--).)*-->", _comment),
        Rule(
            "open",
            r"<!--",
            refused(
                "a comment that is not closed before the next fence, or has nothing in it, "
                "or holds <!-- or --!>",
                "<!-- words -->",
                "close the comment, or remove the fence that it hides",
            ),
        ),
        Rule("escaped", r"\\[$`]|(?<!\\)(?:\\\\)+(?=[$`])", _nothing),
        Rule("code", rf"(?P<ticks>`+)(?!`){_CODE_LINES}+?(?<!`)(?P=ticks)(?!`)", _code),
        Rule(
            "display",
            r"(?P<opened>\$\$|\\\[|\\\(|\\begin\{|<(?i:math)\b)"
            rf"(?:{_LINES}*?(?:\$\$|\\\]|\\\)|\\end\{{\w+\*?\}}|</(?i:math)>))?",
            refused(
                "a bare {opened}",
                "displayed formulas in a ```math fence, inline ones in $…$",
                "put the formula into a fence with an id and a snippet",
            ),
        ),
        Rule("image", r"!\[(?P<alternative>[^\]\n]*)(?=\])", _alternative),
        Rule(
            "definition",
            r"(?:(?<![^\n])|(?<=\n[ ])|(?<=\n[ ]{2})|(?<=\n[ ]{3}))\[(?!\^)[^\]\n]+\]:"
            r"[ \t]*(?P<aim><[^>\n]*>|[^\s$`{}]*)(?P<words>[^\n]*)",
            _definition,
        ),
        *INLINE,
        Rule(
            "stray",
            r"(?P<misplaced>\{[ ]*(?:exempt|published|computed)\b[^}\n]*\}?"
            r"|(?<=[^\\]\$)\{[^}\n]*\})",
            refused(
                "{misplaced}, which belongs to nothing",
                'directly behind a formula {exempt="…"}, behind a figure in brackets '
                '{published="…" computed="…"}',
                "correct its name, use double quotation marks, and put no space before it",
            ),
        ),
        Rule(
            "unlabelled",
            r"(?<!\\)\[\s*\](?=\()",
            refused(
                "a link without a text, which nobody sees, and no reference that is understood",
                '[](#id) or [](page.md#id "title") for the number of an equation; [text](…)',
                "correct the reference, or write a text between the brackets",
            ),
        ),
        Rule(
            "spaced",
            r"(?P<loose>(?<!\w)\$(?:[ \t]+[^$\n]+?[ \t]*|[^\s$][^$\n]*?[ \t]+)\$(?!\w))",
            refused(
                "{loose} with spaces inside its dollar signs, which is no formula so",
                "inline math in $…$, without a space behind the first or before the second $",
                r"remove the spaces, or write \$ for the sign",
            ),
        ),
        Rule(
            "dollar",
            r"\$",
            refused(
                "a $ without its partner",
                "inline math in $…$",
                r"close the formula, or write \$ for the sign",
            ),
        ),
        Rule(
            "single",
            r"(?P<literal>(?<!\{)\{[ \t]*[a-zA-Z_]\w*\.[a-zA-Z_][^{}\n]*\})(?!\})",
            refused(
                "{literal} in single braces, which is shown as it is typed",
                "a value in {{…}}",
                "write {{ and }}, or put it into inline code",
            ),
        ),
        Rule(
            "braces",
            r"(?P<pair>\{\{|\}\})[^{}\n]*\}?",
            refused(
                "a {pair} without its partner",
                "values in {{…}}",
                "close the value, or put the braces into inline code",
            ),
        ),
        Rule(
            "address",
            r"\]\((?:[^)\s]*[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*')[ \t]*|[^)\n]*)\)"
            r"|<(?:https?://|[^\s<>@]+@)[^\s<>]*>",
            _address,
        ),
        Rule(
            "tag",
            rf"<(?P<closing>/?)(?P<element>[a-zA-Z][\w:-]*)(?:{_ATTRIBUTE})*\s*(?P<empty>/?)>",
            _tag,
        ),
        Rule(
            "less",
            r"<(?=[a-zA-Z/?!])",
            refused(
                "a < that begins no tag which Markdown and browsers read alike",
                'a tag such as <br> or <a href="…">, or the sign <',
                "correct the tag; for the sign write &lt; or put a space behind it",
            ),
        ),
    )
}
# The signs that a rule can begin with come first: most characters are none of them.
RUNNING = re.compile(
    r"(?=[<\\`$!\[\]{}])(?:"
    + "|".join(f"(?P<{rule.name}>{rule.pattern})" for rule in RULES.values())
    + ")",
    re.DOTALL,
)
