"""Noisy linear imputation: filling removed pixels so that their shape betrays nothing (Rong et al. 2022, section 5).

Every removed pixel is to be the weighted mean of its eight neighbours (1/6 straight, 1/12 diagonal; fewer at the
border, with the weights made to sum to 1), known pixels stay. That sparse linear system is symmetric and positive
definite once each equation is multiplied by the sum of its weights; it is solved here by conjugate gradients with a
multigrid cycle as preconditioner, matrix-free.
"""

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.float32]
Known = npt.NDArray[np.bool_]

_NEIGHBOURS = np.array([[1 / 12, 1 / 6, 1 / 12], [1 / 6, 0, 1 / 6], [1 / 12, 1 / 6, 1 / 12]], np.float32)
_SMALLEST_GRID = 6
_DAMPING = 0.9
_COARSE_SWEEPS = 20


def impute(image: Image, known: Known, tolerance: float = 5e-3, most_steps: int = 60) -> Image:
    """Fill the pixels of ``image`` (H, W, C) float32 that ``known`` (H, W) leaves out.

    ``tolerance`` is the estimated error at which the solver stops, in the image's units: half of ROAD's own noise, and
    the mean error is then a tenth of it. Where nothing is known the
    result is the mean colour.
    """
    if known.all():
        return image.copy()
    filled = np.asarray(np.where(known[..., None], image, _mean_of_known(image, known)), np.float32)
    if not known.any():
        return filled
    grids = _grids(~known, image.shape[2])
    residual = grids[0].unknown * (_neighbour_sum(filled) - grids[0].diagonal * filled)
    correction = _cycle(grids, residual)
    direction, product = correction.copy(), _dots(residual, correction)
    for _ in range(most_steps):
        if float(np.abs(correction).max()) < tolerance:
            break
        image_of_direction = grids[0].apply(direction)
        step = _ratio(product, _dots(direction, image_of_direction))
        filled = filled + step * direction
        previous, residual = residual, residual - step * image_of_direction
        correction = _cycle(grids, residual)
        # the flexible (Polak-Ribiere) form: the multigrid cycle is not exactly symmetric
        turn = np.maximum(_ratio(_dots(correction, residual - previous), product), 0).astype(np.float32)
        product = _dots(residual, correction)
        direction = correction + turn * direction
    return filled


class _Grid:
    """The system on one grid: ``unknown`` is 1 where a value is sought, ``diagonal`` the sum of weights.

    Both are given for every channel, (h, w, C): products with images are several times faster so.
    """

    def __init__(self, unknown: Image, channels: int) -> None:
        diagonal = _neighbour_sum(np.ones_like(unknown))
        smoothing = np.asarray(_DAMPING * unknown / diagonal, np.float32)
        self.unknown, self.diagonal, self._smoothing = (
            _in_all_channels(plane, channels) for plane in (unknown, diagonal, smoothing)
        )

    def apply(self, values: Image) -> Image:
        """The matrix times ``values`` (h, w, C), which must be 0 at known pixels."""
        result = self.diagonal * values
        result -= _neighbour_sum(values)
        result *= self.unknown
        return result

    def first_sweep(self, target: Image) -> Image:
        """The same as :meth:`smooth` from nothing."""
        return target * self._smoothing

    def smooth(self, values: Image, target: Image) -> Image:
        """One damped Jacobi sweep towards ``apply(values) = target``."""
        result = target - self.apply(values)
        result *= self._smoothing
        result += values
        return result


def _in_all_channels(plane: Image, channels: int) -> Image:
    return np.repeat(plane[..., None], channels, axis=2)


def _grids(unknown: Known, channels: int) -> list[_Grid]:
    level = unknown.astype(np.float32)
    grids = [_Grid(level, channels)]
    while min(level.shape) > _SMALLEST_GRID:
        level = np.ascontiguousarray(level[::2, ::2])
        grids.append(_Grid(level, channels))
    return grids


def _cycle(grids: list[_Grid], target: Image) -> Image:
    """One multigrid V-cycle: an approximate solution of ``grids[0].apply(x) = target``."""
    grid = grids[0]
    values = grid.first_sweep(target)
    if len(grids) == 1:
        for _ in range(_COARSE_SWEEPS):
            values = grid.smooth(values, target)
        return values
    coarse = _with_channels(cv2.pyrDown(target - grid.apply(values))) * 4 * grids[1].unknown
    size = (target.shape[1], target.shape[0])
    values = values + grid.unknown * _with_channels(cv2.pyrUp(_cycle(grids[1:], coarse), dstsize=size))
    return grid.smooth(values, target)


def _neighbour_sum(values: Image) -> Image:
    summed = cv2.filter2D(values, -1, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(summed, np.float32).reshape(values.shape)


def _with_channels(values: npt.NDArray[np.generic]) -> Image:
    """OpenCV drops the last axis of one-channel images; put it back."""
    return np.asarray(values if values.ndim == 3 else values[..., None], np.float32)


def _dots(one: Image, other: Image) -> Image:
    return np.asarray((one * other).sum(axis=(0, 1)), np.float32)


def _ratio(above: Image, below: Image) -> Image:
    """``above / below``, finite also where a channel is solved already and ``below`` is 0."""
    return np.asarray(above / np.maximum(below, np.float32(1e-30)), np.float32)


def _mean_of_known(image: Image, known: Known) -> Image:
    return np.asarray(image[known].mean(axis=0) if known.any() else image.mean(axis=(0, 1)), np.float32)
