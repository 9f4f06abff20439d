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
)
from utils.shapes.results import RESULTS, RUNNER_UP_2012, WINNER_2013

MEGA, BYTES, INDEX = 1e6, 4, 8
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


def share_left(scores: int) -> float:
    """Return the weights of VGG-16's convolutions and so many more for the scores, in percent of all its weights."""
    rows = memory_table(architectures["vgg16"], PHOTO)
    convolutions = sum(row.weights for row in rows if row.name.startswith("conv"))
    return 100 * (convolutions + scores) / sum(row.weights for row in rows)


def images_that_outweigh(copies: int, winners: bool) -> int:
    """Return how many images keep more bytes for VGG-16's backward pass than so many copies of its weights take.

    An image keeps the values of its rows, and with ``winners`` an index of 8 bytes for each output of a pool.
    """
    rows = memory_table(architectures["vgg16"], PHOTO)
    kept = sum(row.values for row in rows) * BYTES
    kept += winners * sum(row.values for row in rows if row.name.startswith("pool")) * INDEX
    return copies * parameters(architectures["vgg16"]) * BYTES // kept + 1


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
                "rival": "the second team of 2012 made more than 1.5 times as many errors as AlexNet",
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
        prompt="A slide gives GoogLeNet 4 million parameters. **How many millions** do its layers hold, biases included, without the heads used in training only?",
        kind=Number(decimals=1, near=0, unit="million"),
        key=lambda: parameters(architectures["googlenet"]) / MEGA,
        wrong=(
            (4, "So the slide says. Count the layers."),
            (
                lambda: parameters(architectures["googlenet"]),
                "That is the count. Asked is how many *millions*: 10⁶ of them are 1.",
            ),
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
        "**How many times** as many weights does the first have?",
        kind=Number(decimals=1),
        key=lambda: block_weights(False) / block_weights(True),
        wrong=(
            (
                16,
                "That is $(256 / 64)^2$, and leaves out the 1 × 1 convolutions and that there is one 3 × 3 instead of two.",
            ),
            (4, "Both sides of a 3 × 3 kernel shrink: channels *and* filters."),
            (
                lambda: block_weights(True) / block_weights(False),
                "The other way round: how many bottlenecks weigh as much as one block of the first kind?",
            ),
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
            (93, "So says the claim. Add up the rows."),
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
            f"{rows_megabytes() / BYTES:.1f}M values; counting every ReLU again gives {rows_megabytes(True) / BYTES:.1f}M. Neither is 24M."
        ),
    ),
    Question(
        id="vgg-without-hidden-fc",
        prompt="Redesign VGG-16: behind the last pool take the *mean* of each of the 512 maps, as GoogLeNet does, and let one FC layer make 1,000 scores of those 512 numbers. "
        "How many **percent** of all weights are left, biases not counted?",
        kind=Number(decimals=1, unit="%"),
        key=lambda: share_left(512 * 1000),
        wrong=(
            (
                lambda: share_left(0),
                "Those are the thirteen convolutions. The scores need weights, too: $512 \\cdot 1000$.",
            ),
            (lambda: 100 - share_left(512 * 1000), "That is the share that goes."),
            (lambda: share_left(512 * 7 * 7 * 1000), "The mean of a map is *one* number, not 49."),
            (lambda: share_left(512 * 1000) / 100, "As a share, yes. Asked are percent."),
            (100 / 16 * 14, "14 of 16 layers, but they are not alike: look at the column of weights."),
        ),
        otherwise="The convolutions hold 14,710,464 weights; add $512 \\cdot 1000$, and divide by 138,344,128.",
        why=lambda: (
            f"{share_left(512 * 1000):.1f}%: nearly all of VGG-16's weights are there to read 49 places one by one. GoogLeNet saved them in this way."
        ),
    ),
    Question(
        id="vgg-batch-that-outweighs",
        prompt="Training with plain SGD, the network takes its weights and as much again for their gradients. Each image of the batch takes what forward keeps for backward: its rows, "
        "and the winners. **From how many images on** do the images together take more than the network?",
        kind=Number(),
        key=lambda: images_that_outweigh(2, winners=True),
        wrong=(
            (
                lambda: images_that_outweigh(2, winners=True) - 1,
                "Not quite: so many images weigh a little less than the network.",
            ),
            (
                lambda: images_that_outweigh(1, winners=True),
                "That is against the weights alone. Their gradients are as large.",
            ),
            (lambda: images_that_outweigh(2, winners=False), "You left out the winners: 12.2 MB an image."),
            (1, "An image takes 73.2 MB, the weights alone 553.4."),
        ),
        otherwise="Divide $2 \\cdot 553.4$ MB by 73.2 MB, and round up.",
        why="So the slide's *per image* is the wrong heading for a small batch: there the network is the larger part.",
    ),
)

QUESTIONS = FAMILIES + VGG
