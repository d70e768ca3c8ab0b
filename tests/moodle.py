"""Moodle XML, read by the rules of Moodle's own importer (question/format/xml/format.php)."""

from dataclasses import dataclass
from xml.etree import ElementTree

# The grades that an answer may have, in per cent, as far as one right answer among wrong ones goes.
FRACTIONS = ("0", "100")


@dataclass(frozen=True)
class Imported:
    """A question as Moodle keeps it: text, fraction, feedback and tolerance of each answer."""

    kind: str
    name: str
    category: str
    text: str
    feedback: str
    answers: tuple[tuple[str, float, str, float], ...]
    is_shuffled: bool


def imported(content: bytes) -> list[Imported]:
    """The questions of a file, each in the category that was named last. Raises ValueError."""
    category, found = "", []
    for question in ElementTree.fromstring(content).findall("question"):
        kind = question.get("type", "")
        if kind == "category":
            category = _text(question, "category")
        elif kind in ("multichoice", "numerical"):
            found.append(_question(question, kind, category))
        else:
            raise ValueError(f"a question of the type {kind!r}")
    return found


def _question(question: ElementTree.Element, kind: str, category: str) -> Imported:
    answers = []
    for answer in question.findall("answer"):
        if answer.get("fraction") not in FRACTIONS:
            raise ValueError(f"the grade {answer.get('fraction')}")
        text = _text(answer, ".")
        tolerance = answer.findtext("tolerance", "0")
        if kind == "numerical":
            float(text), float(tolerance)
        feedback = _text(answer, "feedback")
        answers.append((text, float(answer.get("fraction", 0)) / 100, feedback, float(tolerance)))
    if [fraction for _, fraction, _, _ in answers].count(1) != 1 or len(answers) < 2:
        raise ValueError("a question without one right answer among others")
    if kind == "multichoice" and question.findtext("single", "").strip() != "true":
        raise ValueError("several answers may be chosen")
    return Imported(
        kind,
        _text(question, "name"),
        category,
        _text(question, "questiontext"),
        _text(question, "generalfeedback"),
        tuple(answers),
        question.findtext("shuffleanswers", "false").strip() not in ("false", "0", ""),
    )


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.find(f"{path}/text")
    if found is None or not (found.text or "").strip():
        raise ValueError(f"no text in {path} of {element.tag}")
    return (found.text or "").strip()
