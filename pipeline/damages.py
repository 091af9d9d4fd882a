"""Every way a text can look broken where nobody can tell for certain what stood there: () → a pattern.

The pattern is one for polars' regex engine (no look-around). It is looked for in the text of the articles, as it is
published: what `repairs` could mend is mended, and what is found stays as it is and is counted.
"""

from pipeline import mojibake


def has_replacement_characters() -> str:
    """U+FFFD stands where a character could not be decoded: it was lost before the text came here."""
    return r"\x{fffd}"


def has_mojibake() -> str:
    """Characters follow each other that do so where text is read in the wrong encoding (ftfy's sign), unmended."""
    return mojibake.sign()


def has_accents_in_a_row() -> str:
    """Four accented letters stand in a row: no language does so, but Cyrillic or Hebrew read as Western European."""
    return r"[\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{ff}]{4,}"


def has_question_mark_in_word() -> str:
    """A question mark stands in a word, for a letter or an apostrophe that was lost, or for want of a space."""
    return r"(?:^|[\s“”\"'‘’(«\[])\p{L}+\?\p{Ll}+"


def has_private_characters() -> str:
    """A character of private use stands there: what it shows depends on a font that did not come with the text."""
    return r"\p{Co}"


def has_control_characters() -> str:
    """A control character stands in the text: it shows nothing, and may have taken the place of another."""
    return r"[\x00-\x08\x0e-\x1f\x7f-\x{84}\x{86}-\x{9f}\x{fff9}-\x{fffb}]"


def has_direction_overrides() -> str:
    """A character forces the direction of the text: what is read is not what is written."""
    return r"[\x{202d}\x{202e}]"


def has_word_of_two_alphabets() -> str:
    """A word mixes Latin and Cyrillic letters: a look-alike that could not be told for certain, or it is meant so."""
    return r"\p{Latin}\p{Cyrillic}|\p{Cyrillic}\p{Latin}"


def has_letter_shapes() -> str:
    """Arabic letters stand in the shapes in which they were drawn, out of the order of reading."""
    return r"[\x{fb50}-\x{fbb1}\x{fbd3}-\x{fbff}\x{fe80}-\x{fefc}]+"


def has_soft_hyphens() -> str:
    """A soft hyphen stands at the end of a word, or where a hyphen may be meant."""
    return r"\x{ad}"


def has_entities() -> str:
    """An HTML entity stands beside a `<`, or its name is none that is certain."""
    return r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}[0-9]{0,2});"
