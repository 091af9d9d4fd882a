"""A Markdown file keeps its text as it is, and its blocks say what each line is."""

import datetime

import pytest

from office import notes_of, outcome, roles_of
from pipeline import lines
from pipeline.clean import Recipe
from pipeline.sources import record
from pipeline.sources.markdown import read
from pipeline.verdicts import Verdicts

REPORT = """---
title: Storm over the harbour
author: [Ann Lee, {name: Ben Roe}]
date: 2021-10-12
lang: en-GB
url: https://example.org/storm
---

# Storm over the harbour

The ships left the *harbour* in the
[night](https://example.org/night) of the storm.[^1] Nobody saw `them`
go.

The morning
-----------

> They came back,
> all of them.

- nine ships,
  and a boat
- one man[^two]

| ships | men |
|-------|-----|
| nine  | ten |

```
x = 1
```

![The harbour](harbour.png)

<div>ad</div>

***

[night]: https://example.org

## Notes

[^1]: Lee, Water,
    p. 3.
"""


def test_a_report_comes_out_whole(recipe: Recipe, verdicts: Verdicts) -> None:
    cleaned, segmented = outcome("report.md", REPORT.encode(), recipe, verdicts)
    furniture, text = ("boilerplate", "is_marked_furniture"), ("paragraph", "is_marked_text")
    assert roles_of(cleaned)[7:] == [
        ("title", "is_marked_title", "# Storm over the harbour"),
        (*text, "The ships left the *harbour* in the"),
        (*text, "[night](https://example.org/night) of the storm.[^1] Nobody saw `them`"),
        (*text, "go."),
        ("heading", "is_marked_heading", "The morning"),
        (*furniture, "-----------"),
        (*text, "> They came back,"),
        (*text, "> all of them."),
        (*text, "- nine ships,"),
        (*text, "and a boat"),
        (*text, "- one man[^two]"),
        (*text, "| ships | men |"),
        (*furniture, "|-------|-----|"),
        (*text, "| nine  | ten |"),
        (*furniture, "```"),
        (*text, "x = 1"),
        (*furniture, "```"),
        ("caption", "is_marked_caption", "![The harbour](harbour.png)"),
        (*furniture, "<div>ad</div>"),
        (*furniture, "***"),
        (*furniture, "[night]: https://example.org"),
        (*furniture, "## Notes"),
        ("note", "is_marked_note", "[^1]: Lee, Water,"),
        ("note", "is_marked_note", "p. 3."),
    ]
    assert cleaned.lines["role"].to_list()[:7] == ["boilerplate"] * 7
    assert segmented.paragraphs["text"].to_list() == [
        "The ships left the harbour in the night of the storm. Nobody saw them go.",
        "The morning",
        "They came back, all of them.",
        "- nine ships, and a boat",
        "- one man[^two]",
        "| ships | men |",
        "| nine | ten |",
        "x = 1",
    ]
    assert notes_of(segmented) == [("Lee, Water, p. 3.", ["The ships left the harbour in the night of the storm."])]
    stated = cleaned.articles.select("title", "authors", "published", "language", "url", "captions").row(0)
    assert stated == (
        "Storm over the harbour",
        ["Ann Lee", "Ben Roe"],
        datetime.date(2021, 10, 12),
        "en",
        "https://example.org/storm",
        ["The harbour"],
    )


def marks(text: str) -> list[tuple[int, str]]:
    (found,) = read(text.encode())
    assert found.text == text
    return [(line, role) for line, role in found.marks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("one\r\ntwo\rthree", [(1, "paragraph"), (2, "continued"), (3, "continued")]),
        ("one\u2028two", [(1, "paragraph"), (2, "continued")]),
        ("# A\n\n# B", [(1, "heading"), (3, "heading")]),
        ("one\n\n# A", [(1, "paragraph"), (3, "title")]),
        ("## A\n\none", [(1, "heading"), (3, "paragraph")]),
        ("```\n[^1]: code\n```", [(1, "boilerplate"), (2, "paragraph"), (3, "boilerplate")]),
        ("    code\n    more", [(1, "paragraph"), (2, "paragraph")]),
        ("[^1]: a\nlazy\n\n  indented\n\nout", [(1, "note"), (2, "continued"), (4, "continued"), (6, "paragraph")]),
        ("---\ntitle: *\n---\none", [(1, "boilerplate"), (2, "boilerplate"), (3, "boilerplate"), (4, "paragraph")]),
        ("---\nno end", [(1, "boilerplate"), (2, "paragraph")]),
        ("1. one\n2. two", [(1, "paragraph"), (2, "paragraph")]),
        ("> > # A\n> > b", [(1, "title"), (2, "paragraph")]),
    ],
)  # fmt: skip
def test_the_blocks_say_what_lines_are(text: str, wanted: list[tuple[int, str]]) -> None:
    assert marks(text) == wanted


@pytest.mark.parametrize("piece", ["> ", "- ", "[", "*a ", "<", "`", "![", "| a ", "[^1]: ", "#", "&", "a\n--\n"])
def test_what_repeats_without_end_is_read_all_the_same(piece: str) -> None:
    assert len(read((piece * 2_000 + "text").encode())) == 1


def test_a_line_that_goes_on_is_called_the_same_by_readers_and_by_lines() -> None:
    assert record.CONTINUED == lines.CONTINUED
