"""What counts as verified is verified: the field's equations, and no wrong twin of theirs."""

from pathlib import Path

import pytest

from checked_equations.equations.loading.load import load_file
from tests.field import WORKED_ON, Equation, load
from tests.verified import MODELS, checked, outcomes

pytestmark = pytest.mark.slow

# In field-more.toml only some sections have a model.
EQUATIONS = [e for file in WORKED_ON for e in load(file) if e.model]
SECTIONS = list(dict.fromkeys((e.place, e.section) for e in EQUATIONS))
# Roots in derivatives with four free indices: a minute and more.
LONG = "Derivation"


@pytest.mark.parametrize("file", sorted(MODELS.glob("*.py")), ids=lambda file: file.stem)
def test_each_model_can_be_loaded_and_is_used(file: Path) -> None:
    assert file.stem in {equation.model for equation in EQUATIONS}
    assert load_file(file).names


@pytest.mark.parametrize(
    "section",
    [
        pytest.param(section, marks=pytest.mark.fuzz if section[1] == LONG else (), id=section[1])
        for section in SECTIONS
    ],
)
def test_what_is_true_and_can_be_checked_is_verified(section: tuple[str, str]) -> None:
    equations = [e for e in EQUATIONS if (e.place, e.section) == section]
    for equation, outcome in zip(equations, outcomes(equations), strict=True):
        where = f"{equation.number}: {equation.latex}: {outcome.why}"
        if equation.fault:
            assert not outcome.verified, where
        elif not equation.resists and not equation.lacks:
            assert outcome.verified, where


