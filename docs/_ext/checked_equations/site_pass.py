"""The site pass: read every page, check everything on it, return the registry to render from."""

import csv
import hashlib
import io
import itertools
import re
import time
from pathlib import Path
from typing import Any

from .errors import Consequence, PageError, Problem
from .evaluate import Alias, Scope
from .formula import Formula
from .latex import Chain, Node, Symbol, Wrong, parse_chain, parse_mention
from .model import Model, load_models
from .mutation import judged_sample
from .pages import Item, Page, read_page
from .registry import COLUMNS, VERDICTS, Equation, Registry
from .values import VALUE, confirm, element, nudge, value
from .verify import INEQUALITIES, Binding, refute, verify

EXEMPT_SHARE = 0.02
# What MkDocs makes pages of, and the notebooks. It leaves out what begins with a dot; so do we.
PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".ipynb")

_MATH_OPTIONS = {"snippet", "number", "stage", "continues", "exempt"}
_MATH_CLASSES = {"final", "step"}
_REFUTED_OPTIONS = {"of", "fault", "source", "why"}
_REFUTED_CLASSES = {"refuted", "question"}
STAGES = ("hidden", "output", "loss")
PRACTICE = "practice"  # made up for a question
FAULTS = ("source", "transcription", "undecided", "alternative-text", "elsewhere", PRACTICE)

_BINDING = re.compile(r"(?P<module>\w+)\.(?P<name>\w+)(?:\[(?P<element>\d+(?:,\d+)*)\])?$")
_RANGE = re.compile(r"(?P<letter>[a-z])\s*=\s*(?P<values>\d+(?:\s*,\s*(?:\\l?dots\s*,\s*)?\d+)*)$")


def page_files(root: Path) -> list[Path]:
    """The pages and notebooks under docs/, without the extension's own folder."""
    docs = root / "docs"
    return sorted(
        file
        for file in docs.rglob("*")
        if file.suffix in PAGES
        and file.relative_to(docs).parts[0] != "_ext"
        and not any(part.startswith(".") for part in file.relative_to(docs).parts)
    )


def input_files(root: Path) -> list[Path]:
    """Every file that the outcome of a site pass depends on."""
    docs = root / "docs"
    others = [*(root / "snippets").glob("*.py"), *docs.glob("data/*"), *docs.rglob("*.svg")]
    # An editor may keep a link to nowhere beside a file that it has open.
    return page_files(root) + sorted(f for f in others if f.is_file())


