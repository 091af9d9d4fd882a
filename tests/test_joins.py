"""Which lines are one paragraph: each rule with pairs of lines that it decides, and near misses.

The pairs stand in an article that pages have cut (`CUT`) or that they have not (`WHOLE`).
"""

import polars as pl
import pytest
from test_roles import STATED

from pipeline import joins
from pipeline.clean import Recipe, clean
from pipeline.divisions import with_divisions
from pipeline.hyphens import with_hyphens
from pipeline.lines import measure
from pipeline.params import rules_of
from pipeline.verdicts import decide

LEFT = "The ministers of the two states met in the old palace of Baku on the third day of May and agreed"
WHOLE = [f"{LEFT} on most of the things.", f"{LEFT} to open the border."]
CUT = [
    *WHOLE,
    f"{LEFT} on",
    "most of the things that had kept their two peoples apart for the last thirty years.",
    f"{LEFT} to",
    "open the border and the roads before the end of the year, or at least to try.",
]

Example = tuple[str, str, list[str]]

EXAMPLES: dict[str, list[Example]] = {
    "starts_item": [
        (f"{LEFT} on these", "- to open the border", [f"{LEFT} on these", "- to open the border"]),
        (f"{LEFT} on", "(b) to open the border again.", [f"{LEFT} on", "(b) to open the border again."]),
        (f"{LEFT} on", "MR. LEE: So be it.", [f"{LEFT} on", "MR. LEE: So be it."]),
    ],
    "breaks_address": [
        (
            "The whole of the treaty and of all its seven annexes, with maps, stands at https://example.org/ar",
            "chive/2012/05/treaty.html for all to read.",
            [
                "The whole of the treaty and of all its seven annexes, with maps, stands at "
                "https://example.org/archive/2012/05/treaty.html for all to read."
            ],
        ),
        (f"{LEFT} on this: example.org/a-", "Treaty (in full).", [f"{LEFT} on this: example.org/a-Treaty (in full)."]),
        (
            f"{LEFT} on this: https://a.org/ru/",
            "28990. So it is.",
            [f"{LEFT} on this: https://a.org/ru/28990. So it is."],
        ),
        (f"{LEFT} on this: https://", "a.org/ru was open.", [f"{LEFT} on this: https://a.org/ru was open."]),
    ],
    "breaks_compound": [
        (f"{LEFT} on a self-", "governing town.", [f"{LEFT} on a self-governing town."]),
        (
            f"{LEFT} on free trade, on a free-trade zone and on all that a free-",
            "trade zone needs.",
            [f"{LEFT} on free trade, on a free-trade zone and on all that a free-trade zone needs."],
        ),
    ],
    "breaks_word": [
        (f"{LEFT} on the soft\u00ad", "Ware of the port.", [f"{LEFT} on the softWare of the port."]),
        (f"{LEFT} on the Pro‐", "Gramme of talks.", [f"{LEFT} on the ProGramme of talks."]),
        (f"{LEFT} on the pro-", "gramme of talks.", [f"{LEFT} on the programme of talks."]),
        (
            "Министры двух государств встретились в старом дворце Баку в третий день мая и одобрили пере-",
            "говоры о границе.",
            [
                "Министры двух государств встретились в старом дворце Баку в третий день мая и одобрили переговоры "
                "о границе."
            ],
        ),
    ],
    "breaks_bracket": [
        (
            f"{LEFT} (as the minister said in",
            "Baku) on it.",
            [f"{LEFT} (as the minister said in Baku) on it."],
        ),
        (f"{LEFT} on “the law of the", "Sea”, he said.", [f"{LEFT} on “the law of the Sea”, he said."]),
        (
            'They met. "We signed the Treaty',
            'of Baku," he said.',
            ['They met. "We signed the Treaty of Baku," he said.'],
        ),
    ],
    "ends_like_sentence": [
        (f"{LEFT}.", "iPhones were not allowed.", [f"{LEFT}.", "iPhones were not allowed."]),
        (f"{LEFT} 🙂", "Peres came too.", [f"{LEFT} 🙂", "Peres came too."]),
        (f"{LEFT} on this:", "the border opens.", [f"{LEFT} on this:", "the border opens."]),
        (f"“{LEFT}.” [Lee 2]", "the border opens.", [f"“{LEFT}.” [Lee 2]", "the border opens."]),
        (
            "וזה סוף הדבר, אמר השר בבאקו ביום ראשון.",
            "השרים הלכו.",
            ["וזה סוף הדבר, אמר השר בבאקו ביום ראשון.", "השרים הלכו."],
        ),
    ],
    "is_parallel": [
        (
            "if the border is open, or",
            "if the border is shut by then.",
            ["if the border is open, or", "if the border is shut by then."],
        ),
    ],
    "starts_in_lower_case": [
        (LEFT, "to open the border.", [f"{LEFT} to open the border."]),
        (f"{LEFT} with Peres", "(then President) to open it.", [f"{LEFT} with Peres (then President) to open it."]),
        ("The two have been friends", "since May", ["The two have been friends since May"]),
        ("Perhaps they", "met in Baku.", ["Perhaps they met in Baku."]),
        (LEFT, "“to open” it.", [f"{LEFT} “to open” it."]),
    ],
    "ends_amid": [
        (f"{LEFT} with the", "President of Israel.", [f"{LEFT} with the President of Israel."]),
        (
            "השרים נפגשו בארמון הישן של העיר באקו ביום השלישי של",
            "חודש מאי והסכימו.",
            ["השרים נפגשו בארמון הישן של העיר באקו ביום השלישי של חודש מאי והסכימו."],
        ),
    ],
    "opens_sentence": [
        (f"{LEFT} at once", "However, nobody signed.", [f"{LEFT} at once", "However, nobody signed."]),
        (f"{LEFT} to be over", "If they sign, so be it.", [f"{LEFT} to be over", "If they sign, so be it."]),
    ],
    "ends_with_open_word": [
        (f"{LEFT} about", "President Aliyev.", [f"{LEFT} about President Aliyev."]),
        (
            "“We met in Baku in the end,”",
            "Peres of Israel said.",
            ["“We met in Baku in the end,” Peres of Israel said."],
        ),
        (f"{LEFT}, it is said,", "Israel too.", [f"{LEFT}, it is said, Israel too."]),
        (
            "Министры двух государств встретились в старом белом дворце города Баку в третий день мая во",
            "Франции.",
            ["Министры двух государств встретились в старом белом дворце города Баку в третий день мая во Франции."],
        ),
    ],
    "breaks_phrase": [
        (
            "The Caspian",
            "Sea lay between Baku of the Caspian Sea and them.",
            ["The Caspian Sea lay between Baku of the Caspian Sea and them."],
        ),
    ],
    "is_long_and_unfinished": [
        (f"{LEFT} with Foreign Minister", "Peres.", [f"{LEFT} with Foreign Minister Peres."]),
        (
            f"{LEFT} with Foreign",
            "Minister Peres. They signed it that evening, and both were seen to leave it soon",
            [f"{LEFT} with Foreign Minister Peres. They signed it that evening, and both were seen to leave it soon"],
        ),
        (
            "שני השרים נפגשו בארמון הישן של העיר באקו ביום השלישי של חודש מאי והסכימו לפתוח את הגבול לפני סוף השנה",
            "ואז הלכו.",
            [
                "שני השרים נפגשו בארמון הישן של העיר באקו ביום השלישי של חודש מאי והסכימו לפתוח את הגבול לפני סוף "
                "השנה ואז הלכו."
            ],
        ),
    ],
    "stands_apart": [
        (f"{LEFT} with Foreign Minister", "President Peres", [f"{LEFT} with Foreign Minister", "President Peres"]),
    ],
}

