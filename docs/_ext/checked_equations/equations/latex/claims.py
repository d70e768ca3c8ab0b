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


def claims(words: str) -> bool:
    """Whether words under a brace say something of what it holds, as `is zero` does."""
    return _CLAIMS.fullmatch(words.strip()) is not None


def stands_for_a_sign(words: str) -> bool:
    """Whether words between two symbols say how they are related, as `equals` does."""
    return _SIGNS.fullmatch(words.strip()) is not None
