"""Selective search in OpenCV's fast mode, the other side of `utils.reference.proposals`."""

import cv2
import numpy as np


def fast_mode(image: np.ndarray) -> np.ndarray:
    """Return OpenCV's proposals (R, 4), float32 boxes of whole pixels, for an image (H, W, 3): red, green, blue."""
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(np.ascontiguousarray(image[..., ::-1]))
    search.switchToSelectiveSearchFast()
    x, y, width, height = np.asarray(search.process()).T
    return np.stack([x, y, x + width, y + height], axis=1).astype(np.float32)