NEAR_MISSES: dict[str, list[Example]] = {
    "starts_item": [
        (LEFT, "a border is opened.", [f"{LEFT} a border is opened."]),
        (LEFT, "— for once — to open it.", [f"{LEFT} — for once — to open it."]),
    ],
    "breaks_address": [
        (
            f"{LEFT} (see www.example.org/treaty",
            "for all of it).",
            [f"{LEFT} (see www.example.org/treaty for all of it)."],
        )
    ],
    "breaks_compound": [
        (f"{LEFT} on a free-", "trade zone.", [f"{LEFT} on a freetrade zone."]),
        (f"{LEFT} on the out-", "standing debts, all standing.", [f"{LEFT} on the outstanding debts, all standing."]),
        (f"{LEFT} on pre-", "and post-war trade.", [f"{LEFT} on pre- and post-war trade."]),
    ],
    "breaks_word": [
        (f"{LEFT} to talk –", "for once.", [f"{LEFT} to talk – for once."]),
        (f"{LEFT} on pro-", "and anti-war talk.", [f"{LEFT} on pro- and anti-war talk."]),
    ],
    "breaks_bracket": [
        (f"{LEFT} (with Peres)", "to open it (soon).", [f"{LEFT} (with Peres) to open it (soon)."]),
        (f"{LEFT} “of old”", "to “open” it.", [f"{LEFT} “of old” to “open” it."]),
    ],
    "ends_like_sentence": [(f"{LEFT} at 5.30", "in the morning.", [f"{LEFT} at 5.30 in the morning."])],
    "is_parallel": [
        (
            f"{LEFT} for the sake of peace, at last,",
            "the ministers of peace.",
            [f"{LEFT} for the sake of peace, at last, the ministers of peace."],
        )
    ],
    "starts_in_lower_case": [("- one", "two three.", ["- one", "two three."])],
    "ends_amid": [("- a road of the", "Baku of old.", ["- a road of the", "Baku of old."])],
    "breaks_phrase": [
        ("The Caspian", "Sea lay between Baku and them.", ["The Caspian", "Sea lay between Baku and them."])
    ],
    "opens_sentence": [
        (f"{LEFT} with", "The Hague.", [f"{LEFT} with The Hague."]),
        (f"{LEFT} with Minister", "Theo Peres.", [f"{LEFT} with Minister Theo Peres."]),
    ],
    "ends_with_open_word": [("- a road to", "Baku was built.", ["- a road to", "Baku was built."])],
    "is_long_and_unfinished": [
        ("- a road and a bridge", "Baku was built.", ["- a road and a bridge", "Baku was built."])
    ],
    "stands_apart": [(f"{LEFT} in", "Baku.", [f"{LEFT} in Baku."])],
}


