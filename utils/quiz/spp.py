"""Questions of lecture 12 on sharing the trunk's work, on boxes as cells, and on pyramids of bins."""

from fractions import Fraction

import numpy as np

from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.gradient_check import numerical_gradient
from utils.reference.roi import roi_align, roi_pool, roi_pool_naive
from utils.shapes import Conv, conv_parameters, dense_parameters, output_shape, receptive_field

PHOTO, CROP, PROPOSALS = (600, 1000), 224, 2000
NEAR = (
    Conv("first", 3, 32, 6, 4, 2, floor=True),
    Conv("second", 32, 32, 3, 1, 1),
    Conv("third", 32, 64, 3, 2, 1, floor=True),
    Conv("fourth", 64, 64, 3, 1, 1),
)
"""The layers up to our trunk's first map."""
CUT = 96
EDGE, STRIDE = 200, 16
LEVELS, CHANNELS = (4, 2, 1), 256
BATCH, IMAGES = 128, 2


def crops_against_image() -> Fraction:
    """Return how many times the photo's pixels all warped crops have."""
    return Fraction(PROPOSALS * CROP**2, PHOTO[0] * PHOTO[1])


def cost_of_small() -> str:
    """Return what a box of 20 pixels costs beside one of 400, once both are warped: the pixels of both crops."""
    image, boxes = np.zeros((1, 1, 400, 400)), ([[0, 0, 0, side, side]] for side in (20.0, 400.0))
    small, large = (roi_align(image, np.array(box), CROP, 1.0, samples=1).size for box in boxes)
    return "same" if small == large else "less"


