"""Mojibake: text that was read in another encoding than it was written in. ftfy knows its signs, and mends it.

ftfy's patterns are slow in Python and fast in the engine of polars, so its own sign is translated for that, and only
lines that show it are given to ftfy. What it changed is found character by character: how each would look misread
tells which raw characters it came from.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise, takewhile

from pipeline.rewrite import Edit

_TOKEN = re.compile(r"\\x[0-9a-f]{2}|\\.|#[^\n]*|\s|.", re.DOTALL)
_OUTSIDE = {r"\s": r"[\s\x1c-\x1f]", r"\w": r"[\p{L}\p{N}\p{M}_]"}  # what Python means by them, or more
_KEPT = re.compile(r"[!->@-~]+")  # no encoding changes them, and ftfy takes none away
_ENCODINGS = ("latin-1", "sloppy-windows-1252")  # in these two, text is misread twice


@cache
def sign() -> str:
    """Return ftfy's sign of mojibake (`ftfy.badness.BADNESS_RE`), for polars' regex engine.

    The verbose pattern is written without its white space and comments, and every character of a class as a number.
    It finds all that ftfy's finds.
    """
    from ftfy.badness import BADNESS_RE  # noqa: PLC0415 - ftfy takes a while to load, and not all who read rules mend

    written: list[str] = []
    in_class = False
    for token in _TOKEN.findall(BADNESS_RE.pattern):
        if not in_class:
            in_class = token == "["
            is_layout = token.isspace() or token.startswith("#")
            written.append("" if is_layout else _OUTSIDE.get(token, token))
        elif len(token) > 1 or token == "-" or (token == "^" and written[-1] == "["):
            written.append(token)
        else:
            in_class = token != "]"
            written.append(f"\\x{{{ord(token):x}}}" if in_class else token)
    return "".join(written)


def find_repairs(line: str) -> Iterator[Edit]:
    """Find what ftfy changes in a line, in the smallest pieces."""
    from ftfy import fix_encoding  # noqa: PLC0415

    return differences(line, fix_encoding(line))


def differences(raw: str, mended: str) -> Iterator[Edit]:
    """Find what ftfy changed, as edits that hold a word, a mark or a space each.

    >>> list(differences("it was â€œnowâ€\x9d.Â²", "it was “now”.²"))[:2]
    [Edit(start=7, end=10, text='“'), Edit(start=13, end=16, text='”')]
    """
    kept, parts, mended_parts = _KEPT.findall(raw), _KEPT.split(raw), _KEPT.split(mended)
    if kept != _KEPT.findall(mended):
        kept, parts, mended_parts = [], [raw], [mended]
    start = 0
    for part, mended_part, behind in zip(parts, mended_parts, [*kept, ""], strict=True):
        if part != mended_part:
            yield from _smallest(start, _images(part, mended_part), mended_part)
        start += len(part) + len(behind)


def _images(raw: str, mended: str) -> list[str]:
    """Divide raw characters among the mended ones: what each looked like; evenly where that cannot be told."""
    images, start = [], 0
    for char in mended:
        image = next((image for image in _images_of(char) if raw.startswith(image, start)), "")
        images.append(image)
        start += len(image)
    if all(images) and start == len(raw):
        return images
    ends = [len(raw) * number // len(mended) for number in range(len(mended) + 1)]
    return [raw[left:right] for left, right in pairwise(ends)]


@cache
def _images_of(char: str) -> tuple[str, ...]:
    """Return how a character looks when misread, once or twice, the longest first; last as itself."""
    from ftfy.chardata import CHARMAP_ENCODINGS  # noqa: PLC0415

    once = [_misread(char, encoding) for encoding in CHARMAP_ENCODINGS]
    twice = [_misread(_misread(char, first), second) for first in _ENCODINGS for second in _ENCODINGS]
    as_control = [char.encode("sloppy-windows-1252", "ignore").decode("latin-1")]
    images = {image for image in [*once, *twice, *as_control] if image}
    images |= {image.replace("\xa0", " ") for image in images}
    return (*sorted(images, key=lambda image: (-len(image), image)), char)


def _misread(text: str, encoding: str) -> str:
    return text.encode().decode(encoding, "ignore")


def _smallest(start: int, images: list[str], mended: str) -> Iterator[Edit]:
    """Yield the edits of a part; letters that follow each other share one."""
    for is_word, pairs in groupby(zip(images, mended, strict=True), key=_is_changed_letter):
        pieces = [("".join(column) for column in zip(*pairs, strict=True))] if is_word else pairs
        for raw, text in pieces:
            if raw != text:
                yield _trimmed(start, raw, text)
            start += len(raw)


def _is_changed_letter(pair: tuple[str, str]) -> bool:
    image, char = pair
    return image != char and unicodedata.category(char)[0] in "LM"


def _trimmed(start: int, raw: str, text: str) -> Edit:
    """Leave out of an edit what stays at its ends."""
    n_before = _n_shared(raw, text)
    n_behind = _n_shared(raw[n_before:][::-1], text[n_before:][::-1])
    return Edit(start + n_before, start + len(raw) - n_behind, text[n_before : len(text) - n_behind])


def _n_shared(left: str, right: str) -> int:
    """Count the characters with which both start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
