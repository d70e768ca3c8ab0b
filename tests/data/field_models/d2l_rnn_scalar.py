"""A recurrent network of one unit, with any functions."""


def h(f, x, h, w, t):
    return f(x[t], h[t - 1], w)


def o(g, h, w, t):
    return g(h[t], w)


def L(loss, y, o, T):
    return sum(loss(y[t], o[t]) for t in range(1, T + 1))


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "scalar", "an input"),
    "y": ("y_t", "scalar", "a target"),
    "w": ("w", "scalar", "the weight"),
    "f": ("f", "function of scalar, scalar, scalar", "the next state"),
    "g": ("g", "function of scalar, scalar", "the output"),
    "loss": ("l", "function of scalar, scalar", "the loss of a step"),
    "h": ("h_t", "scalar", "a state"),
    "o": ("o_t", "scalar", "an output"),
    "L": ("L(x, y, w)", "scalar", "the loss"),
}

FORWARD = [h, o, L]

EXAMPLE = {
    "h": {0: 0.3},
    "x": {1: 0.5, 2: -0.4, 3: 0.9},
    "y": {1: 0.1, 2: 0.6, 3: -0.3},
    "w": 0.7,
    "f": lambda x, h, w: x + w * h * h,
    "f_prime": lambda x, h, w: (1, 2 * w * h, h * h),
    "g": lambda h, w: h * w,
    "g_prime": lambda h, w: (w, h),
    "loss": lambda y, o: (y - o) * (y - o),
    "loss_prime": lambda y, o: (2 * (y - o), 2 * (o - y)),
}
