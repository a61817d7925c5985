"""Pillow as its manual advises for thumbnails: the JPEG decoder scales down as far as each size allows."""

from io import BytesIO

from PIL import Image, ImageOps


def renditions(source, sizes, format, quality):
    for size in sizes:
        with Image.open(BytesIO(source)) as picture:
            picture.draft("RGB", (size, size))
            ImageOps.exif_transpose(picture, in_place=True)
            picture.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=None)
            if picture.mode != "RGB":
                picture = picture.convert("RGB")
            out = BytesIO()
            picture.save(out, format, quality=quality)
            yield out.getvalue()
