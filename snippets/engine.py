"""A small engine of automatic differentiation, and what it finds for two expressions."""

from math import exp

import numpy as np

from snippets.sigmoid_network import EXAMPLE as NETWORK


class Value:
    """A number that knows its parts."""

    def __init__(self, data, parts=()):
        self.data = data
        self.parts = parts
        self.grad = 0.0

    def __add__(self, other):
        total = self.data + other.data
        parts = [(self, 1.0), (other, 1.0)]
        return Value(total, parts)

    def __mul__(self, other):
        product = self.data * other.data
        parts = [
            (self, other.data),
            (other, self.data),
        ]
        return Value(product, parts)

    def sigmoid(self):
        """The logistic function of it."""
        s = 1 / (1 + exp(-self.data))
        slope = s * (1 - s)
        return Value(s, [(self, slope)])

    def in_order(self, found):
        """All its parts, then itself."""
        if self not in found:
            for part, _ in self.parts:
                part.in_order(found)
            found[self] = True
        return found

    def backward(self):
        """Add to each grad its slope."""
        self.grad = 1.0
        order = self.in_order({})
        for v in reversed(order):
            for part, slope in v.parts:
                part.grad += slope * v.grad


def u(w, x):
    """u = w x. A scalar. Source: standard."""
    return w * x


def v(u, w):
    """v = u + w. A scalar. Source: standard."""
    return u + w


def L(u, v):
    """L = u v. A scalar. Source: standard."""
    return u * v


def dL_dv(u):
    """dL/dv = u. A scalar. Source: standard."""
    return u


def dL_du(v, dL_dv):
    """dL/du = v + dL/dv. A scalar. Source: standard."""
    return v + dL_dv


def dL_dw(dL_du, x, dL_dv):
    """dL/dw = dL/du x + dL/dv. A scalar. Source: standard."""
    return dL_du * x + dL_dv


def dL_dx(dL_du, w):
    """dL/dx = dL/du w. A scalar. Source: standard."""
    return dL_du * w


def overwritten(dL_dv, x):
    """What = in place of += leaves for w: only the last slope, of only the last u. A scalar."""
    return dL_dv * x


def too_early(v, x, dL_dv):
    """What w gets if u passes its slope on before v has added to it. A scalar."""
    return v * x + dL_dv


def sum_dL_dw(w, x):
    """The slope by w, as the engine finds it, where the last step adds u and v. A scalar."""
    w, x = Value(w), Value(x)
    u = w * x
    (u + (u + w)).backward()
    return w.grad


def grads(w, x):
    """The slopes of L by u, v, w and x, as the engine finds them."""
    w, x = Value(w), Value(x)
    u = w * x
    v = u + w
    (u * v).backward()
    return np.array([value.grad for value in (u, v, w, x)])


def _weights():
    """The Values of W_1 to W_8."""
    return [Value(NETWORK[f"W{k}"]) for k in range(1, 9)]


def network(W):
    """E_total, from the eight weights."""
    i1, i2, t1, t2 = _given()
    a_h1 = _unit(W[0], i1, W[1], i2)
    a_h2 = _unit(W[2], i1, W[3], i2)
    a_o1 = _unit(W[4], a_h1, W[5], a_h2)
    a_o2 = _unit(W[6], a_h1, W[7], a_h2)
    E1 = _error(a_o1, t1)
    E2 = _error(a_o2, t2)
    return E1 + E2


def _given():
    """The Values of both inputs and both targets."""
    return [Value(NETWORK[name]) for name in ("i1", "i2", "t1", "t2")]


def _unit(w1, a1, w2, a2):
    """A unit of two inputs."""
    return (w1 * a1 + w2 * a2).sigmoid()


def _error(a, t):
    """Half the squared error."""
    minus_one, half = Value(-1.0), Value(0.5)
    e = a + minus_one * t
    return half * (e * e)


def gradients():
    """The slopes of E_total by W_1 to W_8, after one backward."""
    W = _weights()
    network(W).backward()
    return np.array([w.grad for w in W])


def gradients_not_reset():
    """The same after a second step that did not set the old slopes to zero."""
    W = _weights()
    network(W).backward()
    network(W).backward()
    return np.array([w.grad for w in W])


def nudged(h):
    """(E_total(W_1 + h) - E_total(W_1 - h)) / (2 h). A scalar."""
    up, down = _weights(), _weights()
    up[0].data += h
    down[0].data -= h
    return (network(up).data - network(down).data) / (2 * h)


def values():
    """How many values the network's E_total is made of, itself included."""
    return len(network(_weights()).in_order({}))


def slopes():
    """How many slopes are multiplied and added on the way back."""
    order = network(_weights()).in_order({})
    return sum(len(value.parts) for value in order)


NOTATION = {
    "w": ("w", "scalar", "a number that is used twice"),
    "x": ("x", "scalar", "another number"),
    "u": ("u", "scalar", "their product"),
    "v": ("v", "scalar", "the sum of that and the first number"),
    "L": ("L", "scalar", "the result"),
}

FORWARD = [u, v, L]

EXAMPLE = {"w": 0.6, "x": 2.5, "h": 1e-5}

if __name__ == "__main__":
    print(f"grads = {grads(EXAMPLE['w'], EXAMPLE['x'])}")
    print(f"gradients = {gradients()}")
    print(f"gradients_not_reset = {gradients_not_reset()}")
    print(f"nudged = {nudged(EXAMPLE['h'])}")
