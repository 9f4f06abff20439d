"""Detectors, from R-CNN to SSD, out of shared rooms: boxes, matching, sampling, regions, suppression, training."""
