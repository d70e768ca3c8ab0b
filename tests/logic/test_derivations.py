"""Derivations as a new author writes them: each passes the check, and its wrong twins do not."""

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from checked_equations.pages.check import Checker
from checked_equations.pages.options import Options

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Derivation:
    """A snippet module, an equation for each of its functions, and equations that are false."""

    module: str
    right: dict[str, str]
    wrong: tuple[tuple[str, str], tuple[str, str]]


DERIVATIONS = {
    "logistic regression": Derivation(
        '''
        """Logistic regression."""

        import numpy as np


        def z(w, x, b):
            return w @ x + b


        def y_hat(z):
            return 1 / (1 + np.exp(-z))


        def L(y, y_hat):
            return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


        def dL_dz(y_hat, y):
            return y_hat - y


        def dL_dw(dL_dz, x):
            return dL_dz * x


        def dL_db(dL_dz):
            return dL_dz


        NOTATION = {
            "w": ("w_i", "input", "a weight"),
            "x": ("x_i", "input", "an input"),
            "b": ("b", "scalar", "the bias"),
            "z": ("z", "scalar", "the weighted sum"),
            "y_hat": (r"\\hat{y}", "scalar", "the prediction"),
            "y": ("y", "scalar", "the target"),
            "L": ("L", "scalar", "the cross-entropy"),
        }
        FORWARD = [z, y_hat, L]
        EXAMPLE = {"w": np.array([0.4, -0.3]), "x": np.array([1.5, 0.8]), "b": 0.2, "y": 1.0}
        ''',
        {
            "z": r"z = \sum_i w_i x_i + b",
            "y_hat": r"\hat{y} = \frac{1}{1 + e^{-z}}",
            "L": r"L = -[y \log \hat{y} + (1 - y) \log(1 - \hat{y})]",
            "dL_dz": r"\frac{\partial L}{\partial z} = \hat{y} - y",
            "dL_dw": r"\frac{\partial L}{\partial w_i} = (\hat{y} - y) x_i",
            "dL_db": r"\frac{\partial L}{\partial b} = \hat{y} - y",
        },
        (
            ("dL_dw", r"\frac{\partial L}{\partial w_i} = (y - \hat{y}) x_i"),
            ("dL_dz", r"\frac{\partial L}{\partial z} = (\hat{y} - y) \hat{y} (1 - \hat{y})"),
        ),
    ),
    # The targets are one-hot: without that domain their sum would stay.
    "softmax regression": Derivation(
        '''
        """Softmax regression."""

        import numpy as np


        def z(W, x):
            return W @ x


        def y_hat(z):
            return np.exp(z) / np.sum(np.exp(z))


        def L(y, y_hat):
            return -np.sum(y * np.log(y_hat))


        def dy_hat_dz(y_hat):
            return np.diag(y_hat) - np.outer(y_hat, y_hat)


        def dL_dz(y_hat, y):
            return y_hat - y


        def dL_dW(dL_dz, x):
            return np.outer(dL_dz, x)


        NOTATION = {
            "W": ("W_{ki}", "class, input", "a weight"),
            "x": ("x_i", "input", "an input"),
            "z": ("z_k", "class", "a score"),
            "y_hat": (r"\\hat{y}_k", "class", "a predicted share"),
            "y": ("y_k", "class", "a target", "0 or 1, adds up to one along class"),
            "L": ("L", "scalar", "the cross-entropy"),
        }
        FORWARD = [z, y_hat, L]
        EXAMPLE = {
            "W": np.array([[0.4, -0.3], [0.1, 0.7], [-0.5, 0.2]]),
            "x": np.array([1.5, 0.8]),
            "y": np.array([0.0, 1.0, 0.0]),
        }
        ''',
        {
            "z": r"z_k = \sum_i W_{ki} x_i",
            "y_hat": r"\hat{y}_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
            "L": r"L = -\sum_k y_k \log \hat{y}_k",
            "dy_hat_dz": r"\frac{\partial \hat{y}_j}{\partial z_k} "
            r"= \hat{y}_j \left( \frac{\partial z_j}{\partial z_k} - \hat{y}_k \right)",
            "dL_dz": r"\frac{\partial L}{\partial z_k} = \hat{y}_k - y_k",
            "dL_dW": r"\frac{\partial L}{\partial W_{ki}} = (\hat{y}_k - y_k) x_i",
        },
        (
            ("dL_dz", r"\frac{\partial L}{\partial z_k} = \hat{y}_k (1 - y_k)"),
            (
                "dy_hat_dz",
                r"\frac{\partial \hat{y}_j}{\partial z_k} = \hat{y}_j (1 - \hat{y}_k)",
            ),
        ),
    ),
    "batch regression": Derivation(
        '''
        """Linear regression on a batch."""

        import numpy as np


        def y_hat(X, w):
            return X @ w


        def L(y_hat, y):
            return np.mean((y_hat - y) ** 2) / 2


        def dL_dw(y_hat, y, X):
            return (y_hat - y) @ X / len(y)


        NOTATION = {
            "N": ("N", "size of sample", "the number of samples"),
            "X": ("X_{ni}", "sample, input", "an input of a sample"),
            "w": ("w_i", "input", "a weight"),
            "y_hat": (r"\\hat{y}_n", "sample", "a prediction"),
            "y": ("y_n", "sample", "a target"),
            "L": ("L", "scalar", "half the mean of the squares"),
        }
        FORWARD = [y_hat, L]
        EXAMPLE = {
            "X": np.array([[0.5, 1.2], [-0.3, 0.4], [0.9, -0.7]]),
            "w": np.array([0.4, -0.3]),
            "y": np.array([0.2, 1.1, -0.4]),
        }
        ''',
        {
            "y_hat": r"\hat{y}_n = \sum_i X_{ni} w_i",
            "L": r"L = \frac{1}{2 N} \sum_{n=1}^{N} (\hat{y}_n - y_n)^2",
            "dL_dw": r"\frac{\partial L}{\partial w_i} "
            r"= \frac{1}{N} \sum_{n=1}^{N} (\hat{y}_n - y_n) X_{ni}",
        },
        (
            (
                "dL_dw",
                r"\frac{\partial L}{\partial w_i} = \frac{1}{3} \sum_n (\hat{y}_n - y_n) X_{ni}",
            ),
            (
                "dL_dw",
                r"\frac{\partial L}{\partial w_i} "
                r"= \frac{\sum_n (\hat{y}_n - y_n) \sum_n X_{ni}}{\sum_n 1}",
            ),
        ),
    ),
    # It has a kink, and neither the running example nor a random point lies on it.
    "rectifier": Derivation(
        '''
        """A network with a rectifier."""

        import numpy as np


        def _relu(z):
            return np.maximum(0, z)


        def z(W, x):
            return W @ x


        def h(z):
            return _relu(z)


        def y_hat(v, h):
            return v @ h


        def L(y_hat, y):
            return (y_hat - y) ** 2 / 2


        def dL_dW(y_hat, y, v, z, x):
            return np.outer((y_hat - y) * v * (z > 0), x)


        NOTATION = {
            "W": ("W_{ji}", "hidden, input", "a weight"),
            "x": ("x_i", "input", "an input"),
            "z": ("z_j", "hidden", "a weighted sum"),
            "_relu": (r"\\text{ReLU}", "function", "the rectifier"),
            "h": ("h_j", "hidden", "a hidden value"),
            "v": ("v_j", "hidden", "a weight behind"),
            "y_hat": (r"\\hat{y}", "scalar", "the prediction"),
            "y": ("y", "scalar", "the target"),
            "L": ("L", "scalar", "the loss"),
        }
        FORWARD = [z, h, y_hat, L]
        EXAMPLE = {
            "W": np.array([[0.4, -0.3], [-0.5, 0.2]]),
            "x": np.array([1.5, 0.8]),
            "v": np.array([0.7, 0.9]),
            "y": 0.3,
        }
        ''',
        {
            "z": r"z_j = \sum_i W_{ji} x_i",
            "h": r"h_j = \text{ReLU}(z_j)",
            "y_hat": r"\hat{y} = \sum_j v_j h_j",
            "L": r"L = \frac{1}{2} (\hat{y} - y)^2",
            "dL_dW": r"\frac{\partial L}{\partial W_{ji}} "
            r"= (\hat{y} - y) v_j \text{ReLU}'(z_j) x_i",
        },
        (
            ("dL_dW", r"\frac{\partial L}{\partial W_{ji}} = (\hat{y} - y) v_j x_i"),
            (
                "dL_dW",
                r"\frac{\partial L}{\partial W_{ji}} = (\hat{y} - y) v_j \text{ReLU}(z_j) x_i",
            ),
        ),
    ),
    "three layers": Derivation(
        '''
        """Three layers with any two activations."""

        import numpy as np


        def p(U, x):
            return U @ x


        def a(f, p):
            return f(p)


        def q(V, a):
            return V @ a


        def b(g, q):
            return g(q)


        def y_hat(w, b):
            return w @ b


        def L(y_hat, y):
            return (y_hat - y) ** 2 / 2


        def dL_dw(y_hat, y, b):
            return (y_hat - y) * b


        def dL_dq(y_hat, y, w, g_prime, q):
            return (y_hat - y) * w * g_prime(q)


        def dL_dV(dL_dq, a):
            return np.outer(dL_dq, a)


        def dL_dU(dL_dq, V, f_prime, p, x):
            return np.outer(dL_dq @ V * f_prime(p), x)


        NOTATION = {
            "x": ("x_i", "input", "an input"),
            "U": ("U_{ji}", "first, input", "a weight of the first layer"),
            "p": ("p_j", "first", "what enters the first layer"),
            "f": ("f", "function", "the first activation"),
            "a": ("a_j", "first", "what leaves the first layer"),
            "V": ("V_{kj}", "second, first", "a weight of the second layer"),
            "q": ("q_k", "second", "what enters the second layer"),
            "g": ("g", "function", "the second activation"),
            "b": ("b_k", "second", "what leaves the second layer"),
            "w": ("w_k", "second", "a weight of the third layer"),
            "y_hat": (r"\\hat{y}", "scalar", "the prediction"),
            "y": ("y", "scalar", "the target"),
            "L": ("L", "scalar", "the loss"),
        }
        FORWARD = [p, a, q, b, y_hat, L]
        EXAMPLE = {
            "x": np.array([0.5, -1.5]),
            "U": np.array([[0.2, 0.7], [-0.4, 1.1], [0.6, 0.3]]),
            "V": np.array([[0.3, 0.8, -0.2], [-0.6, 1.2, 0.5]]),
            "w": np.array([0.9, -0.7]),
            "f": np.tanh,
            "f_prime": lambda u: 1 - np.tanh(u) ** 2,
            "g": np.sin,
            "g_prime": np.cos,
            "y": 0.4,
        }
        ''',
        {
            "p": r"p_j = \sum_i U_{ji} x_i",
            "a": "a_j = f(p_j)",
            "q": r"q_k = \sum_j V_{kj} a_j",
            "b": "b_k = g(q_k)",
            "y_hat": r"\hat{y} = \sum_k w_k b_k",
            "L": r"L = \frac{1}{2} (\hat{y} - y)^2",
            "dL_dw": r"\frac{\partial L}{\partial w_k} = (\hat{y} - y) b_k",
            "dL_dq": r"\frac{\partial L}{\partial q_k} = (\hat{y} - y) w_k g'(q_k)",
            "dL_dV": r"\frac{\partial L}{\partial V_{kj}} = \frac{\partial L}{\partial q_k} a_j",
            "dL_dU": r"\frac{\partial L}{\partial U_{ji}} "
            r"= \sum_k \frac{\partial L}{\partial q_k} V_{kj} f'(p_j) x_i",
        },
        (
            (
                "dL_dU",
                r"\frac{\partial L}{\partial U_{ji}} "
                r"= \sum_k \frac{\partial L}{\partial q_k} V_{kj} f'(a_j) x_i",
            ),
            (
                "dL_dU",
                r"\frac{\partial L}{\partial U_{ji}} "
                r"= \sum_k (\hat{y} - y) w_k V_{kj} f'(p_j) x_i",
            ),
        ),
    ),
    # Each state is a value of its own: a nudge of the second moves the third.
    "recurrent network": Derivation(
        '''
        """A recurrent network of three steps."""

        import numpy as np


        def a1(w, x1):
            return w * x1


        def h1(f, a1):
            return f(a1)


        def a2(u, h1, w, x2):
            return u * h1 + w * x2


        def h2(f, a2):
            return f(a2)


        def a3(u, h2, w, x3):
            return u * h2 + w * x3


        def h3(f, a3):
            return f(a3)


        def L(h3, y):
            return (h3 - y) ** 2 / 2


        def dL_da3(h3, y, f_prime, a3):
            return (h3 - y) * f_prime(a3)


        def dL_da2(dL_da3, u, f_prime, a2):
            return dL_da3 * u * f_prime(a2)


        def dL_da1(dL_da2, u, f_prime, a1):
            return dL_da2 * u * f_prime(a1)


        def dL_du(dL_da3, h2, dL_da2, h1):
            return dL_da3 * h2 + dL_da2 * h1


        def dL_dw(dL_da3, x3, dL_da2, x2, dL_da1, x1):
            return dL_da3 * x3 + dL_da2 * x2 + dL_da1 * x1


        NOTATION = {
            "w": ("w", "scalar", "the weight of an input"),
            "u": ("u", "scalar", "the weight of a state"),
            "f": ("f", "function", "the activation"),
            "x1": ("x_1", "scalar", "the first input"),
            "x2": ("x_2", "scalar", "the second input"),
            "x3": ("x_3", "scalar", "the third input"),
            "a1": ("a_1", "scalar", "what enters the first state"),
            "a2": ("a_2", "scalar", "what enters the second state"),
            "a3": ("a_3", "scalar", "what enters the third state"),
            "h1": ("h_1", "scalar", "the first state"),
            "h2": ("h_2", "scalar", "the second state"),
            "h3": ("h_3", "scalar", "the third state"),
            "y": ("y", "scalar", "the target"),
            "L": ("L", "scalar", "the loss"),
        }
        FORWARD = [a1, h1, a2, h2, a3, h3, L]
        EXAMPLE = {
            "w": 0.7,
            "u": 0.4,
            "x1": 0.5,
            "x2": -0.3,
            "x3": 0.8,
            "f": np.tanh,
            "f_prime": lambda a: 1 - np.tanh(a) ** 2,
            "y": 0.2,
        }
        ''',
        {
            "a1": "a_1 = w x_1",
            "h1": "h_1 = f(a_1)",
            "a2": "a_2 = u h_1 + w x_2",
            "h2": "h_2 = f(a_2)",
            "a3": "a_3 = u h_2 + w x_3",
            "h3": "h_3 = f(a_3)",
            "L": r"L = \frac{1}{2} (h_3 - y)^2",
            "dL_da3": r"\frac{\partial L}{\partial a_3} = (h_3 - y) f'(a_3)",
            "dL_da2": r"\frac{\partial L}{\partial a_2} "
            r"= \frac{\partial L}{\partial a_3} u f'(a_2)",
            "dL_da1": r"\frac{\partial L}{\partial a_1} "
            r"= \frac{\partial L}{\partial a_2} u f'(a_1)",
            "dL_du": r"\frac{\partial L}{\partial u} "
            r"= \frac{\partial L}{\partial a_3} h_2 + \frac{\partial L}{\partial a_2} h_1",
            "dL_dw": r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a_3} x_3 "
            r"+ \frac{\partial L}{\partial a_2} x_2 + \frac{\partial L}{\partial a_1} x_1",
        },
        (
            ("dL_du", r"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial a_3} h_2"),
            (
                "dL_dw",
                r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a_3} x_3 "
                r"+ \frac{\partial L}{\partial a_3} x_2 + \frac{\partial L}{\partial a_3} x_1",
            ),
        ),
    ),
    # Whatever follows is open: g_n is the slope of the loss by what leaves the layer.
    "batch norm": Derivation(
        '''
        """Batch norm of one feature."""

        import numpy as np


        def m(x):
            return np.mean(x)


        def v(x, m):
            return np.mean((x - m) ** 2)


        def r(v, eps):
            return 1 / np.sqrt(v + eps)


        def x_hat(x, m, r):
            return (x - m) * r


        def y(gamma, x_hat, beta):
            return gamma * x_hat + beta


        def L(g, y):
            return g @ y


        def dL_dgamma(g, x_hat):
            return g @ x_hat


        def dL_dbeta(g):
            return np.sum(g)


        def dL_dx(gamma, r, g, x_hat):
            return gamma * r * (g - np.mean(g) - x_hat * np.mean(g * x_hat))


        NOTATION = {
            "x": ("x_n", "sample", "what enters"),
            "m": (r"\\mu", "scalar", "the mean"),
            "v": ("v", "scalar", "the variance"),
            "N": ("N", "size of sample", "the number of samples"),
            "eps": (r"\\epsilon", "scalar", "a small number", "positive"),
            "r": ("r", "scalar", "one over the standard deviation, nearly"),
            "x_hat": (r"\\hat{x}_n", "sample", "what is normalised"),
            "gamma": (r"\\gamma", "scalar", "the scale"),
            "beta": (r"\\beta", "scalar", "the shift"),
            "y": ("y_n", "sample", "what leaves"),
            "g": ("g_n", "sample", "the slope of the loss by what leaves"),
            "L": ("L", "scalar", "the loss, as far as it depends on what leaves"),
        }
        FORWARD = [m, v, r, x_hat, y, L]
        EXAMPLE = {
            "x": np.array([0.5, -1.5, 0.7, 1.9]),
            "eps": 0.01,
            "gamma": 1.3,
            "beta": 0.2,
            "g": np.array([0.3, -0.8, 0.4, 0.6]),
        }
        ''',
        {
            "m": r"\mu = \frac{1}{N} \sum_{n=1}^{N} x_n",
            "v": r"v = \frac{1}{N} \sum_{n=1}^{N} (x_n - \mu)^2",
            "r": r"r = \frac{1}{\sqrt{v + \epsilon}}",
            "x_hat": r"\hat{x}_n = (x_n - \mu) r",
            "y": r"y_n = \gamma \hat{x}_n + \beta",
            "L": r"L = \sum_n g_n y_n",
            "dL_dgamma": r"\frac{\partial L}{\partial \gamma} = \sum_n g_n \hat{x}_n",
            "dL_dbeta": r"\frac{\partial L}{\partial \beta} = \sum_n g_n",
            "dL_dx": r"\frac{\partial L}{\partial x_n} = \gamma r \left( g_n "
            r"- \frac{1}{N} \sum_k g_k "
            r"- \hat{x}_n \frac{1}{N} \sum_k g_k \hat{x}_k \right)",
        },
        (
            ("dL_dx", r"\frac{\partial L}{\partial x_n} = \gamma r g_n"),
            (
                "dL_dx",
                r"\frac{\partial L}{\partial x_n} = \gamma r \left( g_n "
                r"- \frac{1}{N} \sum_k g_k - \frac{1}{N} \sum_k g_k \hat{x}_k \right)",
            ),
        ),
    ),
    "attention": Derivation(
        '''
        """One head of attention."""

        import numpy as np


        def S(Q, K):
            return Q @ K.T


        def A(S):
            return np.exp(S) / np.sum(np.exp(S), axis=1, keepdims=True)


        def O(A, V):
            return A @ V


        def L(G, O):
            return np.sum(G * O)


        def dL_dV(A, G):
            return A.T @ G


        def dL_dA(G, V):
            return G @ V.T


        def dL_dS(A, dL_dA):
            return A * (dL_dA - np.sum(A * dL_dA, axis=1, keepdims=True))


        def dL_dQ(dL_dS, K):
            return dL_dS @ K


        def dL_dK(dL_dS, Q):
            return dL_dS.T @ Q


        NOTATION = {
            "Q": ("Q_{ti}", "place, feature", "a query"),
            "K": ("K_{si}", "source, feature", "a key"),
            "V": ("V_{so}", "source, output", "a value"),
            "S": ("S_{ts}", "place, source", "a score"),
            "A": ("A_{ts}", "place, source", "how much a place looks at a source"),
            "O": ("O_{to}", "place, output", "an output"),
            "G": ("G_{to}", "place, output", "the slope of the loss by an output"),
            "L": ("L", "scalar", "the loss, as far as it depends on the outputs"),
        }
        FORWARD = [S, A, O, L]
        EXAMPLE = {
            "Q": np.array([[0.5, -0.2], [0.3, 0.8]]),
            "K": np.array([[0.1, 0.7], [-0.6, 0.4], [0.9, 0.2]]),
            "V": np.array([[0.3, 1.1], [-0.5, 0.6], [0.8, -0.9]]),
            "G": np.array([[0.2, -0.4], [0.7, 0.1]]),
        }
        ''',
        {
            "S": r"S_{ts} = \sum_i Q_{ti} K_{si}",
            "A": r"A_{ts} = \frac{e^{S_{ts}}}{\sum_r e^{S_{tr}}}",
            "O": r"O_{to} = \sum_s A_{ts} V_{so}",
            "L": r"L = \sum_t \sum_o G_{to} O_{to}",
            "dL_dV": r"\frac{\partial L}{\partial V_{so}} = \sum_t A_{ts} G_{to}",
            "dL_dA": r"\frac{\partial L}{\partial A_{ts}} = \sum_o G_{to} V_{so}",
            "dL_dS": r"\frac{\partial L}{\partial S_{ts}} = A_{ts} \left( "
            r"\frac{\partial L}{\partial A_{ts}} "
            r"- \sum_r A_{tr} \frac{\partial L}{\partial A_{tr}} \right)",
            "dL_dQ": r"\frac{\partial L}{\partial Q_{ti}} "
            r"= \sum_s \frac{\partial L}{\partial S_{ts}} K_{si}",
            "dL_dK": r"\frac{\partial L}{\partial K_{si}} "
            r"= \sum_t \frac{\partial L}{\partial S_{ts}} Q_{ti}",
        },
        (
            (
                "dL_dS",
                r"\frac{\partial L}{\partial S_{ts}} = A_{ts} (1 - A_{ts}) "
                r"\frac{\partial L}{\partial A_{ts}}",
            ),
            ("A", r"A_{ts} = \frac{e^{S_{ts}}}{\sum_r e^{S_{rs}}}"),
        ),
    ),
}


def complaints(folder: Path, module: str, formulas: list[tuple[str, str]]) -> list[str]:
    """What the check says of a page that binds each formula to a function of the module."""
    fences = [f"```math {{snippet=model.{name}}}\n{latex}\n```\n" for name, latex in formulas]
    page = "---\nmodel: model\n---\n" + "\n".join(fences)
    for name, text in {"snippets/model.py": textwrap.dedent(module), "docs/a.md": page}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    options = Options(folder, require_shown=len(formulas) > 1)
    return [str(complaint) for complaint in Checker(options).check().all_complaints()]


@pytest.mark.parametrize("name", DERIVATIONS)
def test_what_is_true_passes(tmp_path: Path, name: str) -> None:
    derivation = DERIVATIONS[name]
    assert complaints(tmp_path, derivation.module, list(derivation.right.items())) == []


@pytest.mark.parametrize("twin", [0, 1])
@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_wrong_twin_is_refused(tmp_path: Path, name: str, twin: int) -> None:
    derivation = DERIVATIONS[name]
    (message,) = complaints(tmp_path, derivation.module, [derivation.wrong[twin]])
    assert message.startswith("docs/a.md:5: ")
    assert "differ" in message or "stands for one value" in message
