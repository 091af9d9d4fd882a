"""Raw text becomes lines, hard-wrapped lines become units, and the body is the heaviest run of units."""

from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.corrected_lines import with_corrections
from pipeline.lines import WORD, count_words, measure, split_lines, units_of, unwrap, weight_of, with_body

WEIGHTS = {
    "n_words_of_prose_min": 9,
    "n_words_of_several_sentences_min": 20,
    "n_words_counted_max": 40,
    "n_words_of_short_prose_min": 3,
    "n_words_of_unfinished_min": 6,
    "n_words_above_comments_min": 10,
    "prose": -3,
    "short_prose": 1,
    "unfinished": -4,
    "short": -8,
    "short_between_prose": -5,
    "listed": 2,
    "decided": -12,
    "repeated": -40,
    "bar": -100,
    "bars": ["is_copyright_line"],
}


STRIPPED = " \t\n\r\x0b\x0c\u00a0\u2028"


def split(text: str) -> list[tuple[int, int, int, str]]:
    lines = split_lines(pl.DataFrame({"article_id": ["a"], "text": [text]}))
    return lines.select("line", "raw_start", "raw_end", "text").rows()


def with_plain(*texts: str) -> pl.DataFrame:
    articles = pl.DataFrame({"article_id": [f"{number}" for number in range(len(texts))], "text": list(texts)})
    lines = split_lines(articles).with_columns(plain="text", mark=pl.lit(None, pl.String), returns=False)
    return with_corrections(lines, ())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        (" \n\t\n\u00a0\u2003\n", []),
        ("one", [(1, 0, 3, "one")]),
        ("one\ntwo\n", [(1, 0, 3, "one"), (2, 4, 7, "two")]),
        ("one\r\ntwo\r\n\r\nthree", [(1, 0, 3, "one"), (2, 5, 8, "two"), (4, 12, 17, "three")]),
        ("one\rtwo\r\rthree", [(1, 0, 3, "one"), (2, 4, 7, "two"), (4, 9, 14, "three")]),
        ("one\ftwo\vthree", [(1, 0, 3, "one"), (2, 4, 7, "two"), (3, 8, 13, "three")]),
        (
            "one\x85two\u2028three\u2029four",
            [(1, 0, 3, "one"), (2, 4, 7, "two"), (3, 8, 13, "three"), (4, 14, 18, "four")],
        ),
        ("  one \n\u00a0\n\u00a0two\u3000", [(1, 2, 5, "one"), (3, 10, 13, "two")]),
        ("שלום\n👩‍🚀 e\u0301\n", [(1, 0, 4, "שלום"), (2, 5, 11, "👩‍🚀 e\u0301")]),
        ("\u200b\none", [(1, 0, 1, "\u200b"), (2, 2, 5, "one")]),
        ("one\x85\x85two", [(1, 0, 3, "one"), (3, 5, 8, "two")]),
        ("\x93one\x85two\x94", [(1, 0, 9, "\x93one\x85two\x94")]),
        ("so\x85 \n\x85on \n\x85\n", [(1, 0, 3, "so\x85"), (2, 5, 8, "\x85on")]),
        ("Ù\x85Ù\x86 Ø³Ù\x84Ø§Ù\x85 \n", [(1, 0, 13, "Ù\x85Ù\x86 Ø³Ù\x84Ø§Ù\x85")]),
        ("Ð¡Ð¡Ð¡Ð\u00a0\u00a0\none\u00a0\n", [(1, 0, 8, "Ð¡Ð¡Ð¡Ð\u00a0"), (2, 10, 13, "one")]),
    ],
)
def test_lines_are_numbered_and_placed(text: str, lines: list[tuple[int, int, int, str]]) -> None:
    assert split(text) == lines
    assert [text[start:end] for _, start, end, _ in lines] == [line for *_, line in lines]


def test_every_article_counts_its_own_lines() -> None:
    found = with_plain("one\n\ntwo", "three").select("article_id", "line", "raw_start").rows()
    assert found == [("0", 1, 0), ("0", 3, 5), ("1", 1, 0)]


