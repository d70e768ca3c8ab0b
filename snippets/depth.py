"""What depth costs: multiplications that are counted while network.py works, and small slopes."""

import numpy as np

from snippets.network import backward, deltas, forward
from snippets.sigmoid import sigma, sigma_prime


class _Number(float):
    """A number that counts the multiplications of all of its kind."""

    count = 0

    def __mul__(self, other):
        _Number.count += 1
        return _Number(float(self) * float(other))

    def __add__(self, other):
        return _Number(float(self) + float(other))

    __rmul__, __radd__ = __mul__, __add__


def weights(inputs, width, outputs, layers):
    """How many weights there are. A scalar."""
    W, _, _ = _network(inputs, width, outputs, layers)
    return sum(np.size(one) for one in W.values())


def biases(inputs, width, outputs, layers):
    """How many biases there are. A scalar."""
    _, b, _ = _network(inputs, width, outputs, layers)
    return sum(np.size(one) for one in b.values())


def forward_count(inputs, width, outputs, layers):
    """Multiplications of a forward pass of one sample, activations apart. A scalar."""
    W, b, X = _network(inputs, width, outputs, layers)
    return _counted(lambda: forward(W, b, _each(W, _same), X))


def backward_count(inputs, width, outputs, layers):
    """Multiplications of a backward pass of one sample, slopes of activations apart. A scalar."""
    W, b, X = _network(inputs, width, outputs, layers)
    Z, A = forward(W, b, _each(W, _same), X)
    slopes = _each(W, np.ones_like)
    return _counted(lambda: backward(W, slopes, Z, A, A[layers]))


def nudge_count(inputs, width, outputs, layers):
    """Multiplications of a forward pass as it is, and one for each nudged number. A scalar."""
    W, b, X = _network(inputs, width, outputs, layers)
    networks = [(W, b), *[(one, b) for one in _nudged(W)], *[(W, one) for one in _nudged(b)]]
    f = _each(W, _same)
    return _counted(lambda: [forward(*network, f, X) for network in networks])


def passes(weights, biases):
    """How many passes forward a nudge for each of them takes. A scalar."""
    return weights + biases + 1


def share(deep):
    """The length of delta^(1) divided by that of delta^(L), with sigmoids. A scalar."""
    rng = np.random.default_rng(1)
    W = {l: rng.normal(size=(4, 4)) for l in range(1, deep + 1)}
    b = {l: rng.normal(size=4) for l in W}
    Z, A = forward(W, b, _each(W, sigma), rng.normal(size=(1, 4)))
    Delta = deltas(W, _each(W, sigma_prime), Z, A[deep])
    return np.linalg.norm(Delta[1]) / np.linalg.norm(Delta[deep])


def _network(inputs, width, outputs, layers):
    """Weights, biases and one sample, of numbers that count."""
    sizes = [inputs, *[width] * (layers - 1), outputs]
    ones = np.vectorize(_Number, otypes=[object])
    W = {l: ones(np.ones((sizes[l], sizes[l - 1]))) for l in range(1, layers + 1)}
    b = {l: ones(np.ones(sizes[l])) for l in W}
    return W, b, ones(np.ones((1, inputs)))


def _each(W, function):
    """The same function for each layer."""
    return dict.fromkeys(W, function)


def _same(z):
    """The activation that changes nothing, and multiplies nothing."""
    return z


def _nudged(parts):
    """The arrays of all layers, with one number after the other raised a little."""
    for l, part in parts.items():
        for place in np.ndindex(part.shape):
            raised = part.copy()
            raised[place] += 1e-6
            yield {**parts, l: raised}


def _counted(work):
    """How many multiplications it takes."""
    before = _Number.count
    work()
    return _Number.count - before


NOTATION = {}

FORWARD = []

EXAMPLE = {"inputs": 8, "width": 10, "outputs": 4, "layers": 3, "deep": 10}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
