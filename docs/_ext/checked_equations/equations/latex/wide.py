"""Spaces of at least half an em: thinner ones stand between factors."""

# Stands for the & between two columns of equations.
COLUMN = "\ue012"

WIDE = (
    rf"(?:{COLUMN}|"
    r"\\(?:q?quad|enspace|enskip)(?![a-zA-Z])"
    r"|(?:\\[;:> ]|\\space(?![a-zA-Z])|~)\s*(?:\\[;:> ]|\\space(?![a-zA-Z])|~))"
)
