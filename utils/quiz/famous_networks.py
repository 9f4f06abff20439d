"""Questions of lecture 6 on six families of networks, and on the memory table of VGG-16."""

from utils.quiz.question import Choices, Number, Question
from utils.shapes import (
    Conv,
    Relu,
    Residual,
    architectures,
    memory_table,
    multiply_adds,
    parameters,
    steps,
    up_to,
)
from utils.shapes.results import RESULTS, RUNNER_UP_2012, WINNER_2013

MEGA, BYTES = 1e6, 4
PHOTO = (3, 224, 224)


def true_statements() -> set[str]:
    """Return which of the statements about six families hold, each judged by counting or by the published ranks."""
    place = {result.network: result.place for result in RESULTS}
    error = {result.network: result.error for result in RESULTS}
    counted = {name: round(parameters(architectures[name]) / MEGA) for name in ("googlenet", "vgg16")}
    holds = {
        "resnet": place["resnet152"] == 2,
        "googlenet": counted["googlenet"] == 4,
        "inception": any(isinstance(layer, Residual) for layer in architectures["inception_v4"]),
        "zfnet": place["zfnet"] == 1 and WINNER_2013 == "ZF-Net",
        "vgg": place["vgg16"] == 2 and counted["vgg16"] == 138,
        "rival": 1.5 * error["alexnet"] < RUNNER_UP_2012,
    }
    return {name for name, true in holds.items() if true}


def five_by_five(reduced: bool) -> int:
    """Return the multiply-adds of the 5 × 5 branch of GoogLeNet's first module, reduced first or not."""
    module = next(step for step in steps(architectures["googlenet"], PHOTO) if step.layer.name == "inception_3a")
    branch = module.layer.branches[2]
    if reduced:
        return multiply_adds(branch, module.input)
    direct = Conv("5x5", module.input[0], branch[2].filters, 5, padding=2)
    return multiply_adds((direct,), module.input)


def block_weights(bottleneck: bool) -> int:
    """Return the weights of a block on 256 maps: two 3 × 3 convolutions of 256, or 1 × 1, 3 × 3, 1 × 1 through 64."""
    if bottleneck:
        layers = (
            Conv("1", 256, 64, 1, bias=False),
            Conv("2", 64, 64, 3, bias=False),
            Conv("3", 64, 256, 1, bias=False),
        )
    else:
        layers = (Conv("1", 256, 256, 3, bias=False), Conv("2", 256, 256, 3, bias=False))
    return sum(layer.weights for layer in layers)


def rows_megabytes(rectified: bool = False) -> float:
    """Return the memory of VGG-16's rows in MB; ``rectified`` counts every output of a ReLU once more."""
    values = sum(row.values for row in memory_table(architectures["vgg16"], PHOTO))
    if rectified:
        outputs = [step.output for step in steps(architectures["vgg16"], PHOTO) if isinstance(step.layer, Relu)]
        values += sum(channels * height * width for channels, height, width in outputs)
    return values * BYTES / MEGA


def share_of_weights(*names: str) -> float:
    """Return the share of VGG-16's weights in the rows of these names, in percent."""
    rows = memory_table(architectures["vgg16"], PHOTO)
    return 100 * sum(row.weights for row in rows if row.name in names) / sum(row.weights for row in rows)


def trunk_values(size: int) -> int:
    """Return the values that VGG-16 leaves behind up to its last pool, for an image of this width and height."""
    return sum(row.values for row in memory_table(up_to(architectures["vgg16"], "pool5"), (3, size, size)))