@given(st.text(alphabet="ab \r\n\t\x0c\x0b\x85\u00a0\u2028\u200d\u0301א", max_size=40))
@settings(deadline=None, max_examples=60)
def test_no_visible_character_is_outside_the_lines(text: str) -> None:
    lines = split(text)
    inside = {place for _, start, end, _ in lines for place in range(start, end)}
    assert all(text[start:end] == line for _, start, end, line in lines)
    assert [char for place, char in enumerate(text) if place not in inside and not char.isspace()] == []
    assert [line for *_, line in lines if "\n" in line or "\r" in line or line != line.strip(STRIPPED)] == []


FULL = """\
In the spring of that year the two ministers met in Baku, as they had
been told to do, and after a long night they agreed to open the border
before the end of the year. Nobody in the town had thought that it was
possible at all.

By noon the square was full of people, and the old road over the river
was open again.
"""
VERSES = "Rain on the roof,\nand nobody home\nbut the wind,\nall night long\n"
LONG = "\n".join(["word " * 40] * 5)
ITEMS = """\
In the spring of that year the two ministers met in Baku, as they had
been told to do, and after a long night they agreed to open the border
before the end of the year. Nobody in the town had thought that it was
* possible
"""


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (FULL, [0, 0, 0, 0, 1, 1]),
        (FULL.replace("\n", "\r\n"), [0, 0, 0, 0, 1, 1]),
        (VERSES, [0, 1, 2, 3]),
        (LONG, [0, 1, 2, 3, 4]),
        (FULL.replace("\n", "\n\n"), [0, 1, 2, 3, 4, 5]),
        (ITEMS, [0, 0, 0, 1]),
        ("one", [0]),
    ],
)
def test_only_full_lines_are_unwrapped(text: str, units: list[int]) -> None:
    assert unwrap(with_plain(text))["unit"].to_list() == units


def test_articles_are_unwrapped_apart() -> None:
    units = unwrap(with_plain(FULL, VERSES))
    assert units.group_by("article_id", maintain_order=True).agg("unit").rows() == [
        ("0", [0, 0, 0, 0, 1, 1]),
        ("1", [0, 1, 2, 3]),
    ]


def test_a_unit_is_its_lines_joined_by_a_space() -> None:
    found = units_of(unwrap(with_plain(f"# Title\n\n\n{FULL}"))).drop("article_id")
    paragraphs = [" ".join(part.split()) for part in FULL.split("\n\n")]
    assert found.select("unit", "n_blank_before", "has_heading_mark", "plain").rows() == [
        (0, 0, True, "# Title"),
        (1, 2, False, paragraphs[0]),
        (2, 1, False, paragraphs[1]),
    ]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("He left.", (2, True, False, False, False)),
        ("“He left.”¹", (2, True, False, False, False)),
        ("he left in 2014,[2]", (4, False, True, False, True)),
        ("It ends. Then it goes on", (6, False, False, True, False)),
        ("هل انتهت الحرب؟", (3, True, False, False, False)),
        ("--- * ---", (0, False, True, False, False)),
    ],
)
def test_a_unit_is_measured(text: str, measures: tuple[int, bool, bool, bool, bool]) -> None:
    columns = ["n_words", "ends_sentence", "ends_open", "has_inner_end", "starts_lower"]
    found = measure(units_of(unwrap(with_plain(text)))).select(columns).rows()
    assert found == [measures]


def test_a_long_unit_has_no_phrase() -> None:
    found = measure(pl.DataFrame({"article_id": "a", "plain": ["Share", "x" * 401]}))
    assert found.select("phrase", "cased", "n_chars").rows() == [("share", "Share", 5), ("", "", 401)]


Unit = tuple[str | None, int, bool, bool]
UNITS = st.tuples(st.sampled_from([None, None, None, "caption"]), st.integers(0, 45), st.booleans(), st.booleans())
PROSE, HEADING = (None, 20, True, False), (None, 3, False, False)


