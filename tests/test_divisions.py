"""What the end of a line divides."""

import polars as pl
import pytest

from pipeline.divisions import with_divisions
from pipeline.lines import measure

SEA = "Ships of the Caspian Sea lay in the port."


def divided(*lines: str) -> tuple[bool, bool]:
    """Return what is said of the first of some lines: (breaks_phrase, breaks_bracket)."""
    units = measure(pl.DataFrame({"article_id": "a", "unit": range(len(lines)), "plain": lines}))
    found = with_divisions(units.with_columns(role=pl.lit(None, pl.String)))
    assert found["unit"].to_list() == [*range(len(lines))]
    said: tuple[bool, bool] = found.select("breaks_phrase", "breaks_bracket").row(0)
    return said


@pytest.mark.parametrize(
    ("lines", "breaks_phrase"),
    [
        (("The port on the Caspian", "Sea was shut.", SEA), True),
        (("Part", "3 was lost.", "They had read Part 3 before."), True),
        (("The port on the Caspian", "Sea was shut.", "The port on the Caspian Sea was shut."), False),
        (("The port on the Caspian", "sea was shut.", "Ships of the Caspian sea lay there."), False),
        (("The port on the Caspian", "Sea", SEA), False),
        (("The port on the Caspian.", "Sea was shut.", SEA), False),
        (("1. Caspian", "Sea was shut.", SEA), False),
        (("What we know of Baku", "The port was shut.", "It was Baku The port was named for."), False),
    ],
)
def test_a_name_is_divided_that_stands_whole_elsewhere(lines: tuple[str, ...], breaks_phrase: bool) -> None:
    assert divided(*lines) == (breaks_phrase, False)


@pytest.mark.parametrize(
    ("left", "right", "breaks_bracket"),
    [
        ("They met (in", "May) in Baku.", True),
        ("They met [in", "May] in Baku.", True),
        ("“We met in", "Baku,” he said.", True),
        ("«Мы встретились в", "Баку», сказал он.", True),
        ('"We met in', 'Baku," he said.', True),
        ("They met (in May)", "in Baku (twice).", False),
        ("“We met in", "“old” Baku.", False),
        ('"We met" in', 'Baku," he said.', False),
        ('"We met in', '"old" Baku.', False),
        ("They met (in.", "May) in Baku.", False),
        ("They met :(", "in Baku :)", False),
    ],
)
def test_a_bracket_is_divided_that_only_the_next_line_closes(left: str, right: str, breaks_bracket: bool) -> None:
    assert divided(left, right) == (False, breaks_bracket)


def test_the_next_line_is_of_the_same_article() -> None:
    units = measure(
        pl.DataFrame({"article_id": ["a", "b"], "unit": [0, 0], "plain": ["They met (in", "May) in Baku."]})
    )
    found = with_divisions(units.with_columns(role=pl.lit(None, pl.String)))
    assert found["breaks_bracket"].to_list() == [False, False]
