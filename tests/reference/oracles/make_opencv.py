"""Store the proposals of OpenCV's fast mode beside this file, as opencv.npz: run in an environment of its own.

python -m venv DIR && DIR/bin/pip install opencv-contrib-python-headless==5.0.0.93 numpy
DIR/bin/python -m tests.reference.oracles.make_opencv
"""

from pathlib import Path

import cv2
import numpy as np

from tests.reference.proposal_scenes import SCENES, scene


def proposals(image):
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(np.ascontiguousarray(image[..., ::-1]))
    search.switchToSelectiveSearchFast()
    x, y, width, height = np.asarray(search.process()).T
    return np.stack([x, y, x + width, y + height], axis=1).astype(np.int16)


def main():
    answers = {"versions": f"opencv {cv2.__version__}"}
    for seed in range(SCENES):
        image, _ = scene(seed)
        answers |= {f"scene{seed}.boxes": proposals(image), f"scene{seed}.mean": image.mean()}
    np.savez_compressed(Path(__file__).with_name("opencv.npz"), **answers)


main()
