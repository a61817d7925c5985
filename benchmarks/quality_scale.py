"""Which quality of WebP and AVIF looks like which of JPEG: the numbers of Quality.java in the function.

    pip install "pyvips[binary]==3.*" numpy pillow && python quality_scale.py PHOTO...

The encoders are those of libvips with the function's options. Each photograph is resized to 800 and to 400 pixels; the
similarity is SSIM on luma against the resized pixels (measure/ssim.py). For each quality of JPEG it prints the quality at
which the other encoder's similarity, as the mean over all pictures, is the same, and the bytes that both take.
"""

import io
import pathlib
import sys

import numpy as np
import pyvips

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from measure.ssim import Reference

FORMATS = {
    "jpeg": ".jpg[Q={},optimize_coding,keep=none]",
    "webp": ".webp[Q={},keep=none]",
    "avif": ".avif[Q={},effort=2,keep=none]",
}
QUALITIES = [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]
SIZES = (800, 400)


def measured(photo, size):
    """For each format a list of similarity and bytes, in the order of QUALITIES."""
    small = pyvips.Image.thumbnail(photo, size, height=size, size="down").copy_memory()
    reference = Reference(io.BytesIO(small.write_to_buffer(".png")), size)
    results = {}
    for name, saver in FORMATS.items():
        results[name] = []
        for quality in QUALITIES:
            encoded = small.write_to_buffer(saver.format(quality))
            shown = pyvips.Image.new_from_buffer(encoded, "").write_to_buffer(".png")
            results[name].append((reference.similarity(io.BytesIO(shown)), len(encoded)))
    return results


def main(photos):
    results = [measured(photo, size) for photo in photos for size in SIZES]
    mean = {name: np.mean([result[name] for result in results], axis=0) for name in FORMATS}
    print(f"{len(results)} pictures; mean bytes at the same similarity")
    print("jpeg  SSIM    bytes | webp   bytes | avif   bytes")
    for quality, (similarity, size) in zip(QUALITIES, mean["jpeg"]):
        line = f"{quality:4}  {similarity:.4f} {size:7.0f}"
        for name in "webp", "avif":
            similarities, sizes = mean[name].T
            same = np.interp(similarity, similarities, QUALITIES)
            line += f" | {same:4.0f} {np.interp(similarity, similarities, sizes):7.0f}"
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
