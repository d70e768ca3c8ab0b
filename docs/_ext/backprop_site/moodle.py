"""The questions of the site for Moodle: all of them in one file, to be imported there."""

import html
import importlib.metadata
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from checked_equations.equations.shown.questions import Answer, Question
from checked_equations.files import keep, kept, write_changed
from checked_equations.pages.directives.questions import Bank
from checked_equations.pages.options import CONFIGURATION, read_configuration
from checked_equations.pages.registry import Registry

_CATEGORY = "Backprop"
_TITLES = {"formula": "Which formula", "slip": "Where is the slip", "number": "Compute"}


def write(registry: Registry) -> None:
    """Write the questions into the docs folder, unless they are there."""
    documents = list(_documents(registry))
    if documents:
        file = registry.options.cache / "questions"
        version = _version(documents)
        content = kept(file, version)
        if content is None:
            content = _moodle(documents).encode()
            keep(file, version, content)
        write_changed(registry.docs / "assets" / "questions.xml", content)


def _version(documents: list[dict[str, Any]]) -> bytes:
    """All that the XML of questions depends on."""
    made_of = json.dumps([importlib.metadata.version("moodle-tools"), documents])
    return made_of.encode() + Path(__file__).read_bytes()


def _moodle(documents: list[dict[str, Any]]) -> str:
    """The questions as Moodle XML."""
    # Slow to import, and not needed where the questions are kept.
    from loguru import logger
    from moodle_tools.make_questions import generate_moodle_questions

    logger.disable("moodle_tools")  # it reports on each question
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "questions.yml")
        file.write_text(yaml.safe_dump_all(documents, allow_unicode=True), encoding="utf-8")
        # Its validation would leave questions out.
        return str(
            generate_moodle_questions(
                paths=iter([file]), skip_validation=True, parse_markdown=False
            )
        )


def _documents(registry: Registry) -> Iterator[dict[str, Any]]:
    """Each question in the form that moodle-tools reads."""
    site = str(read_configuration(registry.root / CONFIGURATION)["site_url"])
    for bank in registry.of_type(Bank).values():
        page = f"{site}{registry.address(bank.page)}"
        for question in bank.questions:
            yield _document(question, bank.page.title, f"{page}#{question.statement}")


def _document(question: Question, topic: str, address: str) -> dict[str, Any]:
    link = f'<a href="{html.escape(address)}">{html.escape(topic)}</a>'
    given = ", ".join(map(_formula, question.given))
    document: dict[str, Any] = {
        "type": "numerical" if question.kind == "number" else "multiple_choice",
        "category": f"{_CATEGORY}/{html.escape(topic).replace('/', '//')}",
        "title": f"{_TITLES[question.kind]}: {question.snippet}",
        "question": f"<p>{_text(question.text)}</p>" + (given and f"<p>Given: {given}.</p>"),
        "general_feedback": f"<p>It is derived on the page {link}.</p>",
        "answers": [_answer(answer, question, link) for answer in question.answers],
    }
    if question.kind != "number":
        document["shuffle_answers"] = question.kind == "formula"
    return document


def _answer(answer: Answer, question: Question, link: str) -> dict[str, Any]:
    words = _text(answer.words[:1].upper() + answer.words[1:])
    if not words:
        words = "Right" if answer.is_right else "This line is right"
    found: dict[str, Any] = {
        "answer": answer.text if question.kind == "number" else _formula(answer.text),
        "points": 100 if answer.is_right else 0,
        "feedback": f"<p>{words}. See {link}.</p>",
    }
    return found | ({"tolerance": f"{question.tolerance:g}"} if question.kind == "number" else {})


def _text(text: str) -> str:
    r"""Words with formulas in `$…$` as HTML with formulas in `\(…\)`."""
    words, *rest = re.split(r"\$([^$]+)\$", text)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return html.escape(words) + "".join(_formula(a) + html.escape(b) for a, b in pairs)


def _formula(latex: str) -> str:
    return rf"\({html.escape(latex)}\)"
