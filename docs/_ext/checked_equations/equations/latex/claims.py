"""Words that a reader takes for a statement, which nothing would check; and reasons."""

import re

# What stands for a sign between two sides or factors.
_SIGN = (
    r"is|are|was|be|becomes?|gives?|means|equals?|equal to|differs? from|exceeds?|times|plus|minus|"
    r"over|divided by|(?:at|more|less|greater|larger|smaller) (?:most|least|than)"
)
_SIGNS = re.compile(_SIGN, re.IGNORECASE)
# Words that claim something wherever they stand in a label: numbers, shares, signs, sizes, limits.
_CLAIMS = re.compile(
    rf"^\s*(?:{_SIGN})\b|\b(?:times|plus|minus|divided by|exceeds?|zeros?|one(?!-hot| for)|two|"
    r"three|four|five|six|seven|eight|nine|ten|hundred|thousand|"
    r"half|halves|halved|(?:third|quarter|fifth|tenth|share|fraction|part|multiple|most|percent|"
    r"rest|factor)s? of|once|twice|thrice|double[ds]?|triple[ds]?|squared|cubed|negated|unity|"
    r"(?:non-?)?(?:zero|positive|negative|constant|empty)|infinit[ey]|finite|null|nil|nothing|"
    r"none|no|not|never|always|true|false|wrong\w*|correct|vanish\w*|cancel\w*|disappears?|"
    r"negligible|ignored|dropped|(?:un)?bounded|(?:un)?equal\w*|same|opposite|independent|"
    r"orthogonal|(?:anti)?symmetric|small\w*|large\w*|tiny|huge|less|more|most|least|greater|"
    r"below|above|up|only|if|when|unless|except|approx\w*|about|almost|nearly|roughly|"
    r"(?:de|in)creas\w*|contradicts?)\b",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"(?<![^\W\d_])-|-(?![^\W\d_])")

# A reference, `(3)`, `\eqref{loss}` or `eq. 3`, for which another sign is put.
_MARK = "\ue013"
REFERENCE = (
    r"\(\s*(?:[a-zA-Z]?\d+(?:\.\d+)*[a-z]?|[a-zA-Z]|[ivx]{1,4})\s*\)"
    r"|\\(?:eq)?ref(?![a-zA-Z])\s*\{[^{}]*\}"
)
_REFERENCE = re.compile(
    r"\b(?:eqs?|eqns?|equations?|lemma|theorem|definition|def)\b\.?\s*"
    rf"(?:\d+(?:\.\d+)*[a-z]?\b|{REFERENCE})|{REFERENCE}",
    re.IGNORECASE,
)
# What a reason may consist of, which is all: other words may change what they stand beside.
_KINDS = (
    r"(?:(?:the|a|an|this|same|chain|product|quotient|sum|power|total|general|multivariable|"
    r"multivariate|leibniz|distributive|associative|commutative|derivative|trace|log|logarithm|"
    r"exponential|matrix|vector) )*"
)
_OF = (
    r"(?: of (?:the )?(?:derivatives?|gradient|sums?|product|trace|transpose|differentiation|"
    r"sigmoid|softmax|tanh|logarithm|exponential|expectation|loss|cost|error|activation))?"
)
_NAMED = (
    rf"(?:{_MARK}|{_KINDS}(?:rules?|laws?|theorem|lemma|definitions?|def\.?|linearity|symmetry|"
    r"substitution|differentiation|backprop(?:agation)?|associativity|commutativity|"
    rf"distributivity){_OF}(?: {_MARK})?|(?:chain|product|trace|log) identity)"
)
# These alone would say what something is.
_FROM = rf"(?:{_NAMED}|{_KINDS}(?:identity|derivatives?){_OF}|the above)"
_LEAD = r"(?:by|from|using|via|see|cf\.?|because of|due to|as in|(?:by )?(?:applying|substituting))"
_DOING = r"(?:as|see) above|as before|(?:by )?(?:substituting|simplifying|expanding|rearranging)"
_AND = r"(?:,? and (?:then )?|[,;] (?:then )?)"
_REASON = re.compile(
    rf"{_NAMED}(?:{_AND}{_NAMED})*|(?:{_LEAD} {_FROM}|{_DOING})"
    rf"(?:(?:{_AND}| into | in )(?:(?:{_LEAD} )?{_FROM}|{_DOING}))*",
    re.IGNORECASE,
)
# What leads over to a statement, and names nothing.
_CONNECTIVE = re.compile(
    r"which|that|this|these|those|it|both|by|from|using|via|see|since|because|if|for|or|and|not|"
    r"as|to|of|in|on|at|with|when|where|also|again|still|indeed|yet|but|so|ie|eg|i\.e|e\.g",
    re.IGNORECASE,
)


def claims(words: str) -> bool:
    """Whether words under a brace say something of what it holds, as `is zero` does."""
    strange = any(not (sign.isalpha() or sign in " '’(),.;:/-") for sign in words)
    return strange or bool(_CLAIMS.search(words) or _HYPHEN.search(words))


def is_reason(words: str) -> bool:
    """Whether words say why a formula holds, as `by the chain rule` does, and nothing of it."""
    plain = " ".join(_REFERENCE.sub(_MARK, words).split()).strip(" ()[].,;:")
    return _REASON.fullmatch(plain) is not None


def leads_over(words: str) -> bool:
    """Whether words stand between statements, and are no name: those with blanks, `which`."""
    plain = words.strip(" ()[].,;:")
    return " " in plain or any(p.fullmatch(plain) for p in (_CONNECTIVE, _SIGNS, _REASON))


def stands_for_a_sign(words: str) -> bool:
    """Whether words between two symbols say how they are related, as `equals` does."""
    return _SIGNS.fullmatch(words.strip()) is not None
