"""Store the proposals of OpenCV's fast mode beside this file, as opencv.npz: run by `make oracles`."""

from pathlib import Path

import cv2
import numpy as np

from benchmarks.opencv import fast_mode
from tests.reference.proposal_scenes import SCENES, scene


def main():
    answers = {"versions": f"opencv {cv2.__version__}"}
    for seed in range(SCENES):
        image, _ = scene(seed)
        answers |= {f"scene{seed}.boxes": fast_mode(image).astype(np.int16), f"scene{seed}.mean": image.mean()}
    np.savez_compressed(Path(__file__).with_name("opencv.npz"), **answers)


main()
