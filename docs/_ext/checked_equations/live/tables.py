"""The tables of the grammar's parser as numbers, which `parse.js` is driven by."""

import itertools
import json
from collections.abc import Container, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..equations.latex import parse
from ..files import Store

_GRAMMAR = Path(parse.__file__).with_name("latex.lark")
# What the browser does not read. Each begins with a sign that nothing else has. Without them the
# tables are a quarter smaller.
_UNREAD = frozenset(
    (
        *("matrix", "cases", "over", "under", "listed", "dots", "indicator", "alphabet"),
        *("partial_over", "higher_over", "fraction_over"),
        *("mention", "_signed", "_signed_term", "over_all", "gradient", "at"),
    )
)
# What begins some of it could be read as a name, and is refused instead.
_LIKE_NAMES = frozenset(("OVER", "INDICATOR"))
# What bars are, which no pattern tells.
_BARS = ("NORM", "NORM_END")


def _version() -> bytes:
    """What the tables depend on."""
    return version("lark").encode() + _GRAMMAR.read_bytes() + Path(__file__).read_bytes()


_made = Store(_version)
keep_in, save = _made.keep_in, _made.save


def tables() -> str:
    """What `parse.js` needs, as JSON, kept from process to process."""
    return str(_made.get("tables", _make))


def _make() -> str:
    """The tables of the grammar.

    Symbols are numbered, terminals first, in the order in which the lexer tries them. A state has
    its reductions, each with its lookahead, its shifts and what follows a reduction; many states
    share the last two, and lookaheads, which are listed once.
    """
    made: Any = parse.parser()
    table, lexer = made.parser.parser._parse_table, made.parser.lexer.lexer.root_lexer
    rules, origins = _read(made.rules, {*(t.name for t in lexer.terminals), *_BARS})
    used = {symbol.name for rule in rules for symbol in rule.expansion}
    used |= {*lexer.ignore_types, *_LIKE_NAMES, "DOUBLE_BAR"}
    terminals = [terminal for terminal in lexer.terminals if terminal.name in used]
    names = [*(terminal.name for terminal in terminals), *_BARS, "$END"]
    number = {name: place for place, name in enumerate((*names, *origins))}
    rows = _reached(table.states, table.start_states["chain"], {*number} - _LIKE_NAMES)
    state_number = {state: place for place, state in enumerate(rows)}
    lookaheads, shifts, gotos = _Numbered(), _Numbered(), _Numbered()
    states = []
    for row in rows.values():
        reductions: dict[Any, list[int]] = {}
        shift: list[int] = []
        goto: list[int] = []
        for name in sorted(row, key=number.__getitem__):
            action, argument = row[name]
            if action.name == "Reduce":
                reductions.setdefault(argument, []).append(number[name])
            else:
                moves = goto if name in origins else shift
                moves.extend((number[name], state_number[argument]))
        reduced = [[rules.index(rule), lookaheads[at]] for rule, at in reductions.items()]
        states.append([shifts[shift], gotos[goto], *itertools.chain(*reduced)])
    return json.dumps(
        {
            "patterns": [terminal.pattern.to_regexp() for terminal in terminals],
            "literals": {
                t.pattern.value: number[t.name] for t in terminals if t.pattern.type == "str"
            },
            "ignored": sorted(number[name] for name in lexer.ignore_types),
            "always": sorted(number[name] for name in (*_LIKE_NAMES, "DOUBLE_BAR")),
            "names": names,
            "rules": [_rule(rule, number) for rule in rules],
            "lookaheads": list(lookaheads),
            "shifts": list(shifts),
            "gotos": list(gotos),
            "states": states,
            "start": 0,
            "end": state_number[table.end_states["chain"]],
        },
        separators=(",", ":"),
    )


def _read(rules: Iterable[Any], terminals: Container[str]) -> tuple[list[Any], list[str]]:
    """The rules that the browser reads, and what they make."""
    found = [rule for rule in dict.fromkeys(rules) if not {rule.alias, rule.origin.name} & _UNREAD]
    while True:
        origins = {rule.origin.name for rule in found}
        made = [
            rule
            for rule in found
            if all(
                symbol.name in (origins if not symbol.is_term else terminals)
                for symbol in rule.expansion
            )
        ]
        if len(made) == len(found):
            return made, sorted(origins)
        found = made


def _reached(states: Any, start: int, symbols: Container[str]) -> dict[int, dict[str, Any]]:
    """The rows of the states that are reached by these symbols, with these alone."""
    rows: dict[int, dict[str, Any]] = {}
    coming = [start]
    for state in coming:
        if state not in rows:
            rows[state] = {s: action for s, action in states[state].items() if s in symbols}
            coming += [
                argument for action, argument in rows[state].values() if action.name == "Shift"
            ]
    return rows


class _Numbered(dict[tuple[int, ...], int]):
    """Lists by their numbers, each once."""

    def __getitem__(self, numbers: Any) -> int:
        return self.setdefault(tuple(numbers), len(self))


def _rule(rule: Any, number: dict[str, int]) -> list[Any]:
    """Its symbol, its length, which of its children are left out, and what it makes.

    That is its name, none where its only child stands for it, and _ where its parent takes them.
    """
    left_out = [i for i, s in enumerate(rule.expansion) if s.is_term and s.filter_out]
    only_child = rule.options.expand1 and not rule.alias
    name = rule.alias or rule.origin.name
    made = "" if only_child else "_" if name.startswith("_") else name
    return [number[rule.origin.name], len(rule.expansion), made, *left_out]
