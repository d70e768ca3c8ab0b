"""`python -m checked_equations`: check every formula of a site without building it.

With the name of a Markdown file, check the statements of that file alone, which belongs to no site.
With `new NAME`, begin a derivation.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from .equations.errors import Complaint, Elsewhere, Problem
from .equations.notation.walks import each_step
from .memory import without_collector
from .pages.check import Checker, check_mutants
from .pages.directives.equation import Checked, Exempt, Several, checked_in
from .pages.directives.refuted import Refuted
from .pages.new import begin
from .pages.notes import check_notes, report
from .pages.options import (
    CONFIGURATION,
    nearest_configuration,
    read_options,
    settings_in,
)
from .pages.registry import Item, Registry, unforeseen


def main() -> int:
    """Check the site and report, or begin a derivation; 1 if anything is wrong."""
    parser = _parser()
    arguments = parser.parse_args()
    new, files = arguments.what[:1] == ["new"], [Path(name) for name in arguments.what]
    if (new and len(files) != 2) or not (new or all(file.suffix == ".md" for file in files)):
        parser.error("expected nothing, Markdown files (*.md), or `new` and one name")
    if arguments.model and (new or not files):
        parser.error("--model goes with a Markdown file of one's own")
    place = CONFIGURATION
    mutants = 0
    try:
        if files and not new:
            wrong = False
            for file in files:
                place = str(file)
                registry = check_notes(file, arguments.model, arguments.debug)
                for complaint in registry.all_complaints():
                    print(complaint, file=sys.stderr)
                    wrong = True
                lines, found = report(registry)
                print("\n".join(lines))
                wrong |= not found
            return int(wrong)
        root = arguments.root
        configuration = nearest_configuration() if root is None else root / CONFIGURATION
        options = read_options(settings_in(configuration), configuration)
        if new:
            name = arguments.what[1]
            place = f"{options.snippets}/{name}.py"
            print("\n".join(begin(name, options, configuration)))
            return 0
        if arguments.styles:
            from .pages.styles import write_assets  # slow to import

            write_assets(options)
        with without_collector():
            registry = Checker(options, arguments.debug).check()
        if arguments.pages and not registry.all_complaints():
            from .pages.made import found_when_made  # slow to import

            registry.complaints += found_when_made(registry, configuration)
        mutants = check_mutants(registry) if arguments.mutants else 0
    except Exception as error:
        if arguments.debug:
            raise
        problem = error if isinstance(error, Problem) else unforeseen(error)
        complaint = Complaint(place, 1, problem)
        if isinstance(problem, Elsewhere):
            complaint = Complaint(problem.path, problem.line, problem)
        print(complaint, file=sys.stderr)
        return 1
    return _report(registry, mutants, arguments.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="checked-equations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what",
        nargs="*",
        metavar="FILE.md, or new NAME",
        help="files of one's own to check instead of a site; or the snippet module to begin",
    )
    parser.add_argument(
        "--model", help="of a file of one's own: a snippet module, or a Python file (*.py)"
    )
    parser.add_argument("--json", metavar="FILE", help="write what was found, '-' for the screen")
    parser.add_argument("--root", type=Path, help=f"the folder with {CONFIGURATION}")
    parser.add_argument(
        "--styles",
        action="store_true",
        help="write style, script and font first, for Zensical, which looks for files early",
    )
    parser.add_argument(
        "--pages",
        action="store_true",
        help="make the pages too, once nothing else is wrong, and see whether they show something "
        "that is not checked, as a build does",
    )
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="try every mutant of every equation too, and name those that pass",
    )
    parser.add_argument("--debug", action="store_true", help="show where the checker itself fails")
    return parser


def _report(registry: Registry, mutants: int, file: str | None) -> int:
    """Print what is wrong and a summary, and write the record; 1 if anything is wrong."""
    complaints = registry.all_complaints()
    if file:
        text = json.dumps(_record(registry), indent=1, ensure_ascii=False) + "\n"
        if file == "-":
            print(text, end="")
        else:
            Path(file).write_text(text, encoding="utf-8")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    summary = summary_line(registry) + (f"; {mutants} mutants tried" if mutants else "")
    errors = "1 error" if len(complaints) == 1 else f"{len(complaints)} errors"
    print(
        f"{errors}; {summary}" if complaints else summary,
        file=sys.stderr if file == "-" else sys.stdout,
    )
    return 1 if complaints else 0


def summary_line(registry: Registry) -> str:
    """How many equations were checked, refuted as they must be, and exempt."""
    facts = registry.facts()
    return (
        f"{facts['equations']} equations checked, {facts['refuted']} refuted as they must be, "
        f"{facts['exempt']} exempt; {facts['inline']} inline formulas checked"
    )


def _record(registry: Registry) -> dict[str, Any]:
    return {
        "equations": [
            record
            for name, e in registry.equations.items()
            for record in _records(name, e, registry)
        ],
        "errors": [str(complaint) for complaint in registry.all_complaints()],
        "facts": registry.facts(),
    }


def _records(name: str, item: Item, registry: Registry) -> list[dict[str, Any]]:
    """A record for each statement of a display, most often one."""
    found = registry.results.get(item)
    record = {
        "page": registry.page_of[item].path,
        "line": item.place.line,
        "id": name,
        "number": registry.numbers.get(name),
        "snippet": None,
        "value": None,
        "links": _no_links("it has an error"),
        "where": [],
        "off": None,
        "off_example": None,
        "exempt": None,
    }
    match found:
        case Checked() | Several():
            return [record | _checked(part) for part in checked_in(found)]
        case Refuted(refutation=refutation):
            record["links"] = _no_links("refuted: it has to be false")
            record["off"], record["off_example"] = refutation.generic, refutation.example
        case Exempt(reason=reason):
            record["links"] = _no_links("exempt")
            record["exempt"] = reason
    return [record]


def _checked(found: Checked) -> dict[str, Any]:
    """What a record says of a statement that holds."""
    links: dict[str, Any] = {}
    for link, residual in found.report.residuals.items():
        links[link] = {"residual": residual}
        if residual is None:
            links[link]["why"] = found.report.why.get(link) or found.report.why.get("calculus", "")
    independent = {"residual": None, "why": "a test's business, not the build's"}
    return {
        "snippet": str(found.binding),
        "value": each_step(found.report.value, _plain),
        "links": {**links, "independent": independent},
        "where": [f"{latex} {words}" for latex, words in found.report.where],
    }


def _plain(value: Any) -> Any:
    """An array as lists; a number as it is."""
    return getattr(value, "tolist", lambda: value)()


def _no_links(why: str) -> dict[str, Any]:
    names = ("sides", "python", "calculus", "central", "independent")
    return {name: {"residual": None, "why": why} for name in names}


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # the system frees memory at once, Python one object after another
