"""The README's network: two inputs, two hidden units, two outputs, sigmoids, no biases."""

from snippets.sigmoid import sigma


def h1(i1, i2, W1, W2):
    """h_1 = W_1 i_1 + W_2 i_2. A scalar. Source: the README."""
    return W1 * i1 + W2 * i2


def h2(i1, i2, W3, W4):
    """h_2 = W_3 i_1 + W_4 i_2. A scalar. Source: the README."""
    return W3 * i1 + W4 * i2


def a_h1(h1):
    """a_h1 = sigma(h_1). A scalar. Source: the README."""
    return sigma(h1)


def a_h2(h2):
    """a_h2 = sigma(h_2). A scalar. Source: the README."""
    return sigma(h2)


def o1(a_h1, a_h2, W5, W6):
    """o_1 = W_5 a_h1 + W_6 a_h2. A scalar. Source: the README."""
    return W5 * a_h1 + W6 * a_h2


def o2(a_h1, a_h2, W7, W8):
    """o_2 = W_7 a_h1 + W_8 a_h2. A scalar. Source: the README."""
    return W7 * a_h1 + W8 * a_h2


def a_o1(o1):
    """a_o1 = sigma(o_1). A scalar. Source: the README."""
    return sigma(o1)


def a_o2(o2):
    """a_o2 = sigma(o_2). A scalar. Source: the README."""
    return sigma(o2)


def E1(t1, a_o1):
    """E_1 = 1/2 (t_1 - a_o1)^2. A scalar. Source: the README."""
    return 1 / 2 * (t1 - a_o1) ** 2


def E2(t2, a_o2):
    """E_2 = 1/2 (t_2 - a_o2)^2. A scalar. Source: the README."""
    return 1 / 2 * (t2 - a_o2) ** 2


def E_total(E1, E2):
    """E_total = E_1 + E_2, half the sum of squares. A scalar. Source: the README."""
    return E1 + E2


def E_sum(t1, t2, a_o1, a_o2):
    """E_sum = (t_1 - a_o1)^2 + (t_2 - a_o2)^2. A scalar."""
    first = (t1 - a_o1) ** 2
    second = (t2 - a_o2) ** 2
    return first + second


def E_mean(t1, t2, a_o1, a_o2):
    """E_mean = ((t_1 - a_o1)^2 + (t_2 - a_o2)^2) / 2, for two outputs. A scalar."""
    first = (t1 - a_o1) ** 2
    second = (t2 - a_o2) ** 2
    return (first + second) / 2


def dE1_da_o1(a_o1, t1):
    """dE_1/da_o1 = a_o1 - t_1. A scalar. Source: the README, (1)."""
    return a_o1 - t1


def da_o1_do1(a_o1):
    """da_o1/do_1 = a_o1 (1 - a_o1). A scalar. Source: the README, (2)."""
    return a_o1 * (1 - a_o1)


def delta_o1(a_o1, t1):
    """delta_o1 = dE/do_1 = (a_o1 - t_1) a_o1 (1 - a_o1). A scalar."""
    return (a_o1 - t1) * a_o1 * (1 - a_o1)


def delta_o2(a_o2, t2):
    """delta_o2 = dE/do_2 = (a_o2 - t_2) a_o2 (1 - a_o2). A scalar."""
    return (a_o2 - t2) * a_o2 * (1 - a_o2)


def do1_dW5(a_h1):
    """do_1/dW_5 = a_h1. A scalar. Source: the README, (3)."""
    return a_h1


def dE_dW5(a_o1, t1, a_h1):
    """dE/dW_5 = (a_o1 - t_1) a_o1 (1 - a_o1) a_h1. A scalar. Source: the README."""
    slope = a_o1 * (1 - a_o1)
    return (a_o1 - t1) * slope * a_h1


def dE_dW5_by_delta(delta_o1, a_h1):
    """dE/dW_5 = delta_o1 a_h1. A scalar."""
    return delta_o1 * a_h1


def do1_dW6(a_h2):
    """do_1/dW_6 = a_h2. A scalar. Source: the README, (4)."""
    return a_h2


