"""What papers report of six detectors, on their own graphics cards: to stand beside what is measured here."""

from typing import NamedTuple


class Paper(NamedTuple):
    """None where the sources that are named below say nothing."""

    training_hours: float | None
    seconds: float | None
    """To look at an image, with proposals."""
    seconds_without: float | None
    """The same without proposals."""
    voc07: float | None
    """Mean average precision on Pascal VOC 2007, from 0 to 1."""


PAPERS = {
    "R-CNN": Paper(84, 49, 47, None),
    "SPP-net": Paper(25.5, 4.3, 2.3, None),
    "Fast R-CNN": Paper(9.5, 2.3, 0.32, None),
    "Faster R-CNN": Paper(None, 0.2, None, 0.732),
    "YOLO": Paper(None, 1 / 45, None, 0.634),
    "SSD": Paper(None, 1 / 59, None, 0.743),
}
"""All with VGG16, but for YOLO.

- R-CNN, SPP-net, Fast R-CNN: training and seconds without proposals from Girshick, "Fast R-CNN" (2015), table 4
  and the text beside it; with proposals from the lecture's chart.
- Faster R-CNN: 5 frames a second "including all steps" and mAP, abstract of Ren et al. (2015).
- YOLO: 45 frames a second, abstract of Redmon et al. (2016); mAP as SSD's authors quote it.
- SSD, for images of 300 x 300: 59 frames a second and mAP, Liu et al. (2016), section 1, which says 7 frames a second
  for Faster R-CNN.
"""
