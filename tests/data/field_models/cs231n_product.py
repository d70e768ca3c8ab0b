"""A product of two numbers."""


def f(x, y):
    return x * y


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "y": ("y", "scalar", "a number"),
    "f": ("f(x, y)", "scalar", "their product"),
}

FORWARD = [f]

EXAMPLE = {"x": -2.0, "y": 5.0}
