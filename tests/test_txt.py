"""Plain text is decoded by its mark or by its bytes, where these are certain; else it is a reject."""

import codecs

import pytest

from pipeline.sources.record import Unreadable
from pipeline.sources.txt import read

ENGLISH = "The minister said no more about it: “Enough”, and he left at once.\n"
HEBREW = "הוא הלך הביתה, ולא שב עוד אל העיר שלו.\n"
CHINESE = "他走了。\n他没有回来，因为他不想回来。\n"
TEXTS = [ENGLISH, HEBREW, CHINESE * 2, HEBREW + ENGLISH, "short\n"]
MARKED = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
]


@pytest.mark.parametrize(("encoding", "mark"), MARKED)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_in_its_encoding(text: str, encoding: str, mark: bytes) -> None:
    assert [record.text for record in read(mark + text.encode(encoding))] == [text]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
@pytest.mark.parametrize("text", TEXTS[:4])
def test_a_wrong_mark_is_seen_through(text: str, mark: bytes) -> None:
    assert [record.text for record in read(mark + text.encode())] == [text]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"The first line.\nThe sec\0nd lines.\n", "not_text"),
        (b"The first line.\nThe seco\0nd line.\n", "not_text"),
        (ENGLISH.encode("utf-16-le")[:-1], "not_text"),
        (bytes(range(256)) * 4, "undecodable"),
        (bytes([3, 0]) * 40, "not_text"),
        ("Über Israel".encode("latin-1"), "undecodable"),
        (b"caf\xc3 of the old town", "undecodable"),
        (codecs.BOM_UTF32_LE + b"abc", "undecodable"),
        (codecs.BOM_UTF16_LE + b"a", "undecodable"),
        (codecs.BOM_UTF16_LE, "empty"),
    ],
)
def test_what_is_not_certain_is_a_reject(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.reason == reason
