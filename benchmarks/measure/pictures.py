"""The pictures that are resized.

The three most detailed JPEG wallpapers of 5120 x 2880 pixels in Debian's package plasma-workspace-wallpapers (KDE, LGPL),
laid side by side without any scaling until the wanted size is full. Only the smallest is scaled down. Every picture is
encoded twice from the same pixels, as baseline and as progressive JPEG, quality 90, 4:2:0.
"""

import hashlib
import shutil
import subprocess

from PIL import Image

from measure.failure import Failure
from measure.folders import PICTURES, TARGET

PACKAGE = "plasma-workspace-wallpapers"
NAMES = ("SafeLanding", "Volna", "Flow")
SIZES = {"2mp": (1920, 1080), "15mp": (5120, 2880), "24mp": (6000, 4000), "100mp": (12240, 8160)}
SIMILARITY = [f"wallpaper-{i}" for i in range(len(NAMES))]
KINDS = ("baseline", "progressive")
TINY = "tiny"
"""Takes no time to resize: what is left is the runtime, S3 and SNS. For warming up."""


def _wallpapers():
    folder = TARGET / "wallpapers"
    files = [folder / f"usr/share/wallpapers/{name}/contents/images/5120x2880.jpg" for name in NAMES]
    if not all(file.exists() for file in files):
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise Failure(f"the pictures come from Debian's package {PACKAGE}, but there is no apt-get and dpkg here.")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=folder, check=False, stderr=subprocess.DEVNULL)
        package = next(folder.glob("*.deb"), None)
        if not package or subprocess.run(["dpkg", "-x", package, folder]).returncode:
            raise Failure(f"apt-get could not download {PACKAGE}; try `apt-get update`.")
    return [Image.open(file).convert("RGB") for file in files]


def prepare():
    PICTURES.mkdir(parents=True, exist_ok=True)
    expected = [f"{size}-{kind}" for size in SIZES for kind in KINDS] + SIMILARITY + [TINY]
    if all((PICTURES / f"{name}.jpg").exists() for name in expected):
        return
    wallpapers = _wallpapers()
    for name, wallpaper in zip(SIMILARITY, wallpapers):
        wallpaper.save(PICTURES / f"{name}.jpg", quality=90)
    wallpapers[0].resize((64, 36)).save(PICTURES / f"{TINY}.jpg")
    for name, (width, height) in SIZES.items():
        if name == "2mp":
            picture = wallpapers[0].resize((width, height), Image.Resampling.LANCZOS)
        else:
            picture = Image.new("RGB", (width, height))
            tiles = [(x, y) for y in range(0, height, 2880) for x in range(0, width, 5120)]
            for i, place in enumerate(tiles):
                picture.paste(wallpapers[i % len(wallpapers)], place)
        for kind in KINDS:
            picture.save(PICTURES / f"{name}-{kind}.jpg", quality=90, progressive=kind == "progressive")


def description():
    rows = []
    for name, (width, height) in SIZES.items():
        for kind in KINDS:
            content = (PICTURES / f"{name}-{kind}.jpg").read_bytes()
            rows.append((f"{name}-{kind}", width, height, len(content), hashlib.sha256(content).hexdigest()[:12]))
    return rows