def minding_size() -> set[str]:
    """Return the kinds of layer whose weights are another number where the image is larger."""
    counts = {
        "convolution": [conv_parameters(256, 512, 3) for _ in (224, 320)],
        "pooling": [0 for _ in (224, 320)],
        "relu": [0 for _ in (224, 320)],
        "connected": [dense_parameters(512 * (side // 32) ** 2, 4096) for side in (224, 320)],
    }
    return {name for name, (one, other) in counts.items() if one != other}


def cells_alike() -> int:
    """Return how many cells of the map of a crop see nothing beyond the crop."""
    field, (_, cells, _) = receptive_field(NEAR), output_shape(NEAR, (3, CUT, CUT))
    starts = [field.offset + field.stride * cell for cell in range(cells)]
    return len([start for start in starts if start >= 0 and start + field.size <= CUT]) ** 2


def first_cell(edge: float) -> int:
    """Return the column where a region from ``edge`` on begins, asked of the layer itself."""
    columns = -np.arange(64.0).reshape(1, 1, 1, 64)
    return int(-roi_pool(columns, np.array([[0, edge, 0, 1000.0, 0]]), 1, 1 / STRIDE)[0, 0, 0, 0])


def farthest() -> float:
    """Return how far from an edge its cell can begin, in pixels."""
    return max(abs(STRIDE * first_cell(edge / 2) - edge / 2) for edge in range(2 * 64, 2 * 128))


def pyramid(height: int, width: int, channels: int = 1) -> int:
    """Return the length of the pyramid of a map of this size, pooled."""
    cells, whole = np.zeros((1, channels, height, width)), np.array([[0.0, 0, 0, width - 1, height - 1]])
    return sum(roi_pool(cells, whole, level, 1.0).size for level in LEVELS)


def why_frozen() -> str:
    """Return "cost" where maxima over bins have a gradient and only the number of trunk passes stands against it."""
    cells, region = np.random.default_rng(12).normal(size=(1, 1, 4, 4)), np.array([[0.0, 0, 0, 3, 3]])
    slope = numerical_gradient(lambda x: float(roi_pool_naive(x, region, 2, 1.0).sum()), cells)
    return "cost" if slope.any() and BATCH // IMAGES > 1 else "derivative"


SHARING = (
    Question(
        id="crops-against-image",
        prompt="R-CNN warps **2,000** proposals of a photo of 1000 × 600 pixels to **224 × 224** each. How many times the photo's own pixels go through the trunk?",
        kind=Number(digits=3),
        key=crops_against_image,
        wrong=(
            (2000, "That would be so if every crop were as large as the photo."),
            (lambda: Fraction(CROP**2, PHOTO[0] * PHOTO[1]), "That is a single crop."),
            (lambda: Fraction(PROPOSALS * CROP, PHOTO[1]), "Pixels, not columns: both sides count."),
        ),
        otherwise="Multiply 2,000 by the pixels of a crop, and divide by those of the photo.",
        why="$2{,}000 \\cdot 224^2 / 600{,}000 \\approx 167$. The paper measured a factor of 146 between R-CNN and Fast R-CNN with VGG16: no accident.",
    ),
    Question(
        id="small-box-cost",
        prompt="Among the proposals are a box of 20 × 20 pixels and one of 400 × 400. In R-CNN, what does the **small** one cost the trunk, beside the large one?",
        kind=Choice(
            options={
                "same": "just as much",
                "less": "a four-hundredth, as it has a four-hundredth of the pixels",
                "root": "a twentieth, as its side is a twentieth",
                "nothing": "next to nothing: small boxes are skipped",
            }
        ),
        key=cost_of_small,
        wrong=(
            ("less", "It has, until it is warped. What size is it then?"),
            (
                "root",
                "Cost goes by pixels, not by sides; and both have the same number by the time the trunk sees them.",
            ),
            ("nothing", "None is skipped: until a box was looked at nobody knows what is in it."),
        ),
        why="Warped, both are 224 × 224. Two thousand boxes cost two thousand full passes, however little is in them.",
    ),
    Question(
        id="minds-the-size",
        prompt="You feed VGG-16 with 320 × 320 pixels instead of 224 × 224. **Which kinds of layer** would need another number of weights?",
        kind=Choices(
            options={
                "convolution": "convolutions",
                "pooling": "max pooling",
                "relu": "ReLU",
                "connected": "the first fully connected layer",
            }
        ),
        key=minding_size,
        wrong=(
            (
                {"convolution", "connected"},
                "A 3 × 3 kernel is a 3 × 3 kernel: it slides over whatever there is (lecture 4).",
            ),
            ({"convolution"}, "A kernel slides over whatever there is. Which layer has a weight for every *place*?"),
            ({"pooling", "connected"}, "Pooling has no weights at all."),
            ({"convolution", "pooling", "relu", "connected"}, "Sliding layers do not know how large the image is."),
        ),
        otherwise="Which layer has a weight for every place of the map?",
        why="Only the layer that has a weight for every place. The fixed 224 × 224 of R-CNN is *its* wish; the convolutions never asked for it.",
    ),
    Question(
        id="cells-alike",
        prompt="A cell of our trunk's first map sees 38 × 38 pixels; cells are 8 pixels apart, and cell $i$ sees the columns from $8i - 18$ to $8i + 19$. We cut 96 × 96 pixels out of a photo, "
        "which gives a map of 12 × 12 cells, and compare it with the same part of the map of the whole photo. **How many of the 144 cells** are the same?",
        kind=Number(),
        key=cells_alike,
        wrong=(
            (
                144,
                "Cells at the border see beyond the crop: in the crop's own pass there is padding, in the photo's there is photo.",
            ),
            (64, "$(96 - 38)/8 + 1$ would be 8 a side if the first window began at pixel 0. Cell 3 begins at pixel 6."),
            (100, "You gave away one ring of cells. How far does a cell see to the left of its own place?"),
            (0, "In the middle, a cell sees nothing but the crop. Why should it answer differently?"),
        ),
        otherwise="Which $i$ have $8i - 18 \\ge 0$ and $8i + 19 \\le 95$?",
        why="$i = 3, \\dots, 9$: seven a side, $7 \\cdot 7 = 49$. Inside, one pass is as good as many; at the border it is better, since it sees what is really there.",
    ),
)

CELLS = (
    Question(
        id="edge-on-the-map",
        prompt="A map has a stride of 16. The left edge of a proposal lies at **x = 200** pixels, which is 12.5 cells. Halves are rounded away from zero. **In which column** of the map (counted "
        "from 0) does the region begin?",
        kind=Number(),
        key=lambda: first_cell(EDGE),
        wrong=(
            (
                12,
                "NumPy and Python round 12.5 to the even 12; Caffe's, and so every RoI layer's, rule is away from zero.",
            ),
            (12.5, "There is no column 12.5: that is just what has to be rounded."),
            (208, "That is the pixel at which the right column begins."),
        ),
        otherwise="Divide by 16 and round.",
        why="Column 13, which begins at pixel 208: 8 of the proposal's pixels are gone, and nobody tells the head.",
    ),
    Question(
        id="worst-rounding",
        prompt="And **how many pixels** can rounding move a **left** edge at worst, at a stride of 16?",
        kind=Number(unit="pixels"),
        key=farthest,
        wrong=(
            (16, "Rounding goes to the *nearest* cell border, which is never a whole cell away."),
            (0.5, "Half a cell. And in pixels of the image?"),
            (4, "That is the mean. At worst it is twice that."),
        ),
        otherwise="Half a cell, in pixels.",
        why="8 pixels, either way. For a box of 300 pixels that is little, for one of 30 it is more than a quarter.",
    ),
)

PYRAMID = (
    Question(
        id="spp-bins",
        prompt="A pyramid cuts a region into **4 × 4**, **2 × 2** and **1 × 1** bins. How many bins are that?",
        kind=Number(unit="bins"),
        key=lambda: pyramid(13, 13),
        wrong=(
            (7, "Those are the bins along one side, added up."),
            (16, "That is the finest level alone."),
            (64, "Levels stand side by side: add, do not multiply."),
        ),
        otherwise="Add the bins of the three levels.",
        why="$16 + 4 + 1 = 21$ maxima a channel.",
    ),
    Question(
        id="spp-length",
        prompt="The map has 256 channels. One region is 13 × 13 cells, another 7 × 10. **How many numbers** does the pyramid make of the *smaller* one?",
        kind=Number(),
        key=lambda: pyramid(7, 10, CHANNELS),
        wrong=(
            (
                lambda: 7 * 10 * CHANNELS,
                "That is the region as it lies on the map, and no fully connected layer could read both.",
            ),
            (lambda: pyramid(13, 13), "Every channel has its own maxima."),
            (
                lambda: round(pyramid(13, 13, CHANNELS) * 70 / 169),
                "Bins shrink with the region; their number does not.",
            ),
        ),
        otherwise="21 bins a channel, however large the region is.",
        why="$21 \\cdot 256 = 5{,}376$, for any region. That is the whole trick: any size in, one length out.",
    ),
    Question(
        id="one-region-an-image",
        prompt="A step of training is to learn from **128** regions. Drawn one from each of 128 images, they need 128 trunk passes forward and backward. Drawn from **2** images, 64 from each: "
        "how many times *fewer*?",
        kind=Number(),
        key=lambda: BATCH // IMAGES,
        wrong=(
            (128, "Two images are two passes, not one."),
            (2, "That is the number of passes that is left."),
            (4096, "Regions of one image do not interact: passes are shared once, not squared."),
        ),
        otherwise="128 passes against 2.",
        why="64 times fewer: regions of one image share its map in the forward *and* in the backward pass.",
    ),
    Question(
        id="why-frozen",
        prompt="SPP-net left its convolutions as ImageNet had trained them. **What stood in the way** of training them through the pyramid?",
        kind=Choice(
            options={
                "cost": "cost: its 128 regions came from 128 images and shared almost nothing",
                "derivative": "a maximum over bins of changing size has no derivative",
                "place": "the pyramid forgets where in the region something was, so that nothing can be handed back",
                "svm": "the linear SVMs have no gradient",
            }
        ),
        key=why_frozen,
        wrong=(
            (
                "derivative",
                "It has one nearly everywhere: to the cell that was the largest 1, to all others 0 (lecture 5).",
            ),
            ("place", "The layer itself knows well which cell won. Section 6 sends the gradient there."),
            ("svm", "Fine-tuning was done with softmax, before the SVMs. They are no obstacle."),
        ),
        why="It was possible, and too dear. The cure is not a new layer but another way to draw the batch.",
    ),
)

QUESTIONS = SHARING + CELLS + PYRAMID
