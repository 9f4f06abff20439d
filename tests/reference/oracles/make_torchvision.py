"""Store torchvision's answers beside this file, as torchvision.npz: run in an environment of its own.

python -m venv DIR && DIR/bin/pip install torch==2.14.1 torchvision==0.29.1 numpy
DIR/bin/python tests/reference/oracles/make_torchvision.py
"""

from pathlib import Path

import numpy as np
import torch
import torchvision
from torchvision import ops


def boxes(rng, count, side=100, degenerate=False):
    corners = rng.uniform(0, side, (count, 2))
    sizes = rng.uniform(-5 if degenerate else 1, side / 2, (count, 2))
    return np.concatenate([corners, corners + sizes], axis=1).astype(np.float32)


def suppression_answers(rng):
    for place, (count, threshold) in enumerate([(0, 0.5), (1, 0.5), (60, 0.3), (300, 0.5), (400, 0.7), (400, 0.0)]):
        found = boxes(rng, count, 80)
        scores = rng.uniform(size=count).astype(np.float32)
        kept = ops.nms(torch.tensor(found), torch.tensor(scores), threshold).numpy()
        yield f"nms{place}", {"boxes": found, "scores": scores, "threshold": threshold, "kept": kept.astype(np.int16)}


def overlap_answers(rng):
    a, b = boxes(rng, 30), boxes(rng, 25)
    yield "iou", {"a": a, "b": b, "iou": ops.box_iou(torch.tensor(a), torch.tensor(b)).numpy()}


def region_answers(rng):
    options = [((7, 7), 1 / 16, 2, False), ((2, 3), 0.25, 1, True), ((4, 4), 0.5, 3, False), ((3, 1), 1.0, 2, True)]
    for place, (size, scale, samples, aligned) in enumerate(options):
        whole = rng.integers(-9, 10, (2, 3, 9, 12)) if place % 2 else rng.normal(size=(2, 3, 9, 12))
        features = whole.astype(np.float32)
        side = 12 / scale
        found = np.concatenate([boxes(rng, 14, side), boxes(rng, 6, side, True) * 1.4 - 0.3 * side]).astype(np.float32)
        found[0] = np.array([0, 0, 11, 8]) / scale
        found[1] = np.array([2.5, 1.5, 4.5, 3.5]) / scale
        found[2] = np.array([-2.5, -1.5, 4, 3]) / scale
        rois = np.concatenate([rng.integers(0, 2, (20, 1)), found], axis=1).astype(np.float32)
        leaf, regions = torch.tensor(features, requires_grad=True), torch.tensor(rois)
        pooled = ops.roi_pool(leaf, regions, size, scale)
        upstream = rng.normal(size=tuple(pooled.shape)).astype(np.float32)
        pooled.backward(torch.tensor(upstream))
        read = ops.roi_align(leaf.detach(), regions, size, scale, samples, aligned)
        given = {"features": features, "rois": rois, "size": size, "scale": scale, "upstream": upstream}
        answer = {"pooled": pooled.detach().numpy(), "dfeatures": leaf.grad.numpy(), "read": read.numpy()}
        yield f"roi{place}", given | {"samples": samples, "aligned": aligned} | answer


def main():
    rng = np.random.default_rng(0)
    answers = {"versions": f"torch {torch.__version__}, torchvision {torchvision.__version__}"}
    for maker in (suppression_answers, overlap_answers, region_answers):
        for name, values in maker(rng):
            answers |= {f"{name}.{key}": value for key, value in values.items()}
    np.savez_compressed(Path(__file__).with_name("torchvision.npz"), **answers)


main()