def dE_dW6(a_o1, t1, a_h2):
    """dE/dW_6 = (a_o1 - t_1) a_o1 (1 - a_o1) a_h2. A scalar. Source: the README."""
    slope = a_o1 * (1 - a_o1)
    return (a_o1 - t1) * slope * a_h2


def dE2_da_o2(a_o2, t2):
    """dE_2/da_o2 = a_o2 - t_2. A scalar. Source: the README, (5)."""
    return a_o2 - t2


def da_o2_do2(a_o2):
    """da_o2/do_2 = a_o2 (1 - a_o2). A scalar. Source: the README, (6)."""
    return a_o2 * (1 - a_o2)


def do2_dW7(a_h1):
    """do_2/dW_7 = a_h1. A scalar. Source: the README, (7)."""
    return a_h1


def dE_dW7(a_o2, t2, a_h1):
    """dE/dW_7 = (a_o2 - t_2) a_o2 (1 - a_o2) a_h1. A scalar. Source: the README."""
    slope = a_o2 * (1 - a_o2)
    return (a_o2 - t2) * slope * a_h1


def do2_dW8(a_h2):
    """do_2/dW_8 = a_h2. A scalar."""
    return a_h2


def dE_dW8(a_o2, t2, a_h2):
    """dE/dW_8 = (a_o2 - t_2) a_o2 (1 - a_o2) a_h2. A scalar. Source: the README."""
    slope = a_o2 * (1 - a_o2)
    return (a_o2 - t2) * slope * a_h2


def do1_da_h1(W5):
    """do_1/da_h1 = W_5. A scalar. Source: the README, (8)."""
    return W5


def dE1_da_h1(a_o1, t1, W5):
    """dE_1/da_h1 = (a_o1 - t_1) a_o1 (1 - a_o1) W_5. A scalar. Source: the README, (9)."""
    slope = a_o1 * (1 - a_o1)
    return (a_o1 - t1) * slope * W5


def do2_da_h1(W7):
    """do_2/da_h1 = W_7. A scalar. Source: the README, (10)."""
    return W7


def dE2_da_h1(a_o2, t2, W7):
    """dE_2/da_h1 = (a_o2 - t_2) a_o2 (1 - a_o2) W_7. A scalar. Source: the README, (11)."""
    slope = a_o2 * (1 - a_o2)
    return (a_o2 - t2) * slope * W7


def dE_da_h1(a_o1, t1, W5, a_o2, t2, W7):
    """dE/da_h1 = (a_o1-t_1) a_o1 (1-a_o1) W_5 + (a_o2-t_2) a_o2 (1-a_o2) W_7. A scalar. (12)."""
    way_1 = (a_o1 - t1) * a_o1 * (1 - a_o1)
    way_2 = (a_o2 - t2) * a_o2 * (1 - a_o2)
    return way_1 * W5 + way_2 * W7


# fmt: off
def dE_da_h1_by_delta(
    delta_o1, W5, delta_o2, W7
):
    """dE/da_h1 = delta_o1 W_5 + delta_o2 W_7. A scalar."""
    return delta_o1 * W5 + delta_o2 * W7
# fmt: on


def do1_da_h2(W6):
    """do_1/da_h2 = W_6. A scalar."""
    return W6


def dE1_da_h2(a_o1, t1, W6):
    """dE_1/da_h2 = (a_o1 - t_1) a_o1 (1 - a_o1) W_6. A scalar."""
    slope = a_o1 * (1 - a_o1)
    return (a_o1 - t1) * slope * W6


def do2_da_h2(W8):
    """do_2/da_h2 = W_8. A scalar."""
    return W8


def dE2_da_h2(a_o2, t2, W8):
    """dE_2/da_h2 = (a_o2 - t_2) a_o2 (1 - a_o2) W_8. A scalar."""
    slope = a_o2 * (1 - a_o2)
    return (a_o2 - t2) * slope * W8


def dE_da_h2(a_o1, t1, W6, a_o2, t2, W8):
    """dE/da_h2 = (a_o1-t_1) a_o1 (1-a_o1) W_6 + (a_o2-t_2) a_o2 (1-a_o2) W_8. A scalar. (13)."""
    way_1 = (a_o1 - t1) * a_o1 * (1 - a_o1)
    way_2 = (a_o2 - t2) * a_o2 * (1 - a_o2)
    return way_1 * W6 + way_2 * W8


