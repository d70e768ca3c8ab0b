"""Two inputs, two hidden units and two outputs, with one bias a layer."""

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def net_h1(w1, w2, b1, i1, i2):
    return w1 * i1 + w2 * i2 + b1


def net_h2(w3, w4, b1, i1, i2):
    return w3 * i1 + w4 * i2 + b1


def out_h1(net_h1):
    return _sigmoid(net_h1)


def out_h2(net_h2):
    return _sigmoid(net_h2)


def net_o1(w5, w6, b2, out_h1, out_h2):
    return w5 * out_h1 + w6 * out_h2 + b2


def net_o2(w7, w8, b2, out_h1, out_h2):
    return w7 * out_h1 + w8 * out_h2 + b2


def out_o1(net_o1):
    return _sigmoid(net_o1)


def out_o2(net_o2):
    return _sigmoid(net_o2)


def E_o1(target_o1, out_o1):
    return (target_o1 - out_o1) ** 2 / 2


def E_o2(target_o2, out_o2):
    return (target_o2 - out_o2) ** 2 / 2


def E_total(E_o1, E_o2):
    return E_o1 + E_o2


def delta_o1(target_o1, out_o1):
    return -(target_o1 - out_o1) * out_o1 * (1 - out_o1)


def delta_o2(target_o2, out_o2):
    return -(target_o2 - out_o2) * out_o2 * (1 - out_o2)


def delta_h1(delta_o1, delta_o2, w5, w7, out_h1):
    return (delta_o1 * w5 + delta_o2 * w7) * out_h1 * (1 - out_h1)


def delta_h2(delta_o1, delta_o2, w6, w8, out_h2):
    return (delta_o1 * w6 + delta_o2 * w8) * out_h2 * (1 - out_h2)


def w1_plus(w1, eta, delta_h1, i1):
    return w1 - eta * delta_h1 * i1


def w2_plus(w2, eta, delta_h1, i2):
    return w2 - eta * delta_h1 * i2


def w3_plus(w3, eta, delta_h2, i1):
    return w3 - eta * delta_h2 * i1


def w4_plus(w4, eta, delta_h2, i2):
    return w4 - eta * delta_h2 * i2


def w5_plus(w5, eta, delta_o1, out_h1):
    return w5 - eta * delta_o1 * out_h1


def w6_plus(w6, eta, delta_o1, out_h2):
    return w6 - eta * delta_o1 * out_h2


def w7_plus(w7, eta, delta_o2, out_h1):
    return w7 - eta * delta_o2 * out_h1


def w8_plus(w8, eta, delta_o2, out_h2):
    return w8 - eta * delta_o2 * out_h2


NOTATION = {
    "i1": ("i_1", "scalar", "an input"),
    "i2": ("i_2", "scalar", "an input"),
    "w1": ("w_1", "scalar", "a weight"),
    "w2": ("w_2", "scalar", "a weight"),
    "w3": ("w_3", "scalar", "a weight"),
    "w4": ("w_4", "scalar", "a weight"),
    "w5": ("w_5", "scalar", "a weight"),
    "w6": ("w_6", "scalar", "a weight"),
    "w7": ("w_7", "scalar", "a weight"),
    "w8": ("w_8", "scalar", "a weight"),
    "b1": ("b_1", "scalar", "the bias of the hidden layer"),
    "b2": ("b_2", "scalar", "the bias of the output layer"),
    "target_o1": (r"\text{target}_{\text{o1}}", "scalar", "a target"),
    "target_o2": (r"\text{target}_{\text{o2}}", "scalar", "a target"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "net_h1": (r"\text{net}_{\text{h1}}", "scalar", "what enters a hidden unit"),
    "net_h2": (r"\text{net}_{\text{h2}}", "scalar", "what enters a hidden unit"),
    "out_h1": (r"\text{out}_{\text{h1}}", "scalar", "what leaves a hidden unit"),
    "out_h2": (r"\text{out}_{\text{h2}}", "scalar", "what leaves a hidden unit"),
    "net_o1": (r"\text{net}_{\text{o1}}", "scalar", "what enters an output"),
    "net_o2": (r"\text{net}_{\text{o2}}", "scalar", "what enters an output"),
    "out_o1": (r"\text{out}_{\text{o1}}", "scalar", "an output"),
    "out_o2": (r"\text{out}_{\text{o2}}", "scalar", "an output"),
    "E_o1": (r"E_{\text{o1}}", "scalar", "the error of an output"),
    "E_o2": (r"E_{\text{o2}}", "scalar", "the error of an output"),
    "E_total": (r"E_{\text{total}}", "scalar", "the error"),
    "delta_o1": (r"\delta_{\text{o1}}", "scalar", "the delta of an output"),
    "delta_o2": (r"\delta_{\text{o2}}", "scalar", "the delta of an output"),
    "delta_h1": (r"\delta_{\text{h1}}", "scalar", "the delta of a hidden unit"),
    "delta_h2": (r"\delta_{\text{h2}}", "scalar", "the delta of a hidden unit"),
    "w1_plus": ("w_1^{+}", "scalar", "a weight after the step"),
    "w2_plus": ("w_2^{+}", "scalar", "a weight after the step"),
    "w3_plus": ("w_3^{+}", "scalar", "a weight after the step"),
    "w4_plus": ("w_4^{+}", "scalar", "a weight after the step"),
    "w5_plus": ("w_5^{+}", "scalar", "a weight after the step"),
    "w6_plus": ("w_6^{+}", "scalar", "a weight after the step"),
    "w7_plus": ("w_7^{+}", "scalar", "a weight after the step"),
    "w8_plus": ("w_8^{+}", "scalar", "a weight after the step"),
}

FORWARD = [
    net_h1, net_h2, out_h1, out_h2, net_o1, net_o2, out_o1, out_o2, E_o1, E_o2, E_total
]  # fmt: skip

EXAMPLE = {
    "i1": 0.05, "i2": 0.1,
    "w1": 0.15, "w2": 0.2, "w3": 0.25, "w4": 0.3,
    "w5": 0.4, "w6": 0.45, "w7": 0.5, "w8": 0.55,
    "b1": 0.35, "b2": 0.6,
    "target_o1": 0.01, "target_o2": 0.99,
    "eta": 0.5,
}  # fmt: skip
