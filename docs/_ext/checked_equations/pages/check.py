"""The pass over a site: every item of every page is checked, and the site as a whole."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from ..equations.errors import Complaint, Problem
from ..equations.latex import parse
from ..equations.loading.docstrings import wrong_docstrings
from ..equations.loading.load import Library
from ..equations.models import lasting
from ..equations.notation.symbols import Name
from .derivation import Derivation
from .memo import Memo
from .mentions import check_mention
from .numbers import form, without_points
from .options import Options
from .prose import has_decimal, typed_markup, typed_on_to_formulas
from .reading import read_pages
from .registry import Finding, Item, Page, Registry, Stage
from .rules import check_rules
from .survivors import complain, complaints_of_the_list, every_mutant, originals, unlisted
from .symbols import check_symbols


class Checker:
    """Checks a site, again and again: what has not changed is not computed again."""

    def __init__(self, options: Options, debug: bool = False) -> None:
        self.options = options
        self.debug = debug
        self.memo = Memo()
        self.library = Library(options.root, options.snippets)
        parse.use_folder(options.cache)
        lasting.keep_in(options.cache / "findings")

    def check(self) -> Registry:
        """Check the whole site. Problems are collected, never raised."""
        self.memo.next_pass()
        models, complaints = self.library.load()
        pages = read_pages(self.options, self.memo)
        registry = Registry(
            self.options,
            models,
            {page.path: page for page in pages},
            self.memo,
            self.debug,
            broken={Path(complaint.path).stem for complaint in complaints},
            complaints=complaints,
        )
        _register(registry)
        for page in pages:
            _check_model(registry, page)
            _check_typed_numbers(registry, page)
        for stage in Stage:
            for page in pages:
                _check_items(registry, page, [i for i in page.items if i.stage is stage])
        _check_definitions(registry)
        _check_notation(registry)
        registry.complaints += complaints_of_the_list(registry)
        if not registry.all_complaints():
            _check_whole(registry)
            check_rules(registry)
        parse.save()
        lasting.save()
        return registry


def check_mutants(registry: Registry) -> int:
    """Try every mutant of every checked equation, and hold the list of survivors against them."""
    found = list(every_mutant(originals(registry)))
    complain(unlisted(found, registry.options), registry)
    registry.complaints += complaints_of_the_list(registry, {j.key: j.outcome for j in found})
    return len(found)


def _register(registry: Registry) -> None:
    bodies: dict[str, Page] = {}
    for page in registry.pages.values():
        twin = bodies.setdefault(page.body.strip(), page)
        if twin is not page and page.body.strip():
            problem = Problem(f"the same text as {twin.path}", "each page once", "remove one")
            page.complain(problem, 1)
        kinds: dict[type[Item], list[Item]] = {}
        for item in page.items:
            kinds.setdefault(type(item), []).append(item)
        for kind, items in kinds.items():
            kind.register(page, items, registry)


def _check_model(registry: Registry, page: Page) -> None:
    name = page.meta.get("model")
    if name is not None and name not in registry.models:
        problem = registry.missing(name, f"the model {name} does not exist")
        page.complain(problem, page.meta_lines.get("model", 1))
    else:
        check_symbols(page, registry.models.get(str(name)), registry.options)


def _check_typed_numbers(registry: Registry, page: Page) -> None:
    """Numbers of equations are written by the build: a typed one stays when they change."""
    numbers = {
        registry.numbers[name]: name
        for item in page.items
        if (name := registry.ids.get(item)) in registry.numbers
    }
    here = {form(number) for number in numbers}
    anywhere = {form(number) for number in registry.numbers.values()}
    for typed in without_points(page.typed_numbers):
        known = None if typed.of is None else registry.numbers.get(typed.of)
        if known == typed.number or (typed.of and not typed.is_drawn and known is None):
            continue
        if typed.of is not None:
            problem = Problem(
                f"{typed} for the equation {typed.of}",
                known or "the id of an equation that has a number",
                "correct the number or the id",
            )
        elif typed.is_like(anywhere if typed.is_named else here):
            name = numbers.get(typed.number, "id")
            if typed.is_drawn:
                fix = f'write data-equation="{name}" into its <text>'
            elif typed.where == "the text":
                fix = f"write [](#{name}); quote another work's number as "
                fix += f'[({typed.number})]{{published="where"}}'
            else:
                fix = "leave it out here"
            whose = "equations" if typed.is_named else "this page's equations"
            problem = Problem(
                f"{typed}, which is like those of {whose}",
                "numbers that change with their equation",
                fix,
            )
        else:
            continue
        page.complain(problem, typed.line)


def _check_items(registry: Registry, page: Page, items: Sequence[Item]) -> None:
    for item in items:
        if item not in registry.results:
            with registry.watching(page, item):
                registry.results[item] = item.check(page, registry)


def _check_definitions(registry: Registry) -> None:
    """A name that a page defines is used on it: otherwise it is a misspelt symbol."""
    for page, derivation in registry.derivations.items():
        for key, item in derivation.defined_by.items():
            if key not in derivation.used:
                unused = Problem(
                    f"{item.text} defines a name that nothing on the page uses",
                    "a declared symbol on the left, or a definition that is used",
                    "correct the symbol, or declare it in NOTATION",
                )
                registry.fail(page, item, unused)


def _check_notation(registry: Registry) -> None:
    """The meanings in NOTATION are prose too, and their formulas name symbols of the model."""
    for model in registry.models.values():
        derivation = Derivation(registry.points(model), registry.memo, set())
        for name in model.names:
            for problem in _in_meaning(name, derivation, registry.options):
                registry.complaints.append(Complaint(model.path, name.line, problem))
        said = partial(wrong_docstrings, registry.points(model))
        for snippet, problem in registry.memo((model, "docstrings"), said):
            registry.complaints.append(Complaint(model.path, snippet.line, problem))


def _in_meaning(name: Name, derivation: Derivation, options: Options) -> Iterator[Problem]:
    if has_decimal(name.meaning) and not options.decimals_in_prose:
        yield Problem(
            f"a decimal number in the meaning of {name.python}: {name.meaning}",
            "words",
            "leave it out; the running example is shown beside it",
        )
    if what := typed_markup(name.meaning, allows_formulas=True):
        yield Problem(
            f"{what} in the meaning of {name.python}: {name.meaning}",
            "words, and formulas in $…$",
            "leave it out",
        )
    if problem := typed_on_to_formulas(name.meaning):
        wrong = f"the meaning of {name.python}: {problem.wrong}"
        yield Problem(wrong, problem.expected, problem.fix)
    for latex in name.formulas:
        try:
            check_mention(latex, derivation)
        except Problem as error:
            wrong = f"the meaning of {name.python}: {error.wrong}"
            yield Problem(wrong, error.expected, error.fix)


def _check_whole(registry: Registry) -> None:
    """What only the whole site can show: snippets that nothing shows, too many exemptions."""
    options = registry.options
    if options.require_shown:
        shown = {s for item, found in registry.results.items() for s in item.shows(found)}
        shown |= {s for page in registry.pages.values() for s in page.snippets_used}
        for model in registry.models.values():
            for snippet in model.snippets.values():
                if (model.name, snippet.name) not in shown:
                    problem = Problem(
                        f"nothing shows the snippet {snippet.name}",
                        "an equation or a printed value for each public function",
                        "name it as the snippet of an equation, or begin its name with _",
                    )
                    registry.complaints.append(Complaint(model.path, snippet.line, problem))
    facts = registry.facts()
    total = facts["equations"] + facts["refuted"] + facts["inline"] + facts["exempt"]
    if facts["exempt"] > options.exempt_share * total:
        last = [
            item
            for item, found in registry.results.items()
            if isinstance(found, Finding) and found.fact == "exempt"
        ][-1]
        problem = Problem(
            f"with this one {facts['exempt']} of {total} formulas are exempt from the check",
            f"at most {options.exempt_share:.0%}",
            "write them so that they can be checked",
        )
        registry.page_of[last].complain(problem, last.place.line)
