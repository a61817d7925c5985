"""Makes the pictures of this folder; README.md says how."""

from pathlib import Path

import imagecodecs
import numpy
import pillow_heif
import tifffile
from PIL import Image, ImageDraw

here = Path(__file__).parent


def quarters(size=(64, 48)):
    """Red, green, blue and white quarters, as Pictures.quarters draws them."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    w, h = size[0] // 2, size[1] // 2
    draw.rectangle((0, 0, w - 1, h - 1), "#ff0000")
    draw.rectangle((w, 0, size[0], h - 1), "#00ff00")
    draw.rectangle((0, h, w - 1, size[1]), "#0000ff")
    return image


q = quarters()
turned = q.rotate(90, expand=True)
black = Image.new("RGB", q.size, "black")
see_through = q.convert("RGBA")
see_through.paste((0, 0, 0, 0), (0, 0, 32, 48))  # the left half is invisible
exif = Image.Exif()
exif[0x0112] = 6

q.save(here / "progressive.jpg", quality=90, progressive=True, subsampling=0)
q.save(here / "restarts.jpg", quality=90, restart_marker_blocks=2)
q.save(here / "rgb.jpg", quality=90, keep_rgb=True)
q.convert("L").save(here / "grey.jpg", quality=90)
q.convert("CMYK").save(here / "cmyk.jpg", quality=95)
ink = 255 - numpy.array(q.convert("CMYK"))
(here / "ycck.jpg").write_bytes(imagecodecs.jpeg8_encode(ink, level=95, colorspace="CMYK", outcolorspace="YCCK"))
(here / "lossless.jpg").write_bytes(imagecodecs.jpeg8_encode(numpy.array(q), lossless=True))
(here / "12-bit.jpg").write_bytes(imagecodecs.jpeg8_encode(numpy.array(q, "uint16") * 16, bitspersample=12))

q.quantize(4).save(here / "palette.png")
see_through.quantize(8).save(here / "palette-alpha.png")
turned.save(here / "orientation-6.png", exif=exif)

q.save(here / "lossy.webp", quality=90)
q.save(here / "lossless.webp", lossless=True)
see_through.save(here / "lossy-alpha.webp", quality=90)
see_through.save(here / "lossless-alpha.webp", lossless=True)
turned.save(here / "orientation-6.webp", quality=90, exif=exif)
q.save(here / "animated.webp", save_all=True, append_images=[black], duration=100)

q.save(here / "interlaced.gif", interlace=1)
see_through.save(here / "alpha.gif")
q.save(here / "animated.gif", save_all=True, append_images=[black], duration=100)

q.save(here / "lzw.tif", compression="tiff_lzw")
q.save(here / "jpeg.tif", compression="jpeg", quality=90)
q.convert("CMYK").save(here / "cmyk.tif", compression="tiff_adobe_deflate")
q.convert("L").save(here / "grey.tif", compression="packbits")
q.quantize(4).save(here / "palette.tif", compression="tiff_lzw")
see_through.save(here / "alpha.tif", compression="tiff_adobe_deflate")
turned.save(here / "orientation-6.tif", compression="tiff_lzw", tiffinfo={0x0112: 6})
q.save(here / "two-pages.tif", compression="tiff_lzw", save_all=True, append_images=[black])
tifffile.imwrite(here / "tiled.tif", numpy.array(q), photometric="rgb", tile=(32, 32), compression="deflate")

q.save(here / "quarters.avif", quality=80)
turned.save(here / "orientation-6.avif", quality=80, exif=exif)
steps = Image.new("L", q.size)  # 0, 85, 170, 255
for x in range(64):
    steps.paste(x // 16 * 85, (x, 0, x + 1, 48))
steps.save(here / "limited-grey.avif", quality=95, subsampling="4:0:0", range="limited")


def with_turn(heic, quarters):
    """The same file with an irot property, which turns its only item anticlockwise; its offsets are adjusted."""
    at = {name: heic.index(name) - 4 for name in (b"meta", b"iprp", b"ipco", b"ipma", b"iloc")}
    size = {name: int.from_bytes(heic[start : start + 4], "big") for name, start in at.items()}
    end, properties = at[b"ipco"] + 8, 0
    while end < at[b"ipco"] + size[b"ipco"]:
        end += int.from_bytes(heic[end : end + 4], "big")
        properties += 1
    ipma = bytearray(heic[at[b"ipma"] : at[b"ipma"] + size[b"ipma"]])
    ipma[18] += 1  # after version, flags, one entry, and its item
    ipma.append(0x80 | properties + 1)
    ipma[:4] = len(ipma).to_bytes(4, "big")
    tail = at[b"ipma"] + size[b"ipma"]
    turn = b"\0\0\0\x09irot" + bytes([quarters])
    new = bytearray(heic[:end] + turn + heic[end : at[b"ipma"]] + ipma + heic[tail:])
    for name, more in ((b"meta", 10), (b"iprp", 10), (b"ipco", 9)):
        new[at[name] : at[name] + 4] = (size[name] + more).to_bytes(4, "big")
    data = heic.index(b"mdat") + 4
    for i in range(at[b"iloc"] + 8, at[b"iloc"] + size[b"iloc"] - 3):
        if int.from_bytes(heic[i : i + 4], "big") == data:
            new[i : i + 4] = (data + 10).to_bytes(4, "big")
            return bytes(new)
    raise ValueError("the place of the picture was not found")


pillow_heif.register_heif_opener()
q.save(here / "quarters.heic", quality=90, chroma=444)
turned.save(here / "orientation-6.heic", quality=90, chroma=444)
(here / "orientation-6.heic").write_bytes(with_turn((here / "orientation-6.heic").read_bytes(), 3))
see_through.save(here / "alpha.heic", quality=90, chroma=444)
nclx = {"color_primaries": 12, "transfer_characteristics": 13, "matrix_coefficients": 6, "full_range_flag": 1}
Image.new("RGB", q.size, (200, 100, 50)).save(here / "p3.heic", quality=95, chroma=444, save_nclx_profile=True, **nclx)
