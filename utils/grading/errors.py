"""What an error in a student's function says, in one sentence, and what it usually means.

Stands alone (standard library only), for in grading it runs in the sandbox, beside the student's code.
"""

import re

_USUALLY = (
    (TypeError, r"NoneType", "did a function forget return?"),
    (TypeError, r"missing \d+ required|takes \d+ positional|unexpected keyword", "keep the arguments that were given"),
    (TypeError, r"only .* arrays can be converted", "math takes one number: use NumPy's function of that name"),
    (TypeError, r"object is not callable", "was the name of a function given to a value?"),
    (TypeError, r"operand.* 'list'|'list' and", "lists do not compute: make an array of it"),
    (TypeError, r"Cannot cast ufunc", "an array of integers cannot hold fractions: make it one of floats"),
    (ValueError, r"broadcast|not aligned|mismatch in its core", "shapes do not fit: look at axis, keepdims and .T"),
    (ValueError, r"truth value of an array", "if takes one True or False: use np.where, .any() or .all()"),
    (ValueError, r"axis \d+ is out of bounds", "the array has fewer axes than that"),
    (ValueError, r"setting an array element with a sequence", "one place of an array holds one number"),
    (IndexError, r"out of bounds|out of range", "the last index is one less than the length"),
    (IndexError, r"too many indices", "the array has fewer axes than that"),
    (AttributeError, r"'(float|int|float64)' object", "a number has no such method: np.sum(x) takes numbers too"),
    (UnboundLocalError, r"", "a name is used before the function gives it a value"),
    (RecursionError, r"", "the function calls itself without an end"),
    (OverflowError, r"", "a number too large for the computer: shift it first"),
)
"""Kind of error, what its words match, what it usually means; the first that fits is told."""


def told(error: BaseException) -> str:
    """Return what ``error`` says: one sentence of at most 200 characters, then what it usually means in brackets."""
    if isinstance(error, NotImplementedError):
        return f"{unwritten(error) or 'this'} is not written yet"
    if isinstance(error, NameError) and error.name and not isinstance(error, UnboundLocalError):
        return f"{error.name} is not defined: run the cell that defines it, or mend the name"
    words = " ".join(str(error).split())[:200]
    if isinstance(error, AssertionError) and words:
        return words
    meaning = next((why for kind, like, why in _USUALLY if isinstance(error, kind) and re.search(like, words)), "")
    return f"{type(error).__name__}: {words}" + (f" ({meaning})" if meaning else "")


def unwritten(error: BaseException) -> str:
    """Return the name of the function that a NotImplementedError was raised in, empty where in none that was called."""
    trace, calls = error.__traceback__, []
    while trace is not None:
        calls.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return calls[-1] if len(calls) > 1 else ""