def fingerprint(root: Path) -> str:
    """A digest of every input of the site pass."""
    digest = hashlib.sha256()
    docs = root / "docs"
    names = [f for f in sorted(docs.rglob("*")) if f.relative_to(docs).parts[0] != "_ext"]
    digest.update("\0".join(map(str, names)).encode())  # included files exist, or do not
    for file in input_files(root):
        digest.update(file.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def read_pages(root: Path) -> list[Page]:
    """Every page under docs/, with all that is to be checked on it."""
    return [read_page(root, file) for file in page_files(root)]


def site_pass(root: Path, pages: list[Page] | None = None) -> Registry:
    """Check the whole site under `root`. Problems are collected, never raised."""
    models, errors = load_models(root)
    pages = read_pages(root) if pages is None else pages
    registry = Registry(root, models, {p.path: p for p in pages}, errors=errors)
    registry.broken = {Path(e.path).stem for e in errors}
    _register(registry)
    for page in pages:
        _PageCheck(registry, page).run()
    for equation in registry.equations.values():
        if equation.refuted:
            _guard(equation.page, equation.item, lambda e=equation: _refute(registry, e))
    for page in pages:
        for item in page.items:
            _guard(page, item, lambda p=page, i=item: _rest(registry, p, i))
    _whole_site(registry)
    return registry


def _guard(page: Page, item: Item, step: Any) -> None:
    try:
        step()
    except Problem as problem:
        page.fail(problem, item)
    except Exception as error:
        unforeseen = Problem(
            f"it cannot be checked: {type(error).__name__}: {error}",
            "something that the checker knows",
            "write it in another way; if it is right as it stands, the checker has an error",
        )
        page.fail(unforeseen, item)


def _register(registry: Registry) -> None:
    bodies: dict[str, Page] = {}
    for page in registry.pages.values():
        twin = bodies.setdefault(page.body.strip(), page)
        if twin is not page and page.body.strip():
            page.fail(Problem(f"the same text as {twin.path}", "each page once", "remove one"))
        for item in page.items:
            if item.kind == "math":
                _guard(page, item, lambda p=page, i=item: _register_equation(registry, p, i))
        _number(registry, page)


def _register_equation(registry: Registry, page: Page, item: Item) -> None:
    refuted = "refuted" in item.classes
    options, classes = (
        (_REFUTED_OPTIONS, _REFUTED_CLASSES) if refuted else (_MATH_OPTIONS, _MATH_CLASSES)
    )
    unknown = sorted(set(item.options) - options) + [
        f".{c}" for c in sorted(item.classes - classes)
    ]
    if unknown:
        raise Problem(
            f"the attribute {unknown[0]} is unknown here",
            "one of " + ", ".join(sorted(options) + [f".{c}" for c in sorted(classes)]),
            "correct or remove it",
        )
    if not item.id:
        raise Problem("a displayed formula without an id", "#id", "give it an id of its own")
    if item.id in registry.equations:
        twin = registry.equations[item.id]
        raise Problem(
            f"the id {item.id} is taken by {twin.page.path}:{twin.item.line}",
            "each id once on the whole site",
            "choose another id",
        )
    if item.id in page.anchors:
        raise Problem(
            f"the id {item.id} is that of a heading of this page", "an id of its own", "rename it"
        )
    if item.options.get("stage", STAGES[0]) not in STAGES:
        raise Problem(
            f"the stage {item.options['stage']} is unknown",
            "one of " + ", ".join(STAGES),
            "correct it",
        )
    registry.equations[item.id] = Equation(page, item)


def _number(registry: Registry, page: Page) -> None:
    """Number a page: the source's numbers where it has them, a letter after them where not."""
    numbered = [
        registry.equations[i.id]
        for i in page.items
        if i.kind == "math" and i.id in registry.equations and registry.equations[i.id].item is i
    ]
    numbered = [e for e in numbered if not e.refuted]
    by_source = any("number" in e.item.options for e in numbered)
    taken: set[str] = set()
    last, letters = "", 0
    for count, equation in enumerate(numbered, start=1):
        given = equation.item.options.get("number")
        if given is not None:
            last, letters, equation.number = given, 0, given
        elif by_source:
            letters += 1
            equation.number = last + _letters(letters)
        else:
            equation.number = str(count)
        if equation.number in taken:
            page.fail(
                Problem(f"the number {equation.number} twice", "each once", "correct `number`"),
                equation.item,
            )
        taken.add(equation.number)


def _letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    word = ""
    while count:
        count, rest = divmod(count - 1, 26)
        word = chr(ord("a") + rest) + word
    return word


class _PageCheck:
    """Checks the formulas of one page from top to bottom; a definition holds from its place on."""

    def __init__(self, registry: Registry, page: Page) -> None:
        self.registry = registry
        self.page = page
        self.definitions: dict[tuple[Any, ...], Node] = {}
        self.aliases: list[Alias] = []
        self.defined_at: dict[tuple[Any, ...], Item] = {}
        self.used: set[tuple[Any, ...]] = set()
        self.mentions = _declared_mentions(page)
        self.goes_on_from = ""  # the id of the last display, or of what it continues

    def run(self) -> None:
        name = self.page.meta.get("model")
        if name is not None and str(name) not in self.registry.models:
            name = str(name)
            problem = self.registry.missing(name, f"the model {name} does not exist")
            self.page.fail(problem, line=self.page.meta_lines.get("model", 1))
            for item in self.page.items:
                if item.kind == "math" and item.error is None:
                    self.page.fail(
                        problem
                        if isinstance(problem, Consequence)
                        else Consequence(
                            "not checked", "a page with a model", "correct the front matter"
                        ),
                        item,
                    )
            return
        for item in self.page.items:
            if item.error is not None:
                continue
            if item.kind == "math":
                equation = self.registry.equations[item.id]
                if not equation.refuted:
                    start = time.perf_counter()
                    _guard(self.page, item, lambda e=equation: self.equation(e))
                    equation.seconds = time.perf_counter() - start
            elif item.kind == "inline":
                _guard(self.page, item, lambda i=item: self.inline(i))
        for key, item in self.defined_at.items():
            if key not in self.used:
                self.page.fail(
                    Problem(
                        f"{item.text} defines a name that nothing on the page uses",
                        "a declared symbol on the left, or a definition that is used",
                        "correct the symbol, or declare it in NOTATION",
                    ),
                    item,
                )

    def scope(self) -> Scope:
        name = self.page.meta.get("model")
        if name is None:
            raise Problem(
                "a formula on a page without a model",
                "`model: …` in the front matter",
                "name the model: " + ", ".join(sorted(self.registry.models)),
            )
        return Scope(self.registry.models[name], dict(self.definitions), tuple(self.aliases))

    def equation(self, equation: Equation) -> None:
        item = equation.item
        if equation.exempt is not None:
            if not equation.exempt.strip():
                raise Problem("an exemption without a reason", 'exempt="reason"', "say why")
            return
        scope = self.scope()
        equation.model = scope.model
        chain = self.read(equation, scope)
        self.goes_on_from = item.options.get("continues", f"#{item.id}").removeprefix("#")
        equation.formula = formula = Formula(chain, scope)
        if len(chain.sides) < 2 and not chain.continues:
            verify(formula, None)
        equation.binding = _binding(self.registry, item)
        if equation.binding.model is not scope.model:
            raise Problem(
                f"the snippet {equation.binding} is not one of the page's model {scope.model.name}",
                f"a function of {scope.model.path}",
                "bind a function of that module, which may call others",
            )
        equation.report = verify(formula, equation.binding)
        self.note_use(formula)
        if "final" in item.classes:
            equation.nudge = nudge(formula, equation.binding)

    def read(self, equation: Equation, scope: Scope) -> Chain:
        """The chain of a display; a continuation gets the left side that it goes on from."""
        chain = self.parse(equation.item.text, scope)
        if "continues" in equation.item.options:
            return self.continued(equation, chain)
        if chain.continues:
            raise Problem(
                "a display that begins with a relation",
                "`continues=#id`, or a left side",
                "name the equation that it continues",
                0,
            )
        return chain

    def continued(self, equation: Equation, chain: Chain) -> Chain:
        target = equation.item.options["continues"].removeprefix("#")
        earlier = self.registry.equations.get(target)
        if earlier is not None and earlier.item.error is not None:
            raise _follows(earlier)
        if earlier is None or earlier.page is not self.page or earlier.formula is None:
            raise Problem(
                f"it continues {target}, which is no earlier checked equation of this page",
                "the id of an earlier equation",
                "correct `continues`",
            )
        if target != self.goes_on_from:
            raise Problem(
                f"it continues {target}, and another display stands between",
                f"the last display, which is {self.goes_on_from} or continues it",
                "move it, or write its left side",
            )
        if INEQUALITIES.keys() & set(earlier.formula.chain.relations):
            raise Problem(
                f"it continues {target}, which has an inequality in it",
                "a chain of equal sides to go on from",
                "write the left side once more",
            )
        if not chain.continues:
            raise Problem(
                "a continuation that does not begin with a relation", "`= …`", "begin with =", 0
            )
        first = earlier.formula.chain
        sides = (first.sides[0], *chain.sides)
        texts = (first.texts[0], *chain.texts)
        equation.item.options.setdefault("snippet", earlier.item.options["snippet"])
        return Chain(sides, chain.relations, texts)

    def parse(self, latex: str, scope: Scope) -> Chain:
        chain = parse_chain(latex, scope.model.functions)
        for side in chain.sides:
            for part in side.walk():
                if isinstance(part, Wrong):
                    raise Problem(
                        r"\wrong in a formula that is not refuted",
                        "the mark in refuted formulas alone",
                        r"remove \wrong, or refute the formula",
                        part.start,
                    )
                alias = scope.alias(part) if isinstance(part, Symbol) else None
                if alias is not None:
                    self.used.add((*alias.name.stem, alias.name.subscripts))
        return scope.in_own_names(chain)

    def note_use(self, formula: Formula) -> None:
        for part in formula.everything.walk():
            if isinstance(part, Symbol):
                self.used.add((*part.stem, part.subscripts))

    def inline(self, item: Item) -> None:
        if "exempt" in item.options:
            if not item.options["exempt"].strip():
                raise Problem("an exemption without a reason", '{exempt="reason"}', "say why", 0)
            self.registry.exempt_inline.append((self.page, item))
            return
        if not re.search(r"=|<|>|\\(approx|leq?|geq?|neq?)(?![a-zA-Z])", item.text):
            self.mention(item)
            return
        if self.index_range(item):
            self.registry.inline += 1
            return
        scope = self.scope()
        chain = self.parse(item.text, scope)
        formula = Formula(chain, scope)
        left = chain.sides[0]
        if (
            isinstance(left, Symbol)
            and scope.model.find(left) is None
            and scope.defined(left) is None
            and chain.relations[0] == "="
        ):
            rest = Chain(chain.sides[1:], chain.relations[1:], chain.texts[1:])
            self.note_use(Formula(rest, scope))
            self.define(item, left, rest, scope)
        else:
            verify(formula, None)
            self.note_use(formula)
        self.registry.inline += 1

    def define(self, item: Item, left: Symbol, rest: Chain, scope: Scope) -> None:
        formula = Formula(rest, scope)
        (value, *others) = rest.sides
        arrays = [n.symbol for n in scope.model.names if isinstance(n.symbol, Symbol) and n.axes]
        constant = left.latex in ("e", r"\pi") or any(map(formula.numeric, rest.sides))
        if constant or any(left.stem == symbol.stem for symbol in arrays):
            raise Problem(
                f"{item.text} defines {left.latex}, and checks nothing",
                "a new name for something that the model computes",
                "correct the symbol, write a number as {{…}}, or declare it in NOTATION",
                0,
            )
        is_alias = isinstance(value, Symbol) and not others
        if formula.free and not is_alias:
            raise Problem(
                f"{item.text} defines {left.latex} by something with a free index",
                "one value, or another name for one symbol",
                "write it out where it is used",
                0,
            )
        if others:
            verify(formula, None)
        else:
            formula.check_shape()
            # Evaluating it once shows that it has a value.
            verify(Formula(Chain(rest.sides * 2, ("=",), rest.texts * 2), scope), None)
        key = (*left.stem, left.subscripts)
        if is_alias:
            assert isinstance(value, Symbol)
            self.aliases.append(Alias(left, value))
        else:
            self.definitions[key] = value
        self.defined_at[key] = item
        self.used.discard(key)

    def index_range(self, item: Item) -> bool:
        found = _RANGE.match(item.text.strip())
        if not found or self.page.meta.get("model") not in self.registry.models:
            return False
        model = self.registry.models[self.page.meta["model"]]
        sizes = {
            model.sizes[axis]
            for name in model.names
            if isinstance(name.symbol, Symbol)
            for letter, axis in zip(name.symbol.subscripts, name.axes, strict=False)
            if letter == found["letter"]
        } | {
            model.sizes[formula.axes[found["letter"]]]
            for e in self.registry.equations.values()
            if e.page is self.page and (formula := e.formula) and found["letter"] in formula.axes
        }
        if not sizes:
            return False
        values = [int(v) for v in re.findall(r"\d+", found["values"])]
        full = values[0] == 1 and values[-1] in sizes
        single = len(values) == 1 and 1 <= values[0] <= max(sizes)
        steps = (
            r"\dots" in item.text
            or r"\ldots" in item.text
            or all(b == a + 1 for a, b in itertools.pairwise(values))
        )
        if not (full or single) or not steps:
            raise Problem(
                f"the index range {item.text}",
                f"{found['letter']} from 1 to {' or '.join(map(str, sorted(sizes)))}",
                "correct the range",
                0,
            )
        return True

    def mention(self, item: Item) -> None:
        if re.search(r"\d\.\d", item.text):
            raise Problem(
                "a decimal number in a formula that claims nothing",
                "an equation that can be checked, or {{…}}",
                "write what the number is",
                0,
            )
        if item.text.strip() in self.mentions:
            return
        scope = self.scope()
        for node in parse_mention(item.text, scope.model.functions):
            for part in node.walk():
                if not isinstance(part, Symbol) or part.latex in ("e", *self.mentions):
                    continue
                if scope.alias(part) is not None:
                    continue
                if scope.defined(part) is not None:
                    self.used.add((*part.stem, part.subscripts))
                elif scope.model.find(part) is None and not _is_index(part, scope.model):
                    raise scope.model.unknown(part)


def _is_index(symbol: Symbol, model: Model) -> bool:
    """A single index letter, as in `the index $k$`."""
    return symbol.latex == symbol.base and any(
        symbol.base in name.symbol.subscripts
        for name in model.names
        if name.axes and isinstance(name.symbol, Symbol)
    )


def _declared_mentions(page: Page) -> set[str]:
    """Symbols that the front matter declares to be talked about only, never computed."""
    declared = page.meta.get("symbols", {})
    return {str(s) for s in declared} if isinstance(declared, dict) else set()


def _binding(registry: Registry, item: Item) -> Binding:
    text = item.options.get("snippet")
    if text is None:
        raise Problem(
            f"the equation {item.id} has no snippet",
            "snippet=module.function",
            "name the function that computes it",
        )
    found = _BINDING.match(text)
    if not found:
        raise Problem(
            f"the snippet {text}", "module.function or module.function[1,2]", "correct it"
        )
    model = registry.models.get(found["module"])
    if model is None:
        raise registry.missing(
            found["module"], f"the snippet module {found['module']} does not exist"
        )
    if found["name"] not in model.snippets:
        raise Problem(
            f"the snippet {text} does not exist",
            f"one of the functions of {model.path}: " + ", ".join(model.snippets),
            "correct the name, or write the function",
        )
    return Binding(model, found["name"], element(found["element"]))


def _follows(cause: Equation) -> Consequence:
    return Consequence(f"{cause.id} has an error", "a checked equation", "mend that one first")


def _refute(registry: Registry, equation: Equation) -> None:
    item = equation.item
    made_up = item.options.get("fault") == PRACTICE
    for needed in ("of", "fault", "why") if made_up else ("of", "fault", "source", "why"):
        if not item.options.get(needed, "").strip():
            raise Problem(
                f"a refuted equation without {needed}",
                'of=#id fault=… source="where it stands" why="what is wrong"',
                f"add {needed}",
            )
    if item.options["fault"] not in FAULTS:
        raise Problem(
            f"the fault {item.options['fault']}", "one of " + ", ".join(FAULTS), "correct it"
        )
    correct = registry.equations.get(item.options["of"].removeprefix("#"))
    if correct is None or correct.refuted or correct.exempt is not None:
        raise Problem(
            f"{item.options['of']} is no checked equation",
            "the id of the correction",
            "correct `of`",
        )
    if correct.model is None or correct.binding is None:
        raise _follows(correct)
    equation.model = correct.model
    for formula in re.findall(r"\$([^$]+)\$", item.options["why"] + item.options.get("source", "")):
        try:
            parse_mention(formula, correct.model.functions)
        except Problem as problem:
            problem.offset = None
            raise
    chain = parse_chain(item.text, correct.model.functions)
    if chain.continues or len(chain.sides) < 2:
        raise Problem("a refuted display without two sides", "A = B", "write both sides", 0)
    equation.formula = Formula(chain, Scope(correct.model))
    try:
        equation.refutation = refute(equation.formula, correct.binding)
    except Problem as problem:
        raise (_follows(correct) if correct.item.error is not None else problem) from None


def _rest(registry: Registry, page: Page, item: Item) -> None:
    """References, values and directives: what needs the whole registry."""
    if item.error is not None:
        return
    if item.kind == "reference":
        target = item.options["target"]
        if target in registry.equations:
            if not item.text and not registry.equations[target].number:
                raise Problem(
                    f"a reference by number to {target}, which has none",
                    "a text",
                    "write [text](#…)",
                )
        elif target not in page.anchors:
            raise Problem(
                f"a reference to #{target}, which no equation and no heading of this page has",
                "the id of an equation",
                "correct the id",
            )
    elif item.kind == "value":
        found = VALUE.match(item.text)
        if found and found["module"] in registry.broken:
            raise registry.missing(found["module"], "")
        registry.values[id(item)] = value(item.text, registry.models, registry.facts)
    elif item.kind == "published" and "computed" in item.options:
        confirm(item.text, item.options["computed"], registry.models)
    elif item.kind in ("notation", "model"):
        key = {"notation": "model", "model": "name"}[item.kind]
        name = item.options.get(key)
        if name in registry.broken:
            raise registry.missing(name, "")
        if set(item.options) != {key} or item.classes or item.id or name not in registry.models:
            raise Problem(
                f"the directive {item.kind} with {item.options or 'no attributes'}",
                f"{key}=… with one of " + ", ".join(sorted(registry.models)),
                "correct the attribute",
            )
    elif item.kind == "errata":
        if set(item.options) != {"fault"} or item.options["fault"] not in FAULTS:
            raise Problem(
                f"the directive errata with {item.options or 'no attributes'}",
                "fault=… with one of " + ", ".join(FAULTS),
                "correct the attribute",
            )
    elif item.kind == "account":
        registry.accounts[item.options.get("src", "")] = _account(registry, item)
    elif item.kind == "mutants":
        size = item.options.get("sample", "")
        if set(item.options) != {"sample"} or not re.fullmatch(r"[1-9]\d*", size):
            raise Problem(
                f"the directive mutants with {item.options or 'no attributes'}",
                "sample=… with how many mutants to try",
                "correct the attribute",
            )
        if size not in registry.mutants:
            registry.mutants[size] = judged_sample(registry, int(size))


def _account(registry: Registry, item: Item) -> list[dict[str, str]]:
    file = registry.root / "docs" / item.options.get("src", "")
    if not set(item.options) <= {"src", "verdict"} or not file.is_file():
        raise Problem("the account without its data", "src=data/….csv", "name an existing file")
    if item.options.get("verdict", VERDICTS[0]) not in VERDICTS:
        raise Problem(
            f"the verdict {item.options['verdict']}", "one of " + ", ".join(VERDICTS), "correct it"
        )
    try:
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    except ValueError as error:
        raise Problem(f"{item.options['src']}: {error}", "a table in UTF-8", "save it so") from None
    if any(set(row) != set(COLUMNS) for row in rows):
        raise Problem(
            f"{item.options['src']} has a row that does not fit its columns",
            ",".join(COLUMNS),
            "correct the row; a text with a comma is put between quotation marks",
        )
    for number, row in enumerate(rows, start=2):
        if row["verdict"] not in VERDICTS:
            raise Problem(
                f"row {number} of {item.options['src']} has the verdict {row['verdict']}",
                "one of " + ", ".join(VERDICTS),
                "correct the verdict",
            )
        for column in ("refuted_id", "equation_id"):
            if row[column] and row[column] not in registry.equations:
                raise Problem(
                    f"row {number} of {item.options['src']} names {row[column]}",
                    "the id of an equation",
                    "correct the id",
                )
    return rows


def _whole_site(registry: Registry) -> None:
    """What only the whole site can show: snippets that nothing binds, too many exemptions."""
    shown = {
        (e.binding.model.name, e.binding.snippet)
        for e in registry.equations.values()
        if e.binding is not None
    }
    for page in registry.pages.values():
        for item in page.items:
            found = VALUE.match(item.text) if item.kind == "value" else None
            if found:
                shown.add((found["module"], found["name"]))
        shown |= page.snippets_used
    if any(page.errors for page in registry.pages.values()):
        return
    for model in registry.models.values():
        for snippet in model.snippets.values():
            if (model.name, snippet.name) not in shown:
                registry.errors.append(
                    PageError(
                        model.path,
                        snippet.line,
                        Problem(
                            f"the snippet {snippet.name} is bound to no equation",
                            "an equation or a printed value for each public function",
                            "bind it, or begin its name with _",
                        ),
                    )
                )
    facts = registry.facts()
    total = facts["equations"] + facts["refuted"] + facts["inline"] + facts["exempt"]
    if facts["exempt"] > EXEMPT_SHARE * total:
        exempt = [*((e.page, e.item) for e in registry.exempt), *registry.exempt_inline]
        page, item = exempt[-1]
        page.fail(
            Problem(
                f"with this one {facts['exempt']} of {total} formulas are exempt",
                f"at most {EXEMPT_SHARE:.0%}",
                "write them so that they can be checked",
            ),
            line=item.line,
        )