def da_h1_dh1(a_h1):
    """da_h1/dh_1 = a_h1 (1 - a_h1). A scalar. Source: the README, in words."""
    return a_h1 * (1 - a_h1)


# fmt: off
def delta_h1(
    delta_o1, W5, delta_o2, W7, a_h1
):
    """delta_h1 = dE/dh_1 = (delta_o1 W_5 + delta_o2 W_7) a_h1 (1 - a_h1). A scalar."""
    back = delta_o1 * W5 + delta_o2 * W7
    return back * a_h1 * (1 - a_h1)
# fmt: on


def dh1_dW1(i1):
    """dh_1/dW_1 = i_1. A scalar. Source: the README, in words."""
    return i1


def dE_dW1(dE_da_h1, a_h1, i1):
    """dE/dW_1 = dE/da_h1 a_h1 (1 - a_h1) i_1. A scalar. Source: the README."""
    return dE_da_h1 * a_h1 * (1 - a_h1) * i1


def dE_dW1_by_delta(delta_h1, i1):
    """dE/dW_1 = delta_h1 i_1. A scalar."""
    return delta_h1 * i1


def dh1_dW2(i2):
    """dh_1/dW_2 = i_2. A scalar. Source: the README, in words."""
    return i2


def dE_dW2(dE_da_h1, a_h1, i2):
    """dE/dW_2 = dE/da_h1 a_h1 (1 - a_h1) i_2. A scalar. Source: the README."""
    return dE_da_h1 * a_h1 * (1 - a_h1) * i2


def da_h2_dh2(a_h2):
    """da_h2/dh_2 = a_h2 (1 - a_h2). A scalar."""
    return a_h2 * (1 - a_h2)


# fmt: off
def delta_h2(
    delta_o1, W6, delta_o2, W8, a_h2
):
    """delta_h2 = dE/dh_2 = (delta_o1 W_6 + delta_o2 W_8) a_h2 (1 - a_h2). A scalar."""
    back = delta_o1 * W6 + delta_o2 * W8
    return back * a_h2 * (1 - a_h2)
# fmt: on


def dh2_dW3(i1):
    """dh_2/dW_3 = i_1. A scalar."""
    return i1


def dE_dW3(dE_da_h2, a_h2, i1):
    """dE/dW_3 = dE/da_h2 a_h2 (1 - a_h2) i_1. A scalar. Source: the README, corrected."""
    return dE_da_h2 * a_h2 * (1 - a_h2) * i1


def dh2_dW4(i2):
    """dh_2/dW_4 = i_2. A scalar."""
    return i2


def dE_dW4(dE_da_h2, a_h2, i2):
    """dE/dW_4 = dE/da_h2 a_h2 (1 - a_h2) i_2. A scalar. Source: the README, corrected."""
    return dE_da_h2 * a_h2 * (1 - a_h2) * i2


def W1_new(W1, eta, dE_dW1):
    """W_1^new = W_1 - eta dE/dW_1. A scalar. Source: the README's sheet."""
    return W1 - eta * dE_dW1


def W2_new(W2, eta, dE_dW2):
    """W_2^new = W_2 - eta dE/dW_2. A scalar. Source: the README's sheet."""
    return W2 - eta * dE_dW2


def W3_new(W3, eta, dE_dW3):
    """W_3^new = W_3 - eta dE/dW_3. A scalar. Source: the README's sheet."""
    return W3 - eta * dE_dW3


def W4_new(W4, eta, dE_dW4):
    """W_4^new = W_4 - eta dE/dW_4. A scalar. Source: the README's sheet."""
    return W4 - eta * dE_dW4


def W5_new(W5, eta, dE_dW5):
    """W_5^new = W_5 - eta dE/dW_5. A scalar. Source: the README's sheet."""
    return W5 - eta * dE_dW5


def W6_new(W6, eta, dE_dW6):
    """W_6^new = W_6 - eta dE/dW_6. A scalar. Source: the README's sheet."""
    return W6 - eta * dE_dW6


def W7_new(W7, eta, dE_dW7):
    """W_7^new = W_7 - eta dE/dW_7. A scalar. Source: the README's sheet."""
    return W7 - eta * dE_dW7


