import pytest

from utils.authoring import prose


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        ("# A heading\n\nThree plain words.", 3),
        ("The formula $a + b = c$ counts once.", 5),
        ("A displayed one\n\n$$\na + b\n$$\n\ndoes not.", 5),
        ("Neither does\n\n```python\nx = 1\n```\n\ncode.", 3),
        ("A [link to somewhere](http://example.org/a-b c) shows its text.", 7),
        ("`two words` of code count once.", 5),
        ("| a | table |\n|---|---|\n| 1 | 2 |\n\nends.", 1),
        ("```{admonition} Note\nWords in a box count.\n```", 6),
        ("Dashes - and — are no words.", 5),
        ("", 0),
    ],
)
def test_words_are_what_a_reader_reads(markdown, count):
    assert prose.words(markdown) == count


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("The slope is 0.437.", ["0.437"]),
        ("It has 4,000 paths and 250 edges.", ["4000", "250"]),
        (r"It has $290{,}400$ units, or $290\,400$.", ["290400"]),
        (r"The error is below $10^{-6}$, or $1.5 \cdot 10^{-7}$.", ["1e-6", "1.5e-7"]),
        (r"$W_{14}^{(1)} = 0.25$ and $\sum_{i=3}^{17} x_i$", ["0.25"]),
        (r"$\frac{29}{4} = 7.25$", ["29", "4", "7.25"]),
        ("A 28x28x5 volume, or 32 × 32.", ["28", "5", "32"]),
        ("89.4% of the weights, 12 \\% of time.", ["89.4%", "12%"]),
        ("From -2.85 to 1.6e9.", ["2.85", "1.6e9"]),
        ("It ends with 55. So 7, 9, and (11).", ["55", "7", "9", "11"]),
        ("| size | 57 |", ["57"]),
    ],
)
def test_a_typed_result_is_seen(markdown, written):
    assert list(prose.numbers(markdown)) == written


@pytest.mark.parametrize(
    "markdown",
    [
        "Our 4-2-1 network, VGG-16, conv5_3, float32 and LeNet-5.",
        "# Lecture 12: 55 results",
        "`x = 55` and\n\n```python\ny = 77\n```",
        "See [paper 66](https://example.org/1234) and https://example.org/99.",
        "In 2012 (Krizhevsky et al., 2012), in the 1980s.",
        "Lecture 3, step 4, figures 5 and 6, Section 3.2, Table 7, columns 5 and 6, Python 3.11.",
        "It takes 45 to 60 minutes.",
        "3. third\n4. fourth",
        "0, 1 and 2 count, double or bound.",
        "<!-- 55 --><span id='77'></span>",
        "$x^{17} + y_{33} + \\delta_4^{(5)}$",
    ],
)
def test_what_is_no_result_is_let_pass(markdown):
    assert prose.numbers(markdown) == {}


def test_constants_of_code_include_what_sums_of_them_are_worth():
    code = "x = 29 / 2\nassert f(4_000) == -3.5 and abs(y) < 10 ** -6\nz = '77' + str(True)"
    assert {14.5, 29, 4000, 3.5, 1e-6} <= prose.constants(code)
    assert 77 not in prose.constants(code)
    assert prose.constants("x = 1 / 0") == {1.0, 0.0}
    assert prose.constants("this is no Python") == set()


def test_percentages_match_a_share_too():
    assert prose.missing(prose.numbers("It is 89.4%."), {0.894}) == []
    assert prose.missing(prose.numbers("It is 89.4%."), {89.4}) == []
    assert prose.missing(prose.numbers("It is 89.4%."), {0.895}) == ["89.4%"]
