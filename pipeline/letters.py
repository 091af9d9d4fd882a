"""Characters that typesetting, or a damage, left where a letter or a mark was meant."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.rewrite import Edit, Rewrite, settle

LETTER = r"[^\W\d_]"
_CUT = {"\x18": "‘", "\x19": "’", "\x1c": "“", "\x1d": "”", "\x13": "–", "\x14": "—"}
_CUT_MARKS = [
    Rewrite(sign="", pattern=pattern, text=lambda control: _CUT[control])
    for pattern in (
        rf"(?<={LETTER})\x19(?={LETTER})",
        r"(?<![^\s(\[—–])(\x1c)(?=\S)[^\x1c\x1d]*(?<=\S)(\x1d)",
        rf"(?<![^\s(\[—–\x1c])(\x18)(?=\S)[^\x18]*?(?<=\S)(\x19)(?!{LETTER})",
        r"(?<=\s)[\x13\x14](?=\s)|(?<=\w)[\x13\x14](?=\w)",
    )
]
_SOFT_HYPHENS = re.compile(rf"(?<={LETTER})\u00ad+(?={LETTER})")
_SHAPE, _VOWEL = "[\ufb1d-\ufbb1\ufbd3-\ufbff\ufe80-\ufefc]", "[\u064b-\u065f\u0670]"
_SHAPES = re.compile(f"{_SHAPE}(?:{_VOWEL}*{_SHAPE})*")
_WIDE = re.compile("[！-～]*[０-９Ａ-Ｚａ-ｚ][！-～]*")
_WIDE_PIECE = re.compile("[０-９Ａ-Ｚａ-ｚ]+|[！-～]")
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u2fff\u3001-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff65-\uffdc]")


def find_cut_marks(line: str) -> list[Edit]:
    """Find quotation marks, apostrophes and dashes of which the lower byte was left (see `repair_cut_marks`)."""
    return [edit for _, edit in settle(("", edit) for rewrite in _CUT_MARKS for edit in rewrite.edits(line))]


def find_soft_hyphens(line: str) -> Iterator[Edit]:
    """Find the soft hyphens in words (see `drop_soft_hyphens`)."""
    for match in _SOFT_HYPHENS.finditer(line):
        if not (line[match.start() - 1].islower() and line[match.end()].isupper()):
            yield Edit(*match.span(), "")


def join(apart: str) -> str:
    """Return letters with their accents as single characters, where Unicode has such."""
    joined = unicodedata.normalize("NFC", apart)
    return joined if len(joined) < len(apart) or len(apart) == 1 else apart


def find_letter_shapes(line: str) -> list[Edit]:
    """Find words in the shapes of Arabic and Hebrew letters, if all stand in the order of reading."""
    found = list(_SHAPES.finditer(line))
    if not all(_join_in_order(match[0]) for match in found):
        return []
    return [Edit(*match.span(), "".join(unicodedata.normalize("NFKC", shape) for shape in match[0])) for match in found]


def _join_in_order(word: str) -> bool:
    """Tell whether each shape that is joined to the next stands before one that is joined to the last."""
    forms = [unicodedata.decomposition(char).split(" ")[0] for char in word if not unicodedata.combining(char)]
    joins_next = [form in ("<initial>", "<medial>") for form in forms]
    joins_last = [form in ("<final>", "<medial>") for form in forms]
    return [False, *joins_next] == [*joins_last, False]


def find_wide_letters(line: str) -> Iterator[Edit]:
    """Find letters, digits and marks of double width, in a line without East Asian script."""
    for run in () if _EAST_ASIAN.search(line) else _WIDE.finditer(line):
        for piece in _WIDE_PIECE.finditer(line, *run.span()):
            yield Edit(*piece.span(), unicodedata.normalize("NFKC", piece[0]))


def plain_of(styled: str) -> str:
    """Return a word in the letters of mathematics as plain letters, if it is one of the Latin alphabet."""
    plain = unicodedata.normalize("NFKC", styled)
    return plain if plain.isascii() and plain.isalnum() else styled
