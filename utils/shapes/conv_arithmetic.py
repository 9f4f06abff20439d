"""Where a window stops, which inputs it reads, and when it does not fit: the arithmetic along one axis.

A window of ``kernel`` cells, ``dilation`` apart, has a span of dilation (kernel - 1) + 1 cells. It starts at the first
cell of an input with ``padding`` cells added at both ends and moves on by ``stride``. All quantities are whole numbers
of cells; anything else is a ValueError. Formulas as in Dumoulin and Visin, "A guide to convolution arithmetic for
deep learning" (2016), sections 2 and 4.
"""

from utils.shapes.integers import whole


class DoesNotFit(ValueError):
    """No whole number answers the question; the message holds the arithmetic that shows it."""


def output_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, floor: bool = False
) -> int:
    """Return the number of windows along one axis, (size + 2 padding - span) / stride + 1.

    Raises DoesNotFit where the stride does not divide, unless ``floor``: then the border is dropped, as every
    framework does. A kernel that spans more than the padded input is a ValueError in both cases.
    """
    room = _room(size, kernel, stride, padding, dilation)
    output, rest = room // stride + 1, room % stride
    if rest and not floor:
        raise DoesNotFit(
            f"{arithmetic(size, kernel, stride, padding, dilation)} does not fit: a stride of {stride} does not divide "
            f"{room}; frameworks floor to {output} and drop the last {rest} of the padded input"
        )
    return output


def arithmetic(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> str:
    """Return the division behind ``output_size`` as text, such as "(7 - 3) / 3 + 1 = 2.33" (two decimals, half up)."""
    room = _room(size, kernel, stride, padding, dilation)
    padded = f"{size} + 2 * {padding}" if padding else f"{size}"
    span = f"{kernel}" if dilation == 1 else f"{dilation} * ({kernel} - 1) - 1"
    hundredths = (200 * (room + stride) + stride) // (2 * stride)
    value = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"({padded} - {span}) / {stride} + 1 = {value}"


def input_size(output: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return the one size that fits ``output`` windows exactly, (output - 1) stride - 2 padding + span.

    It inverts ``output_size`` where nothing was floored. Raises ValueError where padding alone would be enough.
    """
    span = _span(kernel, dilation)
    output, stride, padding = whole("output", output, 1), whole("stride", stride, 1), whole("padding", padding, 0)
    size = (output - 1) * stride - 2 * padding + span
    if size < 1:
        raise ValueError(
            f"padding must leave at least one input, got ({output} - 1) * {stride} - 2 * {padding} + {span} = {size}"
        )
    return size


def same_padding(kernel: int, dilation: int = 1) -> int:
    """Return the padding that keeps the size at stride 1, dilation (kernel - 1) / 2.

    Raises DoesNotFit where that is not whole: an even kernel has no centre.
    """
    twice = _span(kernel, dilation) - 1
    if twice % 2:
        factor = f"{dilation} * " if dilation > 1 else ""
        raise DoesNotFit(
            f"{factor}({kernel} - 1) / 2 = {twice // 2}.5 does not fit: no padding of whole cells, equal at both ends, "
            f"keeps the size under a kernel of {kernel}"
        )
    return twice // 2


def transposed_output_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """Return the size after a transposed convolution, (size - 1) stride - 2 padding + span + output_padding.

    ``output_padding`` says how many cells the forward convolution had dropped, so it must stay below the stride or
    the dilation (PyTorch's rule). Raises ValueError where it does not, or where padding eats the whole output.
    """
    span = _span(kernel, dilation)
    size, stride, padding = whole("size", size, 1), whole("stride", stride, 1), whole("padding", padding, 0)
    output_padding = whole("output_padding", output_padding, 0)
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"output_padding must be below stride {stride} or below dilation {dilation}, got {output_padding}"
        )
    output = (size - 1) * stride - 2 * padding + span + output_padding
    if output < 1:
        raise ValueError(
            f"padding must leave at least one output, got ({size} - 1) * {stride} - 2 * {padding} + {span}"
            f" + {output_padding} = {output}"
        )
    return output


def windows(
    size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[tuple[int, ...], ...]:
    """Return, for each output, the input indices that it reads; those below 0 or from ``size`` on are padding.

    A stride that does not divide is floored: these are the windows that frameworks visit.
    """
    outputs = output_size(size, kernel, stride, padding, dilation, floor=True)
    starts = (output * stride - padding for output in range(outputs))
    return tuple(tuple(start + tap * dilation for tap in range(kernel)) for start in starts)


def unread(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> tuple[int, ...]:
    """Return the input indices that no window reads: a border dropped by flooring, or gaps that a stride jumps over."""
    read = {place for window in windows(size, kernel, stride, padding, dilation) for place in window}
    return tuple(place for place in range(size) if place not in read)


def _span(kernel: int, dilation: int) -> int:
    return whole("dilation", dilation, 1) * (whole("kernel", kernel, 1) - 1) + 1


def _room(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how far a window can move, and check the five numbers on the way."""
    size, span = whole("size", size, 1), _span(kernel, dilation)
    whole("stride", stride, 1)
    padded = size + 2 * whole("padding", padding, 0)
    if span > padded:
        sum_ = f"{size} + 2 * {padding} = {padded}" if padding else f"{padded}"
        spanned = f"{kernel}" if dilation == 1 else f"{kernel} spanning {dilation} * ({kernel} - 1) + 1 = {span}"
        raise ValueError(f"kernel must be at most the padded input {sum_}, got {spanned}")
    return padded - span
