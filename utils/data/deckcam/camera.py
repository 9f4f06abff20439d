"""A boat's camera: where it looks, and what it makes of colours, edges and darkness."""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from utils.data.deckcam.stamp import stamp

FRAME = 320
"""Pixels of the side of a frame as it is drawn."""


class Camera(NamedTuple):
    """What stays the same in all frames of a boat.

    Fish lie around ``zone`` (2,), shares of the frame, with a standard deviation of ``spread``, at ``turn`` radians
    give or take ``loose``, and are ``near`` frames long. ``tint`` (3,) and ``gamma`` change colours, ``blur`` is a
    radius in pixels. ``nights`` is the share of frames taken by night.
    """

    zone: np.ndarray
    spread: float
    near: float
    turn: float
    loose: float
    tint: np.ndarray
    gamma: float
    blur: float
    nights: float
    number: int
    below: bool
    yellow: bool


def install(rng: np.random.Generator) -> Camera:
    """Return the camera of one boat."""
    return Camera(
        zone=rng.uniform((0.34, 0.45), (0.66, 0.74)),
        spread=rng.uniform(0.05, 0.12),
        near=rng.uniform(0.36, 0.60),
        turn=rng.uniform(0, 2 * np.pi),
        loose=rng.choice([0.2, 0.45, 1.05]),
        tint=rng.uniform(0.85, 1.2) * (1 + rng.normal(0, 0.07, 3)),
        gamma=rng.uniform(0.85, 1.2),
        blur=float(rng.choice([0, 0, 0.6])),
        nights=rng.choice([0, 0.15, 0.3, 0.8]),
        number=int(rng.integers(1, 5)),
        below=bool(rng.random() < 0.5),
        yellow=bool(rng.random() < 0.3),
    )


def exposed(scene: Image.Image, camera: Camera, night: bool, rng: np.random.Generator) -> np.ndarray:
    """Return the frame (FRAME, FRAME, 3) uint8 that the camera takes of a ``scene``: its colours, blur and noise."""
    bright = (0.8 if night else 1.0) * np.exp(rng.normal(0, 0.14))
    curve = 255 * bright * (np.arange(256) / 255) ** (camera.gamma * np.exp(rng.normal(0, 0.06)))
    tint = camera.tint * (1 + rng.normal(0, 0.02, 3))
    scene = scene.point(np.clip(np.concatenate([curve * part for part in tint]), 0, 255).astype(np.uint8).tolist())
    if camera.blur:
        scene = scene.filter(ImageFilter.BoxBlur(camera.blur))
    frame = np.array(scene)
    stamp(frame, _text(camera, night, rng), camera.below, (240, 220, 60) if camera.yellow else (235, 235, 235))
    top, left = rng.integers(0, _GRAIN[0].shape[0] - FRAME, 2)
    grain = _GRAIN[int(night)][top : top + FRAME, left : left + FRAME]
    return np.clip(frame + grain, 0, 255).astype(np.uint8)


def _text(camera: Camera, night: bool, rng: np.random.Generator) -> str:
    """Return the camera's number, a date, and an hour of the night or of the day."""
    hour = (rng.integers(20, 29) % 24) if night else rng.integers(6, 19)
    day = f"{rng.integers(2014, 2017)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    return f"CAM{camera.number} {day} {hour:02d}:{rng.integers(60):02d}"


def _grain(spread: float) -> np.ndarray:
    """Return a sheet of noise (400, 400, 1) int16 with the standard deviation ``spread``, for frames to cut from."""
    return np.rint(np.random.default_rng(5).normal(0, spread, (400, 400, 1))).astype(np.int16)


_GRAIN = (_grain(3), _grain(8))
"""Noise by day and by night."""
