"""The markup of quiz texts becomes safe HTML in the page and plain text in code."""

import pytest

from utils.quiz import markup, maths


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("a **bold** word", "<p>a <strong>bold</strong> word</p>", "a bold word"),
        ("(*so*), `x < y`", "<p>(<em>so</em>), <code>x &lt; y</code></p>", "(so), x < y"),
        ("2**4 and 7*7*3", "<p>2**4 and 7*7*3</p>", "2**4 and 7*7*3"),
        ("**see `a*b`**", "<p><strong>see <code>a*b</code></strong></p>", "see a*b"),
        (r"it costs \$5", "<p>it costs $5</p>", "it costs $5"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
        ("one\nline\n\nand another", "<p>one line</p><p>and another</p>", "one line\nand another"),
        ("", "", ""),
        ("$x^2$", "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>", "x^2"),
    ],
)
def test_marks_become_tags_or_vanish(text, html, plain):
    assert markup.html(text) == html
    assert markup.plain(text) == plain


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"W_{14}^{(1)}", "W_14^(1)"),
        (r"\sigma'(z_1^{(2)}) a_4^{(1)}", "σ′(z_1^(2)) a_4^(1)"),
        (r"\partial J / \partial W_{14} = -W_1 \sigma'(z_1)", "∂J/∂W_14 = −W_1 σ′(z_1)"),
        (r"\frac{\partial s}{\partial z_i}", "∂s/∂z_i"),
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\max(0, 1 - s + s_c)", "max(0, 1 − s + s_c)"),
        (r"\log x + 2\log_2 n", "log x + 2 log_2 n"),
        (r"\lfloor n / 2 \rfloor", "⌊n/2⌋"),
        (r"\sum_i \delta_i W_{ij}", "∑_i δ_i W_ij"),
        (r"x^{-1}", "x^(−1)"),
        (r"\sqrt{2}", "√(2)"),
        (r"\text{if } s > 0", "if s > 0"),
        (r"\hat{y} \in \mathbb{R}^n", "ŷ ∈ ℝ^n"),
        (r"f''(x)", "f′′(x)"),
        (r"\left( a \right)", "(a)"),
    ],
)
def test_formulas_read_well_on_one_line(tex, plain):
    assert maths.plain(tex) == plain
    assert maths.mathml(tex).startswith("<math>")


def test_a_minus_is_a_sign_at_the_start_and_a_difference_in_between():
    assert '<mo form="prefix">−</mo><mn>1</mn>' in maths.mathml("a = -1")
    assert "<mi>a</mi><mo>−</mo><mn>1</mn>" in maths.mathml("a - 1")


def test_a_formula_cannot_write_html():
    assert "<b>" not in maths.mathml(r"a<b>c \text{<b>}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (r"$\foo$", r"unknown command \\foo in the formula \$\\foo\$"),
        ("$x_{1$", "a brace is not closed"),
        ("$x}$", "unexpected }"),
        ("$x_$", "something is missing at the end"),
        ("a **b", r"\*\* is opened and not closed"),
    ],
)
def test_a_mark_that_cannot_be_read_is_refused(text, sentence):
    for write in (markup.html, markup.plain):
        with pytest.raises(ValueError, match=sentence):
            write(text)
