"""From the registry to HTML: equation cards, marks in plain words, values, tables."""

import html
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .errors import PageError, Problem
from .mutants import OPERATORS
from .mutation import OUTCOMES
from .pages import DIRECTIVES, Item, Page
from .registry import VERDICTS, Equation, Registry
from .typeset import TypesetError, Typesetter
from .values import Nudge, pretty
from .verify import Report, digits

_FAULTS = {
    "source": "Wrong in the source",
    "transcription": "Wrong in one transcription, right in the other",
    "undecided": "Wrong in one transcription, and the other has no such line",
    "alternative-text": "Wrong in an image's alternative text only",
    "elsewhere": "Published, and right by now",
    "practice": "Made up for practice",
}
# A reading error would only interrupt a derivation.
_FOLDED = ("transcription", "undecided", "alternative-text")
_STAGE_NAMES = {"hidden": "hidden layer", "output": "output layer", "loss": "loss"}


@dataclass(frozen=True)
class Piece:
    """HTML for a stretch of a page's body, or plain text for it where `kind` is "text"."""

    start: int
    end: int
    html: str
    kind: Literal["block", "inline", "text"] = "block"
    indent: str = ""


class PageRenderer:
    """Renders one page."""

    def __init__(self, registry: Registry, page: Page, typesetter: Typesetter) -> None:
        self.registry = registry
        self.page = page
        self.typeset = typesetter

    def pieces(self) -> list[Piece]:
        """Everything on the page that is replaced, in order."""
        found = [piece for item in self.page.items if (piece := self.piece(item))]
        head = [error_box(e) for e in self.registry.all_errors() if self.belongs_on_top(e)]
        if head:
            found.insert(0, Piece(0, 0, "\n".join(head)))
        return found

    def belongs_on_top(self, error: PageError) -> bool:
        in_place = any(item.error == error for item in self.page.items)
        return (error in self.page.errors and not in_place) or error in self.registry.errors

    def piece(self, item: Item) -> Piece | None:
        if item.error is not None:
            return self.place(item, error_box(item.error))
        render: Callable[[Item], str] = getattr(self, f"_{item.kind}")
        try:
            if item.kind == "reference" and item.options["target"] not in self.registry.equations:
                return None
            return self.place(item, render(item))
        except TypesetError as error:
            self.page.fail(cannot_be_typeset(item, error), item)
            return self.place(item, error_box(self.page.errors[-1]))

    def place(self, item: Item, text: str) -> Piece:
        if item.kind == "value" and item.error is None:
            return Piece(item.start, item.end, text, "text")
        if item.kind in DIRECTIVES or item.error is not None:
            return Piece(item.start, item.end, text, "block", item.indent)
        alone = item.kind == "inline" and "exempt" not in item.options
        sign = punctuation(self.page.body, item.end) if alone else ""
        return Piece(item.start, item.end + len(sign), unbroken(text, sign), "inline")

    def prose(self, text: str) -> str:
        """Text of an attribute, its `$…$` typeset."""
        before, *rest = re.split(r"\$([^$]+)\$", text)
        parts = [html.escape(before)]
        for latex, after in zip(rest[::2], rest[1::2], strict=True):
            sign = punctuation(after)
            parts += [unbroken(self.typeset(latex), sign), html.escape(after[len(sign) :])]
        return "".join(parts)

    def link(self, equation: Equation, text: str = "") -> str:
        """A link to an equation, by its number unless a text is given."""
        here = os.path.dirname(self.page.address)
        target = (
            os.path.relpath(equation.page.address, here or ".")
            if equation.page is not self.page
            else ""
        )
        shown = html.escape(text) if text else f"({equation.number})"
        href = f"{target.replace(os.sep, '/')}#{equation.id}"
        return f'<a class="equation-reference" href="{href}">{shown}</a>'

    def _inline(self, item: Item) -> str:
        reason = item.options.get("exempt")
        note = f" (not checked: {html.escape(reason)})" if reason else ""
        return (
            f'<span class="inline-math" data-search-exclude>{self.typeset(item.text)}{note}</span>'
        )

    def _value(self, item: Item) -> str:
        return self.registry.values[id(item)]

    def _published(self, item: Item) -> str:
        source = html.escape(item.options["source"], quote=True)
        same = ". This build computes the same" if "computed" in item.options else ""
        return f'<span class="published" title="Published figure, quoted from: {source}{same}">{html.escape(item.text)}</span>'

    def _reference(self, item: Item) -> str:
        return self.link(self.registry.equations[item.options["target"]], item.text)

    def _math(self, item: Item) -> str:
        equation = self.registry.equations[item.id]
        if equation.refuted:
            return self.question(equation) if "question" in item.classes else self.refuted(equation)
        kind = " final" if "final" in item.classes else " step" if "step" in item.classes else ""
        stage = item.options.get("stage", "")
        name = f'<p class="equation-stage">{_STAGE_NAMES[stage]}</p>' if stage else ""
        parts = [name, self.formula(equation, item.text)]
        if equation.report is None:
            reason = html.escape(equation.exempt or "")
            parts.append(f'<p class="equation-mark exempt">Not checked: {reason}</p>')
        else:
            if "step" not in item.classes:
                parts += [self.snippet(equation), self.example_value(equation)]
            if equation.nudge is not None:
                parts.append(self.meaning(equation.nudge))
            parts.append(self.mark(equation))
        attributes = f' data-stage="{stage}"' if stage else ""
        return (
            f'<section class="equation{kind}" id="{equation.id}"{attributes} data-search-exclude>'
            + "".join(parts)
            + "</section>"
        )

    def displayed(self, latex: str) -> str:
        """A display that scrolls within itself where it is too long."""
        return f'<div class="equation-math" tabindex="0">{self.typeset(latex, display=True)}</div>'

    def formula(self, equation: Equation, latex: str) -> str:
        name, sign = "equation " + equation.number, f"({equation.number})"
        if equation.refuted:
            name, sign = "this false formula", "#"
        return (
            f'<div class="equation-row">{self.displayed(latex)}'
            f'<a class="equation-number" href="#{equation.id}" aria-label="Link to {name}">{sign}</a></div>'
        )

    def snippet(self, equation: Equation) -> str:
        assert equation.binding is not None
        snippet = equation.binding.model.snippets[equation.binding.snippet]
        return python_listing(snippet.source)

    def example_value(self, equation: Equation) -> str:
        assert equation.binding is not None
        assert equation.report is not None
        name = equation.binding.snippet
        if equation.binding.element is not None:
            name += str([i + 1 for i in equation.binding.element])
        return (
            '<p class="equation-value">In the running example: '
            f"<code>{html.escape(name)} = {show(equation.report.value)}</code></p>"
        )

    def meaning(self, nudge: Nudge) -> str:
        return (
            f'<p class="equation-meaning">Raise {self.typeset(nudge.symbol)} by {nudge.step:g}: '
            f"the gradient predicts that {self.typeset(nudge.result)} changes by "
            f"<strong>{pretty(f'{nudge.predicted:#.4g}')}</strong>; it changed by "
            f"<strong>{pretty(f'{nudge.changed:#.4g}')}</strong>.</p>"
        )

    def mark(self, equation: Equation) -> str:
        report = equation.report
        assert report is not None
        assert equation.binding is not None
        snippet = equation.binding.model.snippets[equation.binding.snippet]
        python = f"the Python, <code>{html.escape(str(equation.binding))}</code>"
        rows = [(python, "equals the formula", _residual(report.residuals["python"]))]
        if report.residuals["sides"] is not None:
            equal = ("every side", "equal at every point, for every index")
            rows.insert(0, (*equal, _residual(report.residuals["sides"])))
        if report.decimals:
            rows.append(("numbers", "right on the running example", "to the digits written"))
        for what, link, outcome in (
            ("complex step of the forward pass", "calculus", "equals the Python"),
            ("central differences", "central", "confirm it"),
        ):
            found = report.residuals[link]
            none = ("does not apply", report.why.get("calculus", ""))
            rows.append((what, *(none if found is None else (outcome, _residual(found)))))
        table = "".join(
            f"<tr><th scope=row>{what}</th><td>{outcome}</td><td>{difference}</td></tr>"
            for what, outcome, difference in rows
        )
        in_full = f"Checked in this build: {mark_text(report)}."
        step = "step" in equation.item.classes
        return (
            f'<details class="equation-mark checked"><summary>{"Checked" if step else in_full}</summary>'
            f"{f'<p>{in_full}</p>' if step else ''}<table><thead><tr><th>what</th><th>finding</th>"
            f"<th>largest relative difference</th></tr></thead><tbody>{table}</tbody></table>"
            f"<p>{report.cases} comparisons at generic random points and on the running example. "
            f"Source: <code>{snippet.module}.py</code>, line {snippet.line}.</p></details>"
        )

    def refuted(self, equation: Equation) -> str:
        body = self.formula(equation, equation.latex) + self.verdict(equation)
        head = f"<strong>False.</strong> {self.source(equation)}"
        if equation.item.options["fault"] in _FOLDED:
            inside = (
                f'<details class="equation-mark false"><summary>{head}</summary>{body}</details>'
            )
        else:
            inside = f'<p class="equation-mark false">{head}</p>{body}'
        return (
            f'<section class="equation refuted" id="{equation.id}" data-search-exclude>'
            f"{inside}</section>"
        )

    def question(self, equation: Equation) -> str:
        unmarked = equation.latex.replace(r"\wrong", "")
        return (
            f'<section class="equation question" id="{equation.id}" data-search-exclude>'
            "<p class=equation-mark><strong>Find the slip.</strong> This formula is false.</p>"
            + self.formula(equation, unmarked)
            + "<details><summary>The answer</summary>"
            + self.formula(equation, equation.latex)
            + f"<p>{self.source(equation)}</p>"
            + self.verdict(equation)
            + "</details></section>"
        )

    def source(self, equation: Equation) -> str:
        """Whose fault it is, and where it stands."""
        options = equation.item.options
        where = ": " + options["source"] if "source" in options else ""
        return self.prose(f"{_FAULTS[options['fault']]}{where}.")

    def verdict(self, equation: Equation) -> str:
        refutation = equation.refutation
        assert refutation is not None
        correct = self.registry.equations[equation.item.options["of"].removeprefix("#")]
        return (
            f'<p class="equation-why">{self.prose(equation.item.options["why"] + ".")} '
            f"Right: equation {self.link(correct)}{self.whereabouts(correct)}. "
            f"Refuted in this build: its sides differ by up to {percent(refutation.generic)} of the larger one at random points, "
            f"and by {percent(refutation.example)} on the running example.</p>"
        )

    def whereabouts(self, equation: Equation) -> str:
        """The title of another page, for a reader who is sent there."""
        if equation.page is self.page:
            return ""
        return f" of “{html.escape(str(equation.page.meta.get('title', '')))}”"

    def _errata(self, item: Item) -> str:
        """Every refuted equation of one kind of fault, page by page, in the order of the source."""

        def place(equation: Equation) -> tuple[int, int]:
            line = re.search(r"lines? (\d+)", equation.item.options.get("source", ""))
            return pages.index(equation.page), int(line[1]) if line else 0

        pages = list(self.registry.pages.values())
        found = [
            e for e in self.registry.refuted if e.item.options["fault"] == item.options["fault"]
        ]
        entries = "".join(
            '<div class="erratum">'
            + self.displayed(e.latex)
            + f"<p>{self.source(e)} {self.link(e, 'See it in its place')}.</p>{self.verdict(e)}</div>"
            for e in sorted(found, key=place)
        )
        return f'<section class="errata" data-search-exclude>{entries}</section>'

    def _notation(self, item: Item) -> str:
        model = self.registry.models[item.options["model"]]
        values = model.values(model.example)
        # Where every value is a single number, nobody has to be told its shape.
        shaped = any(name.axes for name in model.names)
        rows = []
        for name in model.names:
            value = "" if name.is_function else show(values[name.python])
            shape = f"<td>{html.escape(name.shape)}</td>" if shaped else ""
            rows.append(
                f"<tr><td>{self.typeset(name.latex)}</td><td>{self.prose(name.meaning)}</td>"
                f"<td>{value}</td><td><code>{name.python}</code></td>{shape}</tr>"
            )
        return (
            '<div class="notation" tabindex="0" data-search-exclude><table><thead><tr><th>symbol</th><th>meaning</th>'
            f"<th>running example</th><th>in Python</th>{'<th>shape</th>' if shaped else ''}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _model(self, item: Item) -> str:
        model = self.registry.models[item.options["name"]]
        return (
            f'<details class="listing" data-search-exclude><summary>All of <code>{model.path}</code></summary>'
            f"{python_listing(model.text.rstrip())}</details>"
        )

    def _account(self, item: Item) -> str:
        """The whole account under its summary, or the lines with one verdict alone."""
        account = self.registry.accounts[item.options["src"]]
        verdict = item.options.get("verdict")
        rows = [row for row in account if verdict in (None, row["verdict"])]
        prefix = f"{verdict}-" if verdict else ""
        tables = [
            f'<h3 id="{prefix}{document}">{html.escape(document)}</h3><div class="account" tabindex="0" data-search-exclude>'
            "<table><thead><tr><th>line</th><th>as written</th><th>verdict</th><th>here</th></tr></thead>"
            f"<tbody>{''.join(map(self._account_row, of_document))}</tbody></table></div>"
            for document, of_document in itertools.groupby(rows, lambda row: row["document"])
        ]
        return ("" if verdict else account_summary(account)) + "".join(tables)

    def _account_row(self, row: dict[str, str]) -> str:
        note = f"<p>{html.escape(row['note'])}</p>" if row["note"] else ""
        return (
            f'<tr data-verdict="{row["verdict"]}"><td>{row["line"]}</td><td><code>{html.escape(row["as_written"])}</code>{note}</td>'
            f"<td>{row['verdict']}</td><td>{self._account_links(row)}</td></tr>"
        )

    def _mutants(self, item: Item) -> str:
        sample = self.registry.mutants[item.options["sample"]]
        found = Counter((j.mutant.operator, j.outcome) for j in sample)
        total = Counter(j.outcome for j in sample)
        shown = [o for o in OUTCOMES if total[o]]
        head = "".join(f'<th scope="col">{OUTCOMES[o]}</th>' for o in shown)
        rows = "".join(
            f'<tr><th scope="row">{operator}</th>'
            + "".join(f"<td>{found[operator, o]}</td>" for o in shown)
            + "</tr>"
            for operator in OPERATORS
        )
        shares = "; ".join(f"{percent(total[o] / len(sample))} {OUTCOMES[o]}" for o in OUTCOMES)
        return (
            '<div class="mutants" tabindex="0" data-search-exclude>'
            f"<p>In this build {len(sample)} mutants of {len({j.equation for j in sample})} equations, "
            f"spread evenly over both equations and kinds of mistake: {shares}.</p>"
            f'<table><thead><tr><th scope="col">mistake</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _account_links(self, row: dict[str, str]) -> str:
        links = []
        if row["equation_id"]:
            links.append(self.link(self.registry.equations[row["equation_id"]]))
        if row["refuted_id"]:
            links.append(self.link(self.registry.equations[row["refuted_id"]], "refuted"))
        return " ".join(links)


def account_summary(account: list[dict[str, str]]) -> str:
    """How many formulas of each document got which verdict, as a table."""
    count = Counter((row["document"], row["verdict"]) for row in account)
    documents = list(dict.fromkeys(row["document"] for row in account))
    numbers = {
        f'<a href="#{d}">{html.escape(d)}</a>': [count[d, verdict] for verdict in VERDICTS]
        for d in documents
    }
    numbers["all"] = [sum(column) for column in zip(*numbers.values(), strict=True)]
    head = "".join(f"<th scope=col>{name}</th>" for name in ("document", *VERDICTS, "all"))
    rows = "".join(
        f"<tr><th scope=row>{document}</th>"
        + "".join(f"<td>{number}</td>" for number in (*row, sum(row)))
        + "</tr>"
        for document, row in numbers.items()
    )
    return f'<div class="account" tabindex="0" data-search-exclude><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def mark_text(report: Report) -> str:
    """What the build found, in plain words."""
    equal = report.sides - report.decimals
    words = []
    if equal > 1:
        words.append("both sides agree" if equal == 2 else f"all {equal} sides agree")
    if report.decimals:
        words.append("the numbers are right to the digits written")
    words.append("the Python agrees")
    calculus = report.residuals["calculus"]
    if calculus is not None:
        words.append(f"a numerical derivative agrees to {digits(calculus)} digits")
    return ", ".join(words)


def _residual(found: float | None) -> str:
    return "0" if not found else pretty(f"{found:.0e}")


def percent(off: float) -> str:
    """A relative difference, 0.026 %."""
    digits = ".0f" if off >= 1 else ".2g"
    return f"{pretty(format(100 * off, digits))} %"


def show(value: Any) -> str:
    """A value of the running example, six digits."""
    if np.ndim(value) == 0:
        return pretty(f"{float(value):.6g}")
    return "[" + ", ".join(show(v) for v in value) + "]"


def python_listing(source: str) -> str:
    """Python source with the classes of the theme's highlighting."""
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    listing = str(highlight(source, PythonLexer(), formatter))
    # When a page opens, the theme measures each `pre > code`, and a slow phone takes seconds for it.
    listing = listing.replace("<pre><span></span><code>", "<pre><span><code>")
    return listing.replace("</code></pre>", "</code></span></pre>")


def punctuation(text: str, start: int = 0) -> str:
    """What stands there and may not begin a line."""
    end = start
    while text[end : end + 1] in set(".,;:?)"):
        end += 1
    return text[start:end]


def unbroken(formula: str, sign: str) -> str:
    """A formula and the punctuation behind it: no line begins with a comma."""
    return f'<span class="unbroken">{formula}{sign}</span>' if sign else formula


def cannot_be_typeset(item: Item, error: TypesetError) -> Problem:
    """The complaint about a formula that MathJax or a browser cannot handle."""
    return Problem(
        f"{' '.join(item.text.split())[:60]} cannot be typeset: {error}",
        "TeX that MathJax knows, and that every browser draws alike",
        "write it in another way",
    )


def error_box(error: PageError) -> str:
    """A problem shown in place, for `mkdocs serve`."""
    problem = error.problem
    return (
        '<div class="check-error" role="alert">'
        f"<strong>{html.escape(error.path)}:{error.line}: {html.escape(problem.wrong)}</strong><br>"
        f"Expected: {html.escape(problem.expected)}.<br>To mend: {html.escape(problem.mend)}.</div>"
    )