def paragraphs_of(lines: list[str], recipe: Recipe) -> list[str]:
    schema = {"article_id": pl.String, "text": pl.String} | STATED
    raw = pl.DataFrame({"article_id": ["a"], "text": ["\n\n".join(lines)]} | {name: [None] for name in STATED}, schema)
    text: str = clean(raw, recipe).articles["text"][0]
    return text.split("\n\n")


def rule_between(lines: list[str], recipe: Recipe) -> str:
    """Return the rule that decides how the last of these lines is joined to the one before it."""
    units = measure(pl.DataFrame({"article_id": "a", "unit": range(len(lines)), "plain": lines}))
    undecided = pl.lit(None, pl.String)
    units = with_divisions(units.with_columns(role=undecided, rule=undecided))
    left = pl.all().exclude("article_id").shift().name.prefix("left_")
    pairs = with_hyphens(units.with_columns(last_char=pl.col("plain").str.tail(1)).with_columns(left))
    pairs = pairs.with_columns(join=undecided, join_rule=undecided)
    rule: str = decide(pairs, recipe.joins, "join", "join_rule")["join_rule"][-1]
    return rule


def rows(table: dict[str, list[Example]]) -> list[tuple[str, Example]]:
    return [(rule, example) for rule, examples in table.items() for example in examples]


def test_every_rule_has_examples() -> None:
    assert list(EXAMPLES) == [rule for rule in EXAMPLES if EXAMPLES[rule]]
    assert sorted(EXAMPLES) == sorted(NEAR_MISSES) == sorted(rules_of(joins))


@pytest.mark.parametrize(("rule", "example"), rows(EXAMPLES))
def test_the_rule_decides(rule: str, example: Example, recipe: Recipe) -> None:
    left, right, paragraphs = example
    assert paragraphs_of([*CUT, left, right, *WHOLE], recipe)[4:-2] == paragraphs
    assert rule_between([*CUT, left, right], recipe) == rule


@pytest.mark.parametrize(("rule", "example"), rows(NEAR_MISSES))
def test_the_rule_leaves_alone(rule: str, example: Example, recipe: Recipe) -> None:
    left, right, paragraphs = example
    assert paragraphs_of([*CUT, left, right, *WHOLE], recipe)[4:-2] == paragraphs
    assert rule_between([*CUT, left, right], recipe) != rule


@pytest.mark.parametrize("right", ["Peres of Israel came.", "Aliyev came too."])
@pytest.mark.parametrize("left", ["They met in the old palace and agreed about", f"{LEFT} with Foreign Minister"])
def test_before_a_capital_only_a_text_cut_by_pages_is_joined(left: str, right: str, recipe: Recipe) -> None:
    assert paragraphs_of([*WHOLE, left, right, *WHOLE], recipe) == [*WHOLE, left, right, *WHOLE]
    assert paragraphs_of([*CUT, left, right, *WHOLE], recipe)[4:-2] == [f"{left} {right}"]