def W8_new(W8, eta, dE_dW8):
    """W_8^new = W_8 - eta dE/dW_8. A scalar. Source: the README's sheet."""
    return W8 - eta * dE_dW8


def a_h1_new(i1, i2, W1_new, W2_new):
    """a_h1 at the new weights. A scalar."""
    return a_h1(h1(i1, i2, W1_new, W2_new))


def a_h2_new(i1, i2, W3_new, W4_new):
    """a_h2 at the new weights. A scalar."""
    return a_h2(h2(i1, i2, W3_new, W4_new))


def E_total_new(t1, t2, a_h1_new, a_h2_new, W5_new, W6_new, W7_new, W8_new):
    """E_total at the new weights: the forward pass once more. A scalar."""
    a_o1_new = a_o1(o1(a_h1_new, a_h2_new, W5_new, W6_new))
    a_o2_new = a_o2(o2(a_h1_new, a_h2_new, W7_new, W8_new))
    return E_total(E1(t1, a_o1_new), E2(t2, a_o2_new))


NOTATION = {
    "i1": ("i_1", "scalar", "the first input"),
    "i2": ("i_2", "scalar", "the second input"),
    "W1": ("W_1", "scalar", "the weight from input 1 to hidden unit 1"),
    "W2": ("W_2", "scalar", "the weight from input 2 to hidden unit 1"),
    "W3": ("W_3", "scalar", "the weight from input 1 to hidden unit 2"),
    "W4": ("W_4", "scalar", "the weight from input 2 to hidden unit 2"),
    "W5": ("W_5", "scalar", "the weight from hidden unit 1 to output 1"),
    "W6": ("W_6", "scalar", "the weight from hidden unit 2 to output 1"),
    "W7": ("W_7", "scalar", "the weight from hidden unit 1 to output 2"),
    "W8": ("W_8", "scalar", "the weight from hidden unit 2 to output 2"),
    "h1": ("h_1", "scalar", "the weighted sum of hidden unit 1"),
    "h2": ("h_2", "scalar", "the weighted sum of hidden unit 2"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "a_h1": ("a_{h1}", "scalar", "the activation of hidden unit 1"),
    "a_h2": ("a_{h2}", "scalar", "the activation of hidden unit 2"),
    "o1": ("o_1", "scalar", "the weighted sum of output 1"),
    "o2": ("o_2", "scalar", "the weighted sum of output 2"),
    "a_o1": ("a_{o1}", "scalar", "the activation of output 1: the first prediction"),
    "a_o2": ("a_{o2}", "scalar", "the activation of output 2: the second prediction"),
    "t1": ("t_1", "scalar", "the first target"),
    "t2": ("t_2", "scalar", "the second target"),
    "E1": ("E_1", "scalar", "half the squared error of output 1"),
    "E2": ("E_2", "scalar", "half the squared error of output 2"),
    "E_total": (r"E_{\text{total}}", "scalar", "the loss: half the sum of squared errors"),
    "delta_o1": (r"\delta_{o1}", "scalar", "the slope of the loss at the sum of output 1"),
    "delta_o2": (r"\delta_{o2}", "scalar", "the slope of the loss at the sum of output 2"),
    "delta_h1": (r"\delta_{h1}", "scalar", "the slope of the loss at the sum of hidden unit 1"),
    "delta_h2": (r"\delta_{h2}", "scalar", "the slope of the loss at the sum of hidden unit 2"),
    "E_sum": (r"E_{\text{sum}}", "scalar", "the sum of squared errors, for comparison"),
    "E_mean": (r"E_{\text{mean}}", "scalar", "the mean of squared errors, for comparison"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "W5_new": (r"W_5^{\text{new}}", "scalar", "$W_5$ after one step of descent"),
}

FORWARD = [h1, h2, a_h1, a_h2, o1, o2, a_o1, a_o2, E1, E2, E_total, E_sum, E_mean]

EXAMPLE = {
    "i1": 0.05,
    "i2": 0.10,
    "W1": 0.15,
    "W2": 0.20,
    "W3": 0.25,
    "W4": 0.30,
    "W5": 0.40,
    "W6": 0.45,
    "W7": 0.50,
    "W8": 0.55,
    "t1": 0.01,
    "t2": 0.99,
    "eta": 0.5,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
