"""Names for what a picture shows: the nearest of eleven colours, by area."""

from __future__ import annotations

from collections import Counter

from PIL import Image

_NAMES = {
    "red": (255, 0, 0),
    "green": (0, 160, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "orange": (255, 140, 0),
    "purple": (128, 0, 128),
    "grey": (128, 128, 128),
}
_SAMPLES = 24
_SMALLEST_SHARE = 0.2
_SIXTEEN_BITS = 257


def colours_of(image: Image.Image) -> tuple[str, ...]:
    """Name the colours that fill at least a fifth of the picture, largest first; never empty.

    Transparent parts are seen on white. The picture is sampled on a grid, so the cost does not depend on its size.
    """
    small = _opaque(image.resize((_SAMPLES, _SAMPLES), Image.Resampling.NEAREST))
    areas = Counter[str]()
    for count, pixel in small.getcolors(_SAMPLES * _SAMPLES) or ():
        areas[_nearest(pixel)] += count
    ranked = areas.most_common()
    large = tuple(name for name, count in ranked if count >= _SMALLEST_SHARE * _SAMPLES * _SAMPLES)
    return large or (ranked[0][0],)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / _SIXTEEN_BITS).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def _nearest(pixel: object) -> str:
    red, green, blue = pixel if isinstance(pixel, tuple) else (0, 0, 0)
    return min(
        _NAMES,
        key=lambda name: (_NAMES[name][0] - red) ** 2 + (_NAMES[name][1] - green) ** 2 + (_NAMES[name][2] - blue) ** 2,
    )