# What is wrong with an equation, by its section and number, and what its author could have written.
TWINS = {
    ("The four fundamental equations", 1): (r"z^l_j", r"a^l_j"),
    ("The four fundamental equations", 2): (r"\sigma'", r"\sigma"),
    ("The four fundamental equations", 4): (r"\sigma'(z^L)", r"\sigma'(a^L)"),
    ("The four fundamental equations", 5): (r"((w^{l+1})^T ", r"(w^{l+1} "),
    ("The four fundamental equations", 6): (r"\delta^l_j", r"\delta^L_j"),
    ("The four fundamental equations", 8): ("a^{l-1}_k", "a^l_k"),
    ("The four fundamental equations", 10): (r"\Sigma'(z^L)", r"\Sigma'(z^L)^T \Sigma'(z^L)"),
    ("The four fundamental equations", 11): (r"(w^{l+1})^T ", r"w^{l+1} "),
    ("The four fundamental equations", 12): (r"(w^L)^T", r"(w^L)^T \Sigma'(z^{L-1})"),
    ("Proof of the four", 5): (r"\delta^{l+1}_k", r"\delta^l_k"),
    ("Proof of the four", 8): ("w^{l+1}_{kj}", "w^{l+1}_{jk}"),
    ("Forward Propagation", 2): (r"\phi (\mathbf{z})", r"\phi' (\mathbf{z})"),
    ("Forward Propagation", 5): (r"\|\mathbf{W}^{(2)}\|_F^2", r"\|\mathbf{W}^{(2)}\|_F"),
    ("Backpropagation", 2): (
        r"\frac{\partial J}{\partial s} = 1",
        r"\frac{\partial J}{\partial s} = 2",
    ),
    ("Backpropagation", 4): (r"= \lambda \mathbf{W}^{(2)}", r"= \mathbf{W}^{(2)}"),
    ("Backpropagation", 5): (r"{\partial \mathbf{o}}, ", r"{\partial \mathbf{h}}, "),
    ("Backpropagation", 7): (r"\phi'", r"\phi"),
    ("Back-propagation Through Time", 1): (r"{T \cdot", r"{T^2 \cdot"),
    ("Back-propagation Through Time", 4): (r"\mathbf{W}_{hh}^\top", r"\mathbf{W}_{hh}"),
    ("Back-propagation Through Time", 5): ("{T+t-i}", "{i}"),
    ("Recurrent Model", 1): ("o_t = g(h_t, w)", "o_t = g(h_{t-1}, w)"),
    ("Recurrent Model", 6): (r"\mathbf{h}_{t-1}", r"\mathbf{h}_t"),
    ("Recurrent Model", 8): (r"\frac{1}{T}", ""),
    ("Simple expressions", 1): (r"{\partial y} = x", r"{\partial y} = y"),
    ("Simple expressions", 3): (r"{\partial y} = 1", r"{\partial y} = x"),
    ("Simple expressions", 4): ("x >= y", "y >= x"),
    ("Modularity", 3): ("( 1 - ", "( 1 + "),
    ("Modularity", 1): ("w_2", "w_1"),
    ("Modularity", 4): ("(x+y)^2", "(x+y)"),
    ("Training a Softmax", 1): ("{f_{y_i}}", "{f_1}"),
    ("Training a Softmax", 3): (r"\log\left(p_{y_i}", r"\log\left(p_1"),
    ("Training a Softmax", 4): ("y_i = k", r"y_i \ne k"),
    ("Training a Softmax", 2): (r"\frac{1}{N}", r"\frac{1}{3}"),
    ("Intro to RNN", 1): ("h_{t-1}", "h_t"),
    ("Intro to RNN", 2): ("W_{hh}h_{t-1}", "W_{hh}^T h_{t-1}"),
    ("Intro to RNN", 3): ("h_t", "h_{t-1}"),
    ("Multi-Layer Neural Network", 1): (r"\exp(-z)", r"\exp(z)"),
    ("Multi-Layer Neural Network", 2): ("e^z - e^{-z}", "e^z + e^{-z}"),
    ("Backpropagation Algorithm", 1): (r"\frac{1}{2}", ""),
    ("Multi-Layer Neural Network", 4): ("W_{23}^{(1)}", "W_{32}^{(1)}"),
    ("Multi-Layer Neural Network", 5): ("a^{(3)} = f(z^{(3)})", "a^{(3)} = z^{(3)}"),
    ("Multi-Layer Neural Network", 6): ("f(z^{(l+1)})", "f(z^{(l)})"),
    ("Backpropagation Algorithm", 3): ("- \\alpha", "+ \\alpha"),
    ("Backpropagation Algorithm", 11): (r"\lambda W", "W"),
    ("Backpropagation Algorithm", 5): ("= - (y_i", "= (y_i"),
    ("Backpropagation Algorithm", 7): (r"\delta_i^{(l+1)}.", r"\delta_i^{(l)}."),
    ("Backpropagation Algorithm", 2): (r"\frac{1}{m}", ""),
    ("Backpropagation Algorithm", 6): ("f'(z", "f(z"),
    ("Backpropagation Algorithm", 10): ("(a^{(l)})^T", "(a^{(l+1)})^T"),
    ("Backpropagation Algorithm", 8): ("(y - a^{(n_l)})", "(y + a^{(n_l)})"),
    ("Backpropagation Algorithm", 9): ("(W^{(l)})^T", "(W^{(l+1)})^T"),
    ("Part 4", 6): ("e^{-z}}{", "e^{z}}{"),
    ("Part 4", 9): (r"(a^{(2)})^T\delta^{(3)}", r"\delta^{(3)} (a^{(2)})^T"),
    ("Part 4", 1): (r"-\hat", r"+\hat"),
    ("Part 4", 10): ("-(y", "(y"),
    ("Part 4", 18): ("X^{T}", "X"),
    ("Part 4", 20): ("(W^{(2)})^{T}", "W^{(2)}"),
    ("LSTM backward pass", 1): ("(1-", "(1+"),
    ("LSTM backward pass", 5): (r"a_{prev} \\ x_t", r"x_t \\ a_{prev}"),
    ("LSTM backward pass", 7): (r"\tilde c", r"\Gamma_f"),
    ("LSTM backward pass", 10): (r"*\Gamma_f", r"*\Gamma_u"),
    ("Part 4", 19): (r"X^{T}\delta^{(2)}", r"X^{T}\delta^{(3)}"),
    ("The Backwards Pass: Output", 3): ("* -1", "* 1"),
    ("The Backwards Pass: Hidden", 9): ("+ -0.0190", "- -0.0190"),
    ("The Backwards Pass: Output", 8): ("(1 - 1)", "(2 - 1)"),
    ("The Backwards Pass: Output", 7): ("w_6", "w_7"),
    ("The Backwards Pass: Output", 10): ("0.082167041", "0.082167042"),
    ("The Backwards Pass: Output", 11): ("-(target_{o1}", "(target_{o1}"),
    ("The Backwards Pass: Hidden", 2): ("E_{o2}", "E_{o1}"),
    ("The Backwards Pass: Hidden", 16): (r"{h1}}})", r"{h2}}})"),
    ("The Backwards Pass: Hidden", 19): ("w_1 -", "w_1 +"),
    ("Softmax function", 1): ("z_c", "z_d"),
    ("Softmax function", 2): ("z_d", "z_1"),
    ("Softmax function", 3): (r"i \neq j", "i = j"),
    ("Cross-entropy loss", 5): (r"\mathbf{y}_i)", r"\mathbf{y}_i) t_{i1}"),
    ("Cross-entropy loss", 4): (r"\log(y_c)", "y_c"),
    ("Cross-entropy loss", 6): ("y_i (1-y_i)", "y_i"),
    ("Linear backward", 1): (r"\frac{1}{m}", ""),
    ("Linear backward", 2): (r"\sum_{i = 1}^{m} dZ^{[l](i)}", "dZ^{[l](1)}"),
    ("Linear backward", 3): ("W^{[l] T}", "W^{[l]}"),
    ("Batch normalization", 1): ("XW", "WX"),
    ("Batch normalization", 2): (r"\gamma", r"\beta"),
    ("Batch normalization", 3): (r"h-\mu", r"h+\mu"),
    ("Batch normalization", 4): ("-1/2", "1/2"),
    ("Batch normalization", 6): (r"(h_{pl}-\mu_l)", "h_{pl}"),
    ("Derivation", 1): ("dh_{1H}", "dh_{H1}"),
    ("Derivation", 2): ("dy_{kl}", "dh_{kl}"),
    ("Derivation", 3): (r"\hat{h}_{kl}", "h_{kl}"),
    ("Derivation", 7): (r"\delta_{j,l}-", r"\delta_{j,l}+"),
    ("Derivation", 11): (r"\frac{2}{N^2}", r"\frac{2}{N}"),
    ("Derivation", 15): (r"\sum_{k}", "N"),
    ("Manual Attention", 1): ("QK^T", "Q^T K"),
    ("Manual Attention", 4): (r"\bold{1_n^T}", r"\bold{1_n}"),
    ("Manual Attention", 5): ("B^T", "B"),
    ("Manual Attention", 8): (r"\zeta_3", r"\zeta_2"),
    ("Manual Attention", 7): (r"B_1 \odot", r"B_4 \odot"),
    ("Manual Attention", 12): (r"n \times h", r"h \times n"),
    ("Output Layer", 1): (r"{\partial z_j^{[2]}} \frac", r"{\partial z_1^{[2]}} \frac"),
    ("Output Layer", 3): (r"\sum_{k=1}^{K} ", ""),
    ("Output Layer", 6): (r"-\frac{y_k}", r"\frac{y_k}"),
    ("Output Layer", 7): (r"-\hat{y}_j", r"\hat{y}_j"),
    ("Output Layer", 9): (r"\biggl( -\hat{y_j}", r"\biggl( \hat{y_j}"),
    ("Hidden Layer", 2): ("z_k^{[2]}}{", "z_1^{[2]}}{"),
    ("Hidden Layer", 4): ("- y_k", "+ y_k"),
    ("Hidden Layer", 5): ("(1 - h_j)", "(1 + h_j)"),
    ("Hidden Layer", 7): ("W_{k,j}", "W_{j,k}"),
    ("Layer normalization", 3): (
        r"\frac{\partial z}{\partial x} \frac{\partial L}{\partial z}",
        r"\frac{\partial L}{\partial z} \frac{\partial z}{\partial x}",
    ),
    ("Layer normalization", 4): ("z_2}{\\partial x_1", "z_1}{\\partial x_2"),
    ("Layer normalization", 10): (r"- \mu \sum", r"+ \mu \sum"),
    ("Layer normalization", 12): (r"n\sigma", r"\sigma"),
    ("Forward; Backward", 2): (r"\frac{1}{H} ", ""),
    ("Forward; Backward", 4): (r"{r_b}", r"{r_b^2}"),
    ("Forward; Backward", 5): ("{bj}", "{bh}"),
    ("Neural networks: Backpropagation", 3): (r"\frac{1}{2}", ""),
    ("Neural networks: Backpropagation", 4): (r"= y_i^{l-1}", r"= y_i^l"),
    ("Neural networks: Backpropagation", 5): (r"\left(1-y_j^l\right)", r"\left(1+y_j^l\right)"),
    ("Neural networks: Backpropagation", 10): (r"_j^l = \sum_{k=1}^{N_{l+1}}", "_j^l ="),
    ("Neural networks: Backpropagation", 12): (
        r"\boldsymbol{W}^l - \eta",
        r"\boldsymbol{W}^l + \eta",
    ),
    ("Notation; Forward Propagation; Error", 4): (r"\frac{1}{2}", ""),
    ("Backward Propagation", 2): (r"1 - \left", r"1 + \left"),
    ("Backward Propagation", 4): (r"\hat{y} - y", r"y - \hat{y}"),
    ("Chain rule refresher", 1): ("A(B(C(x)))", "B(A(C(x)))"),
    ("Applying the chain rule", 1): ("C(R(Z(X W)))", "C(Z(R(X W)))"),
    ("Applying the chain rule", 9): ("R'(Z_h)", "R'(Z_o)"),
    ("class SoftmaxLayer", 4): ("x_j - m", "x_j + m"),
    ("class CrossEntropyLossLayer", 1): ("- p_k + y_k", "p_k - y_k"),
    ("Understanding word2vec", 4): ("(1-", "(1+"),
    ("Ordinary least squares", 1): (r"\frac{1}{2}", ""),
    ("Ordinary least squares", 5): (r"+ \alpha", r"- \alpha"),
    ("Analytic solution", 2): (r"\frac{1}{2}", ""),
    ("Analytic solution", 3): ("- {X}", "+ {X}"),
}


def _equation(section: str, number: int) -> Equation:
    found = [e for e in EQUATIONS if e.number == number and e.section.startswith(section)]
    return next((e for e in found if e.section == section), found[0])


@pytest.mark.parametrize(("section", "number"), TWINS)
def test_a_wrong_twin_is_refused(section: str, number: int) -> None:
    equation = _equation(section, number)
    assert not equation.fault + equation.resists + equation.lacks
    old, new = TWINS[section, number]
    assert old in equation.latex
    (outcome,) = checked([equation.latex.replace(old, new, 1)], MODELS / f"{equation.model}.py")
    assert not outcome.verified
    assert "unknown symbol" not in outcome.why
    assert "cannot be read" not in outcome.why


def test_twins_are_of_all_sections_with_something_verified() -> None:
    for _, section in SECTIONS:
        true = [e for e in EQUATIONS if e.section == section and not e.fault + e.resists + e.lacks]
        assert not true or any(section.startswith(name) for name, _ in TWINS), section
