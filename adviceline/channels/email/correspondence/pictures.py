"""A picture made anew: decoded, its size bounded, and encoded again, so that nothing of its file is passed on. Pure.

What the file says beside the picture (where it was taken, with which telephone) is left behind.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from threading import Lock

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MOST_PIXELS = 30_000_000
LONGEST_SIDE = 1_600
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


_one_at_a_time = Lock()


class UnableToShow(Exception):
    """The picture cannot be shown; the words say why."""


def preview(content: bytes) -> bytes:
    """A PNG of at most `LONGEST_SIDE` on a side; of a moving picture, its first. Raises `UnableToShow`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise UnableToShow("The picture is too large to be shown.")
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                _load_whole(opened)
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = Image.new("RGB", picture.size)
        clean.paste(picture)
        made = BytesIO()
        clean.save(made, "PNG")
    except UnableToShow:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnableToShow("The picture is too large to be shown.") from None
    except (UnidentifiedImageError, MemoryError):
        raise UnableToShow("The picture cannot be read.") from None
    except Exception:  # a decoder met bytes made to break it: whatever it raises, the picture is not shown
        raise UnableToShow("The picture is damaged, so it cannot be shown.") from None
    return made.getvalue()


def _load_whole(opened: Image.Image) -> None:
    """Decode, and take a file that was cut short for damaged, though a library (WeasyPrint does) lets such pass for all."""
    with _one_at_a_time:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            opened.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
