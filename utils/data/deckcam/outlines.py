"""Outlines of shapes as polygons: ellipses, strokes, boxes and curves, (P, 2) float64, x and y in pixels."""

import numpy as np


def ellipse(x: float, y: float, across: float, down: float, turn: float = 0.0) -> np.ndarray:
    """Return an ellipse around (x, y) with half axes ``across`` and ``down``, turned by ``turn`` radians."""
    angle = np.linspace(0, 2 * np.pi, 26)[:-1]
    return turned(np.stack([across * np.cos(angle), down * np.sin(angle)], axis=1), turn) + np.array((x, y))


def box(x: float, y: float, across: float, down: float, turn: float = 0.0) -> np.ndarray:
    """Return a rectangle around (x, y) with half sides ``across`` and ``down``, turned by ``turn`` radians."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (across, down)
    return turned(corners, turn) + np.array((x, y))


def stroke(start: np.ndarray, end: np.ndarray, width: float) -> np.ndarray:
    """Return a straight line of a ``width`` in pixels as a polygon."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = end - start
    aside = np.array([-along[1], along[0]]) * width / 2 / max(np.hypot(*along), 1e-9)
    return np.stack([start + aside, end + aside, end - aside, start - aside])


def limb(points: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Return a bent band along ``points`` (P, 2) whose ``widths`` (P,) change from point to point."""
    along = np.gradient(points, axis=0)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    half = aside * np.asarray(widths)[:, None] / 2
    return np.concatenate([points + half, (points - half)[::-1]])


def curve(start: np.ndarray, pull: np.ndarray, end: np.ndarray, steps: int = 7) -> np.ndarray:
    """Return a quadratic Bézier curve (steps, 2) from ``start`` to ``end``, drawn towards ``pull``."""
    t = np.linspace(0, 1, steps)[:, None]
    return (1 - t) ** 2 * np.asarray(start) + 2 * t * (1 - t) * np.asarray(pull) + t**2 * np.asarray(end)


def turned(points: np.ndarray, angle: float) -> np.ndarray:
    """Return ``points`` (P, 2) turned around the origin by ``angle`` radians."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return points @ np.array([[cosine, sine], [-sine, cosine]])


def moved(points: np.ndarray, right: float, down: float) -> np.ndarray:
    """Return a point (2,) or ``points`` (P, 2) moved by ``right`` and ``down`` pixels."""
    return points + np.array((right, down))
