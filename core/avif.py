"""AVIF, fast enough to be made while an editor waits.

Willow saves AVIF at the encoder's speed 6. Measured on one core with a photograph 1280 px wide: speed 6 takes 1.6 s for 61 kB,
speed 9 takes 0.1 s for 67 kB. Willow has no setting for it and looks at its own methods before its registry, so the
method is replaced, once, when the shop starts.
"""

from typing import IO

from willow.image import AvifImageFile, Image
from willow.plugins.pillow import PillowImage

SPEED = 9


def save_as_avif(
    image: PillowImage, f: IO[bytes], quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
) -> AvifImageFile:
    """Save in sRGB without metadata; `lossless` means quality 100 without chroma subsampling, as libavif defines it."""
    converted = image.transform_colorspace_to_srgb() if image.get_icc_profile() else image
    options = {"quality": 100, "subsampling": "4:4:4"} if lossless else {"quality": quality}
    converted.get_pillow_image().save(f, "AVIF", speed=SPEED, **options)
    return AvifImageFile(f)


def register() -> None:
    PillowImage.save_as_avif = Image.operation(save_as_avif)
