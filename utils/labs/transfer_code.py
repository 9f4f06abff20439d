"""The lecture's four snippets of Keras as PyTorch of today: build, data, optimiser, fit.

They do what the lecture's code did, its faults included: every layer is trained at once, at one small constant rate,
and a trunk that wants values from -1 to 1 is fed x / 255. What is put right is said where it is.
"""

from pathlib import Path
from typing import NamedTuple

from utils.data.competition import CLASSES, Fisheries
from utils.labs.ensembles import splits
from utils.labs.plan import Plan
from utils.labs.training import Epoch, fit
from utils.labs.transfer import RANGES, Transfer, transfer
from utils.labs.transfer_tuning import Frames, of_views, probabilities
from utils.labs.transfer_views import Augmentation
from utils.labs.trunks import pretrained_trunk
from utils.reference.losses import log_loss

SIZE = 299
AUGMENTATION = Augmentation(turn=10.0, zoom=0.1, shift=0.1, shear=5.73, mirror=True)
"""rotation_range=10, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True, and
shear_range=0.1, which the Keras of that time read as radians: 5.73 degrees."""


class Data(NamedTuple):
    """Frames to train on and to validate on."""

    train: Frames
    validation: Frames


def build(trunk: str = "inception_v3", fed_as_in_the_lecture: bool = True) -> Transfer:
    """Snippet 2: InceptionV3(include_top=False), AveragePooling2D((8, 8)), Flatten, Dense(8, activation="softmax").

    No block is frozen, and batch normalisation goes on with the statistics of each batch. The softmax stands in the
    loss; rescale=1./255 of snippet 3 stands in the network's first layer.
    """
    pretrained = pretrained_trunk(trunk)
    first = pretrained.blocks[0]
    fed = RANGES["from 0 to 1"] if fed_as_in_the_lecture else None
    return transfer(pretrained, len(CLASSES), start=first.replace(".", "_"), fed=fed, live_norms=True)


def load(fisheries: Fisheries) -> Data:
    """Snippet 3: flow_from_directory for training and validation, 80% and 20%.

    Put right: the split is by boat, not by image. Augmentation is drawn on the device, batch by batch, in snippet 4.
    """
    split = splits(fisheries.labels, fisheries.boats)[0]
    return Data(*(Frames(fisheries.images, fisheries.labels, rows) for rows in split))


def plan_of_the_lecture() -> Plan:
    """Snippets 1 and 2: SGD(lr=0.0001, momentum=0.9, decay=0.0, nesterov=True), batch_size=32, nb_epoch=50."""
    return Plan(epochs=50, batch=32, lr=1e-4, optimiser="sgd", schedule="constant")


def train(
    model: Transfer, data: Data, plan: Plan, size: int = SIZE, folder: Path | None = None, show: str = "bar"
) -> list[Epoch]:
    """Snippet 4: fit_generator with ModelCheckpoint(best_model_file, save_best_only=True); best.pt lies in ``folder``.

    Put right: the best epoch is the one with the least log-loss, which the competition scores, not the best accuracy.
    ``show`` is that of ``fit``.
    """
    truth = data.validation.labels.numpy()
    loss = of_views(AUGMENTATION, size)
    return fit(
        model,
        data.train,
        loss,
        plan,
        lambda model: -log_loss(probabilities(model, data.validation, size), truth),
        folder,
        show=show,
    )