FAMILIES = (
    Question(
        id="claim-timeline",
        claim="ResNet was the runner-up of 2015; GoogLeNet has 4M parameters; Inception-v4 is Inception + ResNet; ZF-Net won 2013.",
        prompt="Six statements of this kind. **Which are true?** Count what can be counted, and look up the rest in `RESULTS`, `RUNNER_UP_2012` and `WINNER_2013`.",
        kind=Choices(
            options={
                "resnet": "ResNet was the runner-up of ImageNet 2015",
                "googlenet": "GoogLeNet has 4 million parameters",
                "inception": "Inception-v4 has residual connections",
                "zfnet": "the contest of 2013 was won by ZF-Net",
                "vgg": "VGG was the runner-up of 2014 and VGG-16 has 138 million parameters",
                "rival": "AlexNet's nearest rival made over half as many errors again",
            }
        ),
        key=true_statements,
        wrong=(
            (
                {"resnet", "googlenet", "inception", "zfnet", "vgg", "rival"},
                "Four of the six do not survive counting or looking up.",
            ),
            ({"googlenet", "vgg", "rival"}, lambda: f"Count GoogLeNet: {parameters(architectures['googlenet']):,}."),
            ({"resnet", "vgg", "rival"}, "Look up the place of ResNet in `RESULTS`."),
            (
                {"inception", "vgg", "rival"},
                "Is there a `Residual` among its layers? Inception-*ResNet* is another network.",
            ),
            (
                {"zfnet", "vgg", "rival"},
                "Look up `WINNER_2013`, and the place of ZF-Net in `RESULTS`. (The winner's author wrote ZF-Net, too; hence the tale.)",
            ),
        ),
        otherwise="Each can be settled by one line of code. Begin with those that are about numbers.",
        why=lambda: (
            f"ResNet won; GoogLeNet has {parameters(architectures['googlenet']):,}; Inception-v4 has no shortcut; Clarifai won 2013. "
            f"AlexNet's 16.4% stood against {RUNNER_UP_2012 / 100}% of the second team."
        ),
    ),
    Question(
        id="googlenet-parameters",
        prompt="Slides give GoogLeNet 4 million parameters. **How many millions** do its layers hold, biases included, without the heads used in training only?",
        kind=Number(decimals=1, near=0, unit="million"),
        key=lambda: parameters(architectures["googlenet"]) / MEGA,
        wrong=(
            (4, "So the slides say. Count the layers."),
            (lambda: parameters(architectures["alexnet"]) / MEGA, "That is AlexNet."),
            (6.6, "That is torchvision's variant, with normalisation and smaller kernels."),
            (lambda: parameters(architectures["vgg16"]) / MEGA, "That is VGG-16."),
        ),
        otherwise='`parameters(architectures["googlenet"])`',
        why=lambda: f"{parameters(architectures['googlenet']):,}: still a ninth of AlexNet's.",
    ),
    Question(
        id="inception-reduction",
        prompt="The 5 × 5 branch of GoogLeNet's first module makes 32 maps of 192, at 28 × 28 places. It squeezes the 192 to **16** by a 1 × 1 convolution first. "
        "By what factor does that cut its multiply-adds?",
        kind=Number(decimals=1),
        key=lambda: five_by_five(False) / five_by_five(True),
        wrong=(
            (12, "That would be 192 / 16, if the 1 × 1 convolution were free."),
            (
                1,
                "Count both: $25 \\cdot 192 \\cdot 32$ against $192 \\cdot 16 + 25 \\cdot 16 \\cdot 32$, at every place.",
            ),
            (6, "192 / 32 is no part of this sum."),
            (25, "Both ways end in a 5 × 5 kernel."),
        ),
        otherwise="Divide $25 \\cdot 192 \\cdot 32$ by $192 \\cdot 16 + 25 \\cdot 16 \\cdot 32$.",
        why=lambda: f"{five_by_five(False):,} against {five_by_five(True):,} multiply-adds.",
    ),
    Question(
        id="bottleneck-saves",
        prompt="A block on 256 maps: either two 3 × 3 convolutions of 256 filters, or the *bottleneck* 1 × 1 (to 64), 3 × 3 (64), 1 × 1 (back to 256), no biases. "
        "**What factor** lies between their weights?",
        kind=Number(decimals=1),
        key=lambda: block_weights(False) / block_weights(True),
        wrong=(
            (
                16,
                "That is $(256 / 64)^2$, and leaves out the 1 × 1 convolutions and that there is one 3 × 3 instead of two.",
            ),
            (4, "Both sides of a 3 × 3 kernel shrink: channels *and* filters."),
            (lambda: block_weights(False) / 2 / block_weights(True), "The first block has two convolutions."),
            (lambda: 2 * 9 * 256 * 256 / (9 * 64 * 64), "The two 1 × 1 convolutions have weights, too."),
        ),
        otherwise="$2 \\cdot 9 \\cdot 256^2$ against $2 \\cdot 256 \\cdot 64 + 9 \\cdot 64^2$.",
        why=lambda: f"{block_weights(False):,} against {block_weights(True):,} weights. And the shortcut has none.",
    ),
)

