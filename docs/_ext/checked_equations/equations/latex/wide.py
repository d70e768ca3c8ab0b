"""Spaces of at least half an em: thinner ones stand between factors."""

# Stands for the & between two columns of equations.
COLUMN = "\ue012"

_THIN = r"(?:\\[;:> ]|\\space(?![a-zA-Z])|~)"
# Possessive, so that a long gap is read in one way.
WIDE = rf"(?:{COLUMN}|\\(?:q?quad|enspace|enskip)(?![a-zA-Z])|{_THIN}(?:\s*+{_THIN})++)"
