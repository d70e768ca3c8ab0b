"""The README's network with a bias for each unit: Mazur's published example."""

from snippets.sigmoid import sigma
from snippets.sigmoid_network import (
    E1,
    E2,
    E_total,
    W1_new,
    W2_new,
    W3_new,
    W4_new,
    W5_new,
    W6_new,
    W7_new,
    W8_new,
    a_h1,
    a_h2,
    a_o1,
    a_o2,
    da_h1_dh1,
    dE_da_h1,
    dE_da_h2,
    delta_h1,
    delta_h2,
    delta_o1,
    delta_o2,
)
from snippets.sigmoid_network import EXAMPLE as WITHOUT_BIASES
from snippets.sigmoid_network import NOTATION as SYMBOLS


def h1(i1, i2, W1, W2, b_h1):
    """h_1 = W_1 i_1 + W_2 i_2 + b_h1. A scalar. Source: Mazur's net_h1."""
    return W1 * i1 + W2 * i2 + b_h1


def h2(i1, i2, W3, W4, b_h2):
    """h_2 = W_3 i_1 + W_4 i_2 + b_h2. A scalar. Source: Mazur's net_h2."""
    return W3 * i1 + W4 * i2 + b_h2


def o1(a_h1, a_h2, W5, W6, b_o1):
    """o_1 = W_5 a_h1 + W_6 a_h2 + b_o1. A scalar. Source: Mazur's net_o1."""
    return W5 * a_h1 + W6 * a_h2 + b_o1


def o2(a_h1, a_h2, W7, W8, b_o2):
    """o_2 = W_7 a_h1 + W_8 a_h2 + b_o2. A scalar. Source: Mazur's net_o2."""
    return W7 * a_h1 + W8 * a_h2 + b_o2


def do1_db_o1():
    """do_1/db_o1 = 1. A scalar."""
    return 1.0


def dE_db_o1(a_o1, t1):
    """dE/db_o1 = dE/do_1 = (a_o1 - t_1) a_o1 (1 - a_o1). A scalar. Mazur's delta_o1."""
    return (a_o1 - t1) * a_o1 * (1 - a_o1)


def dE_db_o2(a_o2, t2):
    """dE/db_o2 = dE/do_2 = (a_o2 - t_2) a_o2 (1 - a_o2). A scalar. Mazur's delta_o2."""
    return (a_o2 - t2) * a_o2 * (1 - a_o2)


def dE_db_h1(dE_da_h1, a_h1):
    """dE/db_h1 = dE/dh_1 = dE/da_h1 a_h1 (1 - a_h1). A scalar. Mazur's delta_h1."""
    return dE_da_h1 * a_h1 * (1 - a_h1)


def dE_db_h2(dE_da_h2, a_h2):
    """dE/db_h2 = dE/dh_2 = dE/da_h2 a_h2 (1 - a_h2). A scalar. Mazur's delta_h2."""
    return dE_da_h2 * a_h2 * (1 - a_h2)


def dE_dW1(dE_db_h1, i1):
    """dE/dW_1 = dE/db_h1 i_1. A scalar."""
    return dE_db_h1 * i1


def dE_dW2(dE_db_h1, i2):
    """dE/dW_2 = dE/db_h1 i_2. A scalar."""
    return dE_db_h1 * i2


def dE_dW3(dE_db_h2, i1):
    """dE/dW_3 = dE/db_h2 i_1. A scalar."""
    return dE_db_h2 * i1


def dE_dW4(dE_db_h2, i2):
    """dE/dW_4 = dE/db_h2 i_2. A scalar."""
    return dE_db_h2 * i2


def dE_dW5(dE_db_o1, a_h1):
    """dE/dW_5 = dE/db_o1 a_h1. A scalar."""
    return dE_db_o1 * a_h1


def dE_dW6(dE_db_o1, a_h2):
    """dE/dW_6 = dE/db_o1 a_h2. A scalar."""
    return dE_db_o1 * a_h2


def dE_dW7(dE_db_o2, a_h1):
    """dE/dW_7 = dE/db_o2 a_h1. A scalar."""
    return dE_db_o2 * a_h1


def dE_dW8(dE_db_o2, a_h2):
    """dE/dW_8 = dE/db_o2 a_h2. A scalar."""
    return dE_db_o2 * a_h2


def b_o1_new(b_o1, eta, dE_db_o1):
    """b_o1^new = b_o1 - eta dE/db_o1. A scalar."""
    return b_o1 - eta * dE_db_o1


def a_h1_new(i1, i2, W1_new, W2_new, b_h1):
    """a_h1 at the new weights, the bias kept. A scalar."""
    return a_h1(h1(i1, i2, W1_new, W2_new, b_h1))


def a_h2_new(i1, i2, W3_new, W4_new, b_h2):
    """a_h2 at the new weights, the bias kept. A scalar."""
    return a_h2(h2(i1, i2, W3_new, W4_new, b_h2))


def E_total_new(t1, t2, a_h1_new, a_h2_new, W5_new, W6_new, b_o1, W7_new, W8_new, b_o2):
    """E_total at the new weights, the biases kept. A scalar. Source: Mazur's second error."""
    a_o1_new = a_o1(o1(a_h1_new, a_h2_new, W5_new, W6_new, b_o1))
    a_o2_new = a_o2(o2(a_h1_new, a_h2_new, W7_new, W8_new, b_o2))
    return E_total(E1(t1, a_o1_new), E2(t2, a_o2_new))


NOTATION = {
    name: entry for name, entry in SYMBOLS.items() if name not in ("E_sum", "E_mean", "W5_new")
} | {
    "b_h1": ("b_{h1}", "scalar", "the bias of hidden unit 1"),
    "b_h2": ("b_{h2}", "scalar", "the bias of hidden unit 2"),
    "b_o1": ("b_{o1}", "scalar", "the bias of output 1"),
    "b_o2": ("b_{o2}", "scalar", "the bias of output 2"),
    "b_o1_new": (r"b_{o1}^{\text{new}}", "scalar", "$b_{o1}$ after one step of descent"),
}

FORWARD = [h1, h2, a_h1, a_h2, o1, o2, a_o1, a_o2, E1, E2, E_total]

EXAMPLE = {
    **WITHOUT_BIASES,
    "b_h1": 0.35,
    "b_h2": 0.35,
    "b_o1": 0.60,
    "b_o2": 0.60,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
