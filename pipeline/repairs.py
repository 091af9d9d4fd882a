"""Every way broken text is mended, where it is certain what stood there: settings → a rewrite or a repair.

Each looks at the outcome of the one before. What cannot be told for certain stays, and is counted (`damages`).
Spelling, quotation marks and dashes are the author's; joiners and marks of direction carry meaning in Persian, Hebrew
and emoji. All of these stay as they are.
"""

from pipeline import letters, lookalikes, mojibake
from pipeline.entities import ENTITIES
from pipeline.rewrite import Repair, Rewrite

_EUROPEAN = rf"{lookalikes.LATIN}{lookalikes.GREEK}{lookalikes.CYRILLIC}"


def undo_entities() -> Repair:
    """Write the character that an HTML entity stands for, escaped once or twice: it was never decoded.

    Only what can be nothing else is taken for one, and nothing in a line with a `<`, which may be HTML. White space
    becomes a plain space.

    >>> undo_entities()("Baku&#8217;s &quot;S&amp;P&quot;&nbsp;index, R&amp;amp;D, AT&T; a&b, ?x=1&copy=2")
    'Baku’s "S&P" index, R&D, AT&T; a&b, ?x=1&copy=2'
    """
    return Repair(sign=ENTITIES.sign, edits=lambda line: () if "<" in line else ENTITIES.edits(line))


def repair_mojibake() -> Repair:
    """Read text again that was read in the wrong encoding, once or twice, where ftfy finds that to be so.

    >>> repair_mojibake()("Aliyevâ€™s visit toÂ\xa0SÃ£o Paulo, BÃƒÂ¤rlin, Ð‘Ð°ÐºÑƒ, naïve ×¢×\x99×¨")
    'Aliyev’s visit to\xa0São Paulo, Bärlin, Баку, naïve עיר'
    """
    return Repair(sign=mojibake.sign(), edits=mojibake.find_repairs)


def repair_cut_marks() -> Repair:
    r"""Write the quotation mark, apostrophe or dash of which only the lower byte was left, a control character.

    That is certain of an apostrophe between letters, of quotation marks in a pair, and of a dash between two spaces or
    words: U+2019 became U+0019, and so on.

    >>> repair_cut_marks()("\x1cIt\x19s over,\x1d he said \x14 in 1990\x131994")
    '“It’s over,” he said — in 1990–1994'
    """
    return Repair(sign=r"[\x13\x14\x18\x19\x1c\x1d]", edits=letters.find_cut_marks)


def drop_controls() -> Rewrite:
    r"""Take out control characters, codes for a terminal's colours, byte order marks and places of lost objects.

    Nothing of that is text. A control between two letters or digits may stand for one that was lost: it stays.

    >>> drop_controls()("\x1b[1mNews\x1b[0m\x07 from \ufeffBaku\ufffc, Az\x02er")
    'News from Baku, Az\x02er'
    """
    control = r"[\x01-\x08\x0e-\x1f\x7f]"
    return Rewrite(
        sign=r"[\x01-\x08\x0e-\x1f\x7f\x{feff}\x{fffc}\x{206a}-\x{206f}]",
        pattern=r"\x1b\[[0-9;]*[A-Za-z]|[\ufeff\ufffc\u206a-\u206f]+"
        rf"|(?<!{control})(?<![^\W_]){control}++|(?<!{control}){control}++(?![^\W_])",
    )


def drop_zero_widths() -> Rewrite:
    r"""Take out characters without width from Latin, Greek and Cyrillic words: they hide a word from a search.

    These scripts have no use for them. In others, such as Persian, Hindi or Thai, they carry meaning, and stay.

    >>> drop_zero_widths()("The\u200b cas\u200bi\u200dno \u2060of B\u200caku, می\u200cرود")
    'The casino of Baku, می\u200cرود'
    """
    near = rf"[{_EUROPEAN}\d\s!-~“”‘’«»–—…]"
    return Rewrite(
        sign=r"[\x{200b}\x{2060}]|[\p{Latin}\p{Greek}\p{Cyrillic}][\x{200c}\x{200d}]",
        pattern=rf"(?<=[{_EUROPEAN}])[\u200b-\u200d\u2060]+(?=[{_EUROPEAN}])"
        rf"|(?:(?<={near})|(?<![\s\S]))[\u200b\u2060]+(?={near}|$)",
    )


def drop_soft_hyphens() -> Repair:
    r"""Take out the places where a word may be divided: they are typesetting, and no reader saw them.

    At the end of a line one divides a word (see `breaks_word`); between a small letter and a capital it may stand for
    a hyphen, and stays, as anywhere but in a word.

    >>> drop_soft_hyphens()("Azer\xadbai\xadjan, Israel\xadAzerbaijan, 1990\xad1995")
    'Azerbaijan, Israel\xadAzerbaijan, 1990\xad1995'
    """
    return Repair(sign=r"\x{ad}", edits=letters.find_soft_hyphens)


