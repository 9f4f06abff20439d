"""DeckCam: a seeded renderer of what a camera over a fishing boat's deck sees, with labels, boats and exact boxes.

From the small to the large: ``streams`` (seeds), ``raster`` and ``outlines`` (shapes of whole pixels), ``texture``,
``species`` and ``fish`` (drawings), ``deck``, ``gear`` and ``crew`` (surroundings), ``camera`` and ``stamp``, ``boat``
(what stays the same), ``scene`` (one frame), ``plan`` (which frames), ``worker``, ``rendering`` and ``cache``.

Everything that decides a box is whole numbers: points are rounded before they are drawn, and shapes are filled and
turned without a floating-point test. So labels, boats and boxes are the same on every machine, and pixels are up to
the last bit of a rounding.
"""