VGG = (
    Question(
        id="claim-vgg-total",
        claim="TOTAL memory: 24M * 4 bytes ~= 93MB / image (only forward! ~*2 for bwd)",
        prompt="Add up the 22 rows of VGG-16. **How many MB** (10⁶ bytes) do they take in float32?",
        kind=Number(decimals=1, unit="MB"),
        key=rows_megabytes,
        wrong=(
            (93, "So says the claim, and its own product is another one. Add up the rows."),
            (96, "24M · 4 indeed. But are there 24M values?"),
            (
                lambda: rows_megabytes(rectified=True),
                "You counted every output of a ReLU once more. The table has no rows for them.",
            ),
            (lambda: rows_megabytes() / BYTES, "Those are the values, in millions. Each takes 4 bytes."),
            (lambda: parameters(architectures["vgg16"]) * BYTES / MEGA, "Those are the weights."),
        ),
        otherwise="`sum(row.values for row in memory_table(...)) * 4 / 1e6`",
        why=lambda: (
            f"{rows_megabytes() / BYTES:.1f}M values; counting every ReLU again gives {rows_megabytes(True) / BYTES:.1f}M. There is no way to 24M."
        ),
    ),
    Question(
        id="vgg-first-dense",
        prompt="How many **percent** of all weights of VGG-16 sit in its first fully connected layer, *fc6*?",
        kind=Number(decimals=1, unit="%"),
        key=lambda: share_of_weights("fc6"),
        wrong=(
            (lambda: share_of_weights("fc6", "fc7", "fc8"), "Those are all three fully connected layers."),
            (lambda: share_of_weights("fc7"), "That is the second one."),
            (lambda: 100 - share_of_weights("fc6", "fc7", "fc8"), "Those are the convolutions, all thirteen of them."),
            (lambda: 100 / 16, "One of 16 layers, but they are not alike."),
        ),
        otherwise="$7 \\cdot 7 \\cdot 512 \\cdot 4096$ of 138,344,128.",
        why="102,760,448 of 138,344,128: three quarters of the network in one matrix.",
    ),
    Question(
        id="vgg-at-448",
        prompt="Feed VGG-16's *convolutional part* an image of 448 × 448 instead of 224 × 224. By what factor do its **rows** grow, and its weights not at all?",
        kind=Number(),
        key=lambda: trunk_values(448) // trunk_values(224),
        wrong=(
            (2, "Twice as wide, *and* twice as high."),
            (1, "That is the factor of its weights: a filter does not know how large the image is."),
            (16, "Places count once for each of two axes."),
        ),
        otherwise="Every map has twice the rows and twice the columns.",
        why="4: a filter is used at four times as many places, and does not grow.",
    ),
    Question(
        id="vgg-indices",
        prompt="For the backward pass PyTorch keeps, beside values, *which* input won each window of a max pool, as an integer of 8 bytes. The five pools put out "
        "1,530,368 values. **How many MB** do the winners take?",
        kind=Number(decimals=1, unit="MB"),
        key=lambda: (
            sum(row.values for row in memory_table(architectures["vgg16"], PHOTO) if row.name.startswith("pool"))
            * 8
            / MEGA
        ),
        wrong=(
            (lambda: 1_530_368 * 4 / MEGA, "An index takes 8 bytes, not 4."),
            (lambda: 1_530_368 * 8 * 4 / MEGA, "One winner a window, not one an input."),
            (lambda: 1_530_368 / MEGA, "Those are millions of values."),
        ),
        otherwise="One index for each output of a pool.",
        why="12.2 MB: a fifth of what the rows take, in no row of the table.",
    ),
)

QUESTIONS = FAMILIES + VGG