def wrapped(lines: list[str], recipe: Recipe) -> str:
    """Return the paragraph that lines of one unit become, as mark-up says that they are one."""
    schema = {"article_id": pl.String, "text": pl.String} | STATED
    marks = [{"line": n, "role": "paragraph" if n == 1 else "continued"} for n in range(1, len(lines) + 1)]
    stated = {name: [None] for name in STATED} | {"marks": [marks]}
    text: str = clean(
        pl.DataFrame({"article_id": ["a"], "text": ["\n".join(lines)]} | stated, schema), recipe
    ).articles["text"][0]
    return text


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("the war of Armenia and Azer-", "baijan ended.", "Azerbaijan ended"),
        ("the border of Armenia-", "Azerbaijan fell.", "Armenia-Azerbaijan fell"),
        ("in the mid-", "1990s they met.", "mid-1990s they"),
        ("the war of Georgia—", "Russia said so.", "Georgia—Russia said"),
        ("the war of Georgia", "—Russia said so.", "Georgia—Russia said"),
        ("the war of 1992–", "94 was long.", "1992–94 was"),
        ("the war –", "a long one – ended.", "war – a long"),
        ("the war, ב-", "באקו, ended.", "ב-באקו, ended"),
        ("an inter-", "national treaty.", "an international treaty"),
        ("a Muslim-", "majority state.", "a Muslim-majority state"),
        ("a treaty on self-", "rule.", "self-rule"),
        ("a state-", "treaty.", "a state-treaty."),
        ("their 44-", "day war.", "44-day war"),
    ],
)
def test_inside_a_wrapped_paragraph_a_hyphen_stays_or_goes(left: str, right: str, joined: str, recipe: Recipe) -> None:
    lines = ["A Muslim-majority state wrote an international treaty of many pages on", left, right]
    assert joined in wrapped(lines, recipe)


def test_a_paragraph_that_divides_compounds_only_keeps_every_hyphen(recipe: Recipe) -> None:
    lines = ["They signed the Armenia-", "Azerbaijan treaty, an arms-", "supply treaty, in the Baku-", "Ceyhan hall."]
    assert (
        wrapped(lines, recipe)
        == "They signed the Armenia-Azerbaijan treaty, an arms-supply treaty, in the Baku-Ceyhan hall."
    )
    lines[1] = "Azerbaijan treaty, a treaty of the mini-"
    lines[2] = "sters, as the ministers said, in the Baku-"
    assert "Armenia-Azerbaijan treaty, a treaty of the ministers, as the ministers said, in the Baku-Ceyhan" in wrapped(
        lines, recipe
    )


def test_furniture_between_two_pages_does_not_part_a_paragraph(recipe: Recipe) -> None:
    found = paragraphs_of([*WHOLE, LEFT, "12", "Page 13 of 20", "to open the border.", *WHOLE], recipe)
    assert found == [*WHOLE, f"{LEFT} to open the border.", *WHOLE]


def test_a_heading_is_never_joined_and_a_short_line_that_goes_on_is_none(recipe: Recipe) -> None:
    found = paragraphs_of([*CUT, "Roads and bridges", "They were all open by the end of May."], recipe)
    assert found[4:] == ["Roads and bridges", "They were all open by the end of May."]
    found = paragraphs_of([*CUT, "Roads and bridges", "of the border were all open by the end of May."], recipe)
    assert found[4:] == ["Roads and bridges of the border were all open by the end of May."]


@pytest.mark.parametrize("n_cuts", [1, 2])
def test_in_a_script_without_case_two_long_lines_that_break_off_show_the_pages(n_cuts: int, recipe: Recipe) -> None:
    wholes = [
        f"שני השרים נפגשו בארמון הישן של העיר {town} ביום השלישי של חודש מאי והסכימו לפתוח את הגבול."
        for town in ("באקו", "גנג'ה", "שושה")
    ]
    left = f"{wholes[0][:-1]} לפני סוף השנה, וגם את כל הדרכים"
    right = "והגשרים לאורך הנהר שנסגרו במלחמה הארוכה."
    joined = [f"{left} {right}"] if n_cuts == 2 else [left, right]
    pages = [line for whole in wholes[1 : n_cuts + 1] for line in (left, right, whole)]
    wanted = [line for whole in wholes[1 : n_cuts + 1] for line in (*joined, whole)]
    assert paragraphs_of([wholes[0], *pages], recipe) == [wholes[0], *wanted]


def test_a_note_goes_on_to_the_next_number(recipe: Recipe) -> None:
    notes = ["Notes", "1. Ann Lee, Water (London", "2019). See https://example.org/ar", "chive/water.", "2. Ibid."]
    schema = {"article_id": pl.String, "text": pl.String} | STATED
    text = "\n\n".join([*WHOLE, *notes])
    raw = pl.DataFrame({"article_id": ["a"], "text": [text]} | {name: [None] for name in STATED}, schema)
    cleaned = clean(raw, recipe)
    assert cleaned.lines["note_id"].to_list() == [None, None, None, "a#n-1", "a#n-1", "a#n-1", "a#n-2"]
    joined = cleaned.edits.filter(pl.col("rule").is_in(["continue_note", "breaks_address"])).select("rule", "text")
    assert joined.rows() == [("continue_note", " "), ("breaks_address", "")]