def join_accents() -> Rewrite:
    r"""Write a letter and the accent behind it as the one character that Unicode holds to be the same (NFC).

    Some systems and PDF tools write them apart, and then no search finds the word. Hebrew points and Arabic vowels,
    whose order Unicode would change, stay as they are.

    >>> join_accents()("I\u0307stanbul, cafe\u0301, Cyrillic а\u0301, \u212bngstr\u00f6m")
    'İstanbul, café, Cyrillic а\u0301, Ångström'
    """
    bases = rf"[{_EUROPEAN}][\u0300-\u036f]+|[\u0627\u0648\u064a\u06c1\u06d2\u06d5][\u0653-\u0655]"
    syllables = r"[\u3046-\u30fd][\u3099\u309a]|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    return Rewrite(
        sign=r"[\p{Latin}\p{Greek}\p{Cyrillic}][\x{300}-\x{36f}]|[\x{653}-\x{655}\x{3099}\x{309a}\x{1161}-\x{1175}]"
        r"|[\x{2126}\x{212a}\x{212b}]",
        pattern=rf"{bases}|{syllables}|[\u2126\u212a\u212b]",
        text=letters.join,
    )


def fold_ligatures() -> Rewrite:
    """Write the letters of a typesetter's ligature: ﬁ, ﬂ, ﬀ, ﬃ, ﬄ, ﬅ and ﬆ are drawn as one, and spelt as two or three.

    >>> fold_ligatures()("The oﬃcer of the ﬁrst ﬂeet, œuvre, ĳs")
    'The officer of the first fleet, œuvre, ĳs'
    """
    parts = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "ſt", "st"), strict=True))
    return Rewrite(sign=r"[\x{fb00}-\x{fb06}]", pattern="[ﬀ-ﬆ]", text=lambda ligature: parts[ligature])


def fold_letter_shapes() -> Repair:
    r"""Write Arabic and Hebrew letters as such where a PDF gave the shapes in which they were drawn.

    Only where all shapes of the line join each other in the order of reading: words laid out from left to right would
    come out backwards, and stay.

    >>> fold_letter_shapes()("ﺳﻼﻡ, \ufb35\ufb2a"), fold_letter_shapes()("ﻡﻼﺳ")
    ('سلام, וּשׁ', 'ﻡﻼﺳ')
    """
    return Repair(sign=r"[\x{fb1d}-\x{fbb1}\x{fbd3}-\x{fbff}\x{fe80}-\x{fefc}]", edits=letters.find_letter_shapes)


def fold_wide_letters() -> Repair:
    """Write letters and digits of double width in a line without East Asian script as plain ones: it has no columns.

    >>> fold_wide_letters()("ＢＡＫＵ： １９９４！"), fold_wide_letters()("東京ＴＶ")
    ('BAKU: 1994!', '東京ＴＶ')
    """
    return Repair(sign=r"[\x{ff10}-\x{ff5a}]", edits=letters.find_wide_letters)


def fold_styled_letters() -> Rewrite:
    """Write words set in the letters of mathematics as plain ones: they are emphasis, or hide a word from a search.

    >>> fold_styled_letters()("𝗕𝗿𝗲𝗮𝗸𝗶𝗻𝗴 news: 𝑥 = 𝜋𝑟²")
    'Breaking news: 𝑥 = 𝜋𝑟²'
    """
    return Rewrite(
        sign=r"[\x{1d400}-\x{1d7ff}]{3}",
        pattern=r"[\U0001d400-\U0001d7ff]{3,}",
        text=letters.plain_of,
    )


def undo_lookalikes() -> Repair:
    """Write the letter that was meant where one of another alphabet looks like it, in a word that has only such.

    Words are written so to hide them from a search, or by a slip of the keyboard: Cyrillic а in an English word,
    Cyrillic ә in an Azerbaijani one. See `lookalikes` for what is certain.

    >>> undo_lookalikes()("Russiа and Azәrbaycan, TGFβ, kΩ"), undo_lookalikes()("Pоссия, SMSка, IPадрес")
    ('Russia and Azərbaycan, TGFβ, kΩ', 'Россия, SMSка, IPадрес')
    """
    mixed = (
        r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}|\p{Cyrillic}\p{Greek}|\p{Greek}\p{Cyrillic}"
    )
    return Repair(sign=mixed, edits=lookalikes.find_lookalikes)
