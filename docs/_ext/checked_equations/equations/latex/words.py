"""Names of several letters, which LaTeX writes like a product of them."""

from typing import Any

import lark

from ..notation.vocabulary import COMMANDS, STANDARD, WELL_KNOWN, Vocabulary
from .fonts import letters_of, place
from .names import accent_of
from .unread import unreadable


def joined(children: list[Any], vocabulary: Vocabulary) -> list[Any]:
    """The factors of a product, with one symbol for the letters of each name. Raises Problem."""
    found: list[Any] = []
    place = 0
    while place < len(children):
        run = _run(children, place)
        name, length = _name(run, vocabulary)
        behind = children[place + len(run)] if place + len(run) < len(children) else None
        if not name and _is_group(behind) and not _known(run, vocabulary):
            name, length = _function("".join(run)), len(run)
        if not name:
            _check_is_no_word(run, vocabulary)
            found.extend(letters_of(children[place], vocabulary))
            length = 1
        else:
            if _known(run[:length], vocabulary):
                raise unreadable(
                    f"{name} is a declared name, and a product of declared ones too",
                    rf"write \text{{{name}}} for the name, or \cdot between the factors",
                    run[0].start_pos or 0,
                )
            found.append(_symbol(name, children[place : place + length]))
        place += length
    return found


def _run(children: list[Any], place: int) -> list[lark.Token]:
    """The letters that stand side by side from here; only the last may be decorated."""
    run: list[lark.Token] = []
    for child in children[place:]:
        decorated = isinstance(child, lark.Tree) and child.data == "decorated"
        inner = child.children[0] if decorated else child
        if not (isinstance(inner, lark.Tree) and inner.data in ("symbol", "accent")):
            break
        if inner.data == "accent":  # at the end of a name only: `d\hat{x}`
            last = _accented(inner)
            run += [last] if run and last is not None else []
            break
        token = inner.children[0]
        if not isinstance(token, lark.Token) or token.type not in ("LETTER", "GREEK"):
            break
        run.append(token)
        if decorated:
            break
    return run


def _accented(node: lark.Tree[lark.Token]) -> lark.Token | None:
    """A letter with its accent, as the end of a name."""
    sign, letter = node.children
    while isinstance(letter, lark.Tree) and len(letter.children) == 1:
        letter = letter.children[0]
    if not isinstance(letter, lark.Token) or letter.type not in ("LETTER", "GREEK"):
        return None
    token = lark.Token("ACCENT", rf"\{accent_of(str(sign))}{{{letter}}}", node.meta.start_pos)
    token.end_pos = node.meta.end_pos
    return token


def _name(run: list[lark.Token], vocabulary: Vocabulary) -> tuple[str, int]:
    """The longest declared name that the letters begin with."""
    for length in range(len(run), 1, -1):
        name = vocabulary.words.get(tuple(map(str, run[:length])))
        if name or (vocabulary.declaring and _adjacent(run[:length]) == length):
            return name or _spelled(run[:length]), length
    return "", 1


def _spelled(run: list[lark.Token]) -> str:
    r"""The letters as a name; a blank ends the \Delta of `\Delta W`."""
    parts = [f"{token} " if token.type == "GREEK" else str(token) for token in run]
    return "".join(parts).strip()


def _function(word: str) -> str:
    """The function that every notation may call by this word; '' for any other word."""
    if word in STANDARD:
        return f"\\{word}"
    return word if word in WELL_KNOWN else ""


def _known(letters: list[lark.Token], vocabulary: Vocabulary) -> bool:
    return all(str(letter) in vocabulary.declared for letter in letters)


def _check_is_no_word(run: list[lark.Token], vocabulary: Vocabulary) -> None:
    run = [token for token in run if token.type != "ACCENT"]
    length = _adjacent(run)
    word = run[:length]
    if length >= 3 and all(t.type == "LETTER" for t in word) and not _known(word, vocabulary):
        name = "".join(word)
        raise unreadable(
            f"{name} is a name that is not declared, or a product of {', '.join(word)}",
            rf"write \{name}"
            if name in COMMANDS
            else rf"declare {name}, write \text{{{name}}} for words, or put blanks between factors",
            run[0].start_pos or 0,
        )


def _adjacent(run: list[lark.Token]) -> int:
    """How many letters stand without a blank between them; one behind a command ends that."""
    length = 1
    while length < len(run) and (
        run[length - 1].end_pos == run[length].start_pos or run[length - 1].type == "GREEK"
    ):
        length += 1
    return length


def _is_group(child: Any) -> bool:
    while isinstance(child, lark.Tree) and child.data == "decorated":
        child = child.children[0]
    return isinstance(child, lark.Tree) and child.data == "group"


def _symbol(name: str, parts: list[Any]) -> lark.Tree[lark.Token]:
    """The tree of one symbol in the place of these, with the decorations of the last."""
    kind = "FUNCTION" if name[1:] in STANDARD else "WORD"
    last = parts[-1]
    decorated = last.data == "decorated"
    inner = last.children[0] if decorated else last
    tree = lark.Tree(
        "function" if kind == "FUNCTION" else "symbol",
        [lark.Token(kind, name)],
        place(parts[0].meta.start_pos, inner.meta.end_pos),
    )
    if not decorated:
        return tree
    meta = place(parts[0].meta.start_pos, last.meta.end_pos)
    return lark.Tree("decorated", [tree, *last.children[1:]], meta)