def weighed(articles: list[list[Unit]], **columns: list[Any]) -> pl.DataFrame:
    """Make units with all that the weights speak of, and `weight`; `columns` override what is the same in all."""
    rows = [(f"{n}", place, *unit) for n, units in enumerate(articles) for place, unit in enumerate(units)]
    schema = {
        "article_id": pl.String,
        "position": pl.Int32,
        "role": pl.String,
        "n_words": pl.Int32,
        "ends_sentence": pl.Boolean,
        "has_inner_end": pl.Boolean,
    }
    same: dict[str, list[Any]] = {"rule": [None], "is_repeated": [False], "ends_cut": [False]}
    same |= {"is_item": [False], "introduces": [False]}
    filled = {name: columns.get(name, values * len(rows)) for name, values in same.items()}
    units = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.Series(name, values, dtype=pl.String if name == "rule" else pl.Boolean) for name, values in filled.items()
    )
    return units.with_columns(weight=weight_of(WEIGHTS))


def places_of(weights: list[int]) -> list[str]:
    """Try every run; of equal ones the one that ends first, and of these the shortest, is the body."""
    runs = [(first, last) for last in range(len(weights)) for first in range(last + 1)]
    first, last = max(runs, key=lambda run: (sum(weights[run[0] : run[1] + 1]), -run[1], run[0]))
    if sum(weights[first : last + 1]) <= 0:
        return ["body"] * len(weights)
    return ["before"] * first + ["body"] * (last + 1 - first) + ["after"] * (len(weights) - last - 1)


@pytest.mark.parametrize(
    ("unit", "weight"),
    [
        (("caption", 30, True, False), -12),
        ((None, 20, True, False), 17),
        ((None, 200, True, False), 37),
        ((None, 20, False, True), 17),
        ((None, 19, False, True), -4),
        ((None, 8, True, False), 1),
        ((None, 2, True, False), -8),
        ((None, 6, False, False), -4),
        ((None, 5, False, False), -8),
    ],
)
def test_a_unit_weighs(unit: Unit, weight: int) -> None:
    assert weighed([[unit]])["weight"].to_list() == [weight]


def test_the_weight_of_a_unit_depends_on_its_neighbours() -> None:
    assert weighed([[PROSE, HEADING, PROSE, HEADING, HEADING]])["weight"].to_list() == [17, -5, 17, -8, -8]
    cut = weighed([[PROSE, HEADING]], ends_cut=[True, False], is_repeated=[False, True])
    assert cut["weight"].to_list() == [-4, -40]
    listed = weighed([[HEADING, HEADING, HEADING]], is_item=[False, True, True], introduces=[True, False, False])
    assert listed["weight"].to_list() == [2, 2, 2]
    signs = ["is_comment_form", None, "is_comment_form", None, "is_copyright_line"]
    found = weighed([[HEADING, PROSE, HEADING, PROSE, HEADING]], rule=list(signs))["weight"].to_list()
    assert [found[1], found[3], found[4]] == [17, 8, -100]


@given(st.lists(st.lists(UNITS, min_size=1, max_size=12), min_size=1, max_size=3))
@example([[(None, 12, True, False), ("caption", 3, False, False), (None, 13, True, False)]])
@settings(deadline=None, max_examples=80)
def test_the_body_is_the_heaviest_run(articles: list[list[Unit]]) -> None:
    units = weighed(articles)
    found = with_body(units.drop("weight"), WEIGHTS)
    weights = units.group_by("article_id", maintain_order=True).agg("weight")["weight"].to_list()
    assert found["place"].to_list() == [place for article in weights for place in places_of(article)]
    assert (found["n_from_body"] == 0).to_list() == (found["place"] == "body").to_list()
    assert found.columns == [*units.columns[:-1], "place", "n_from_body"]


@given(st.lists(st.text(alphabet="a1é— \n\u00a0.-ב字", max_size=12), max_size=8))
def test_words_are_counted_as_the_pattern_finds_them(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": ["", "two words", " a  b ", "a - b", "—", *texts]})
    counted = frame.select(count_words(pl.col("text"))).to_series().to_list()
    assert counted == frame["text"].str.count_matches(WORD).to_list()
