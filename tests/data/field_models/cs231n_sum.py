"""A sum of two numbers."""


def f(x, y):
    return x + y


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "y": ("y", "scalar", "a number"),
    "f": ("f(x, y)", "scalar", "their sum"),
}

FORWARD = [f]

EXAMPLE = {"x": 4.0, "y": 2.0}
