"""Store what every machine must render: run it when the renderer draws other pictures on purpose.

python -m tests.data.deckcam.make_thumbnails
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from utils.data.fisheries import deckcam

STORED = Path(__file__).with_name("thumbnails.npz")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = deckcam("train", 64, 0.005, folder=folder)
        shrunk = [Image.fromarray(image).resize((32, 32), Image.Resampling.BOX) for image in small.images[:12]]
        np.savez_compressed(
            STORED,
            labels=small.labels,
            boats=small.boats,
            boxes=np.concatenate(small.boxes),
            counts=[len(found) for found in small.boxes],
            thumbnails=np.stack([np.asarray(image) for image in shrunk]),
        )


main()
