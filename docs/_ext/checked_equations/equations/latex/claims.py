"""Words that a reader takes for a statement, which nothing would check."""

import re

# What stands for a sign between two sides or factors.
_SIGN = (
    r"is|are|was|be|becomes?|gives?|means|equals?|equal to|differs? from|exceeds?|times|plus|minus|"
    r"over|divided by|(?:at|more|less|greater|larger|smaller) (?:most|least|than)"
)
_NUMBER = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|half|unity|infinity|constant|positive|"
    r"negative|true|false|vanish(?:es)?|nothing"
)
_SIGNS = re.compile(_SIGN, re.IGNORECASE)
_CLAIMS = re.compile(
    rf"(?:{_SIGN})\b.*|(?:.*\b(?:is|are|equals?)\s+)?(?:{_NUMBER})|.*[\d=<>].*",
    re.IGNORECASE,
)


# A rule by its name, or where something follows from.
_REASON = re.compile(
    r"(?:by|from|using|via|see|since|because|due to|applying)\b.*"
    r"|(?:rearrang|simplify|substitut|expand|collect|regroup|reorder|insert|plugg|factor)ing\b.*"
    r"|(?:[a-z'-]+ ){0,3}(?:rule|theorem|lemma|law|identity|def|definition|linearity|symmetry|"
    r"substitution)s?",
    re.IGNORECASE,
)


def claims(words: str) -> bool:
    """Whether words under a brace say something of what it holds, as `is zero` does."""
    return _CLAIMS.fullmatch(words.strip()) is not None


def is_reason(words: str) -> bool:
    """Whether words say why a formula holds, as `by the chain rule` does, and nothing of it."""
    plain = words.strip(" .")
    return _REASON.fullmatch(plain) is not None and not claims(plain)


def stands_for_a_sign(words: str) -> bool:
    """Whether words between two symbols say how they are related, as `equals` does."""
    return _SIGNS.fullmatch(words.strip()) is not None
