"""Structural similarity (Wang et al. 2004): Gaussian window of 11 x 11 with sigma 1.5, on luma, mean over the picture."""

import numpy as np
from PIL import Image

_WINDOW = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
_WINDOW /= _WINDOW.sum()


def _blurred(plane):
    for _ in range(2):
        windows = np.lib.stride_tricks.sliding_window_view(plane, 11, axis=1)
        plane = (windows @ _WINDOW).T
    return plane


def _luma(red, green, blue):
    return 0.299 * red + 0.587 * green + 0.114 * blue


class Reference:
    """What the rendition should look like: all pixels decoded, then Lanczos in floating point."""

    def __init__(self, file, size):
        with Image.open(file) as picture:
            scale = size / max(picture.size)
            fitted = round(picture.width * scale), round(picture.height * scale)
            planes = [
                np.asarray(band.convert("F").resize(fitted, Image.Resampling.LANCZOS), dtype=np.float64)
                for band in picture.convert("RGB").split()
            ]
        self._plane = np.clip(_luma(*planes), 0, 255)
        self._mean = _blurred(self._plane)
        self._variance = _blurred(self._plane**2) - self._mean**2

    def similarity(self, file):
        with Image.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
        plane = _luma(*np.moveaxis(pixels, 2, 0))
        mean = _blurred(plane)
        variance = _blurred(plane**2) - mean**2
        covariance = _blurred(plane * self._plane) - mean * self._mean
        c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
        similarity = ((2 * mean * self._mean + c1) * (2 * covariance + c2)) / (
            (mean**2 + self._mean**2 + c1) * (variance + self._variance + c2)
        )
        return float(similarity.mean())


def bytes_at(similarity, points):
    """The bytes at which a contestant reaches the similarity, between its points (SSIM, bytes); None if it does not."""
    points = sorted(points)
    similarities = [point[0] for point in points]
    if not similarities[0] <= similarity <= similarities[-1]:
        return None
    return float(np.exp(np.interp(similarity, similarities, [np.log(point[1]) for point in points])))
