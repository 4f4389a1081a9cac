"""Forty formulas as models write them are drawn, broken ones are told, and they are as sharp as the screen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from alcove.desktop.formulas import LONGEST, drawn
from alcove.desktop.illustrator import painted

REAL = r"""
E = mc^2
\frac{-b \pm \sqrt{b^2-4ac}}{2a}
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}
\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}
\lim_{x \to 0} \frac{\sin x}{x} = 1
\nabla \cdot \mathbf{E} = \frac{\rho}{\varepsilon_0}
\nabla \times \mathbf{B} = \mu_0\mathbf{J} + \mu_0\varepsilon_0 \frac{\partial \mathbf{E}}{\partial t}
i\hbar\frac{\partial}{\partial t}\Psi(\mathbf{r},t) = \hat{H}\Psi(\mathbf{r},t)
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} 1 & 0 & \cdots & 0 \\ \vdots & \vdots & \ddots & \vdots \\ 0 & 0 & \cdots & 1 \end{bmatrix}
f(x) = \begin{cases} x^2 & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}
\begin{aligned} a &= b + c \\ &= d + e + f \end{aligned}
\begin{equation} a = b \label{eq:a} \end{equation}
P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}
\hat{\theta} = \arg\max_{\theta} \prod_{i=1}^{n} p(x_i \mid \theta)
\binom{n}{k} = \frac{n!}{k!(n-k)!}
\mathbb{E}[X] = \int_\Omega X \, d\mathbb{P}
\mathcal{L}(\theta) = -\sum_{i} y_i \log \hat{y}_i
\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}
\text{Attention}(Q,K,V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V
\oint_{\partial S} \mathbf{F} \cdot d\mathbf{r} = \iint_S (\nabla \times \mathbf{F}) \cdot d\mathbf{S}
\sqrt[3]{x^3 + y^3}
\overline{AB} \perp \overrightarrow{CD}
\underbrace{1 + 1 + \cdots + 1}_{n \text{ times}} = n
\forall \epsilon > 0 \; \exists \delta > 0 : |x - a| < \delta \implies |f(x) - L| < \epsilon
A \cup B \subseteq C \setminus \emptyset
\lfloor x \rfloor \le x \le \lceil x \rceil
\left\lVert \mathbf{x} \right\rVert_2 = \sqrt{\sum_i x_i^2}
x_{n+1} = x_n - \frac{f(x_n)}{f'(x_n)}
\operatorname{Var}(X) = \operatorname{E}[X^2] - (\operatorname{E}[X])^2
\mathrm{d}U = T\,\mathrm{d}S - p\,\mathrm{d}V
\frac{\mathrm{d}y}{\mathrm{d}x} = \lim_{h\to0}\frac{f(x+h)-f(x)}{h}
a^{b^{c^{d}}} + x_{i_{j_k}}
\left( \sum_{k=1}^n a_k b_k \right)^2 \leq \left( \sum_{k=1}^n a_k^2 \right) \left( \sum_{k=1}^n b_k^2 \right)
\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc
\sigma = \sqrt{\frac{1}{N}\sum_{i=1}^N (x_i-\mu)^2}
A = P\left(1 + \frac{r}{n}\right)^{nt}
\dfrac{1}{1+\dfrac{1}{1+\dfrac{1}{x}}}
25\,\% \approx \tfrac14 \cdot 10^{-3}\;\mathrm{m\,s^{-1}}
\mathbf{\Sigma}^{-1} \overset{!}{=} \mathbf{I} \quad \xrightarrow{n\to\infty} \quad 0
""".strip().split("\n")  # fmt: skip


@pytest.mark.parametrize("latex", REAL)
def test_real_formulas_are_drawn(latex: str) -> None:
    formula = drawn(latex, display=True)
    assert formula is not None
    assert formula.width > 10 and formula.ascent > 5 and formula.descent >= 0
    assert b"<use" not in formula.svg and b"<path" in formula.svg


def test_there_are_forty() -> None:
    assert len(REAL) == 40


@pytest.mark.parametrize(
    "latex", ["", r"\frac{", r"\unknowncommand{x}", r"\ce{H2O}", "x" * (LONGEST + 1), r"\begin{pmatrix} a", "}{"]
)
def test_what_cannot_be_drawn_is_told(latex: str) -> None:
    assert drawn(latex, display=False) is None


def test_a_formula_in_the_line_is_lower() -> None:
    large, small = (drawn(r"\sum_{i=1}^n \frac{x_i}{y_i}", display=display) for display in (True, False))
    assert large is not None and small is not None
    assert small.ascent + small.descent < large.ascent + large.descent


def inked(image: QImage) -> set[str]:
    """Return the colours of what is fully covered."""
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(*at).name() for at in pixels if image.pixelColor(*at).alpha() == 255}


@pytest.mark.parametrize("dpr", [1.0, 2.0])
def test_it_has_the_colour_of_the_ink_and_the_sharpness_of_the_screen(qapp: QApplication, dpr: float) -> None:
    formula = drawn(r"\frac{a}{b}", display=True)
    assert formula is not None
    image = painted(formula, "#1c6b5a", 2.0, dpr)
    assert image.devicePixelRatio() == dpr
    assert image.width() == round(formula.width * 2 * dpr)
    assert inked(image) == {QColor("#1c6b5a").name()}, "its letters and its lines"
