"""The words of the trade as small frozen values.

This room knows neither files, nor pixels' libraries, nor databases, nor windows: it imports the
standard library and NumPy only. Every value that crosses a wall between two rooms lives here.

Coordinates are continuous pixels of the upright photo: x to the right, y down, the pixel in
column ``i`` and row ``j`` covers ``[i, i + 1) x [j, j + 1)``. Scaling a photo by ``k`` therefore
multiplies every coordinate by ``k`` and nothing else. Units stand in the names (``_px``, ``_mm``).
"""
