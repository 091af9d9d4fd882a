"""What people decided goes before all rules, fits its source, or stops and says what does not."""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_offsets import check_all, ingested, texts

from conftest import PROJECT
from pipeline.clean import Recipe, clean
from pipeline.corrected import BoundaryDecision, LineDecision, refuse_unknown_articles
from pipeline.corrections import Corrections, by_bucket, digests, read_corrections, with_places, without_places
from pipeline.errors import PressmarkError
from pipeline.promises import Tables
from pipeline.segment import segment
from pipeline.store import CORRECTIONS, bucket_of
from pipeline.verdicts import Verdicts
from schemas.patterns import JOINS, ROLES, TEXT_ROLES

DVC = yaml.safe_load((PROJECT / "dvc.yaml").read_text("utf-8"))["stages"]
LINES = [
    "Harbour strike ends",
    "By Ann Lee",
    "The strike in the harbour ended on Monday, and all the ships left the same night. It had lasted for nine days.",
    "Share on Facebook",
    "Nobody had expected it so soon. The union had asked for higher pay and for shorter nights, and more, as the own-",
    "Ers of the ships had feared. Owners paid in the end, dr. Roe said. In the morning the cranes moved again.",
]
TEXT = "\n\n".join(LINES)
HERE = "corrections.yaml, line 1"


def line(
    number: int, role: str | None = None, join: str | None = None, expects: str = "", article: str = "a"
) -> LineDecision:
    """Decide about a line of the article, counted from 0."""
    return LineDecision(article, 2 * number + 1, expects or LINES[number][:10], role, join, HERE)


def boundary(after: str, before: str, ends: bool, article: str = "a") -> BoundaryDecision:
    return BoundaryDecision(article, after, before, ends, HERE)


def the_way(
    texts: dict[str, str],
    recipe: Recipe,
    verdicts: Verdicts,
    lines: Sequence[LineDecision] = (),
    boundaries: Sequence[BoundaryDecision] = (),
) -> Tables:
    raw_articles = ingested(texts)
    cleaned = clean(raw_articles, recipe, decisions=lines)
    segmented = segment(cleaned.articles, cleaned.lines, cleaned.edits, raw_articles, verdicts, boundaries)
    return Tables(raw_articles, cleaned.lines, cleaned.edits, cleaned.articles, *segmented)


def roles(tables: Tables, article: str = "a") -> list[tuple[str, str]]:
    return tables.lines.filter(article_id=article).select("role", "rule").rows()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("corrections.yaml")


def test_corrections_are_read_with_their_places_and_reasons(path: Path) -> None:
    path.write_text(
        "# what we know\n"
        "- {article: 004, line: 12, expects: No, role: caption, why: it names a picture}\n\n"
        "- article: b\n  after: said  dr.\n  before: 2012-04-28\n  ends: false\n  why: a title\n"
        "- {article: 004, line: 3, expects: '#tag', role: boilerplate, join: separate, why: a list}\n"
    )
    assert read_corrections(path) == Corrections(
        [
            LineDecision("004", 3, "#tag", "boilerplate", "separate", "corrections.yaml, line 9"),
            LineDecision("004", 12, "No", "caption", None, "corrections.yaml, line 2"),
        ],
        [BoundaryDecision("b", "said  dr.", "2012-04-28", False, "corrections.yaml, line 4")],
        {
            "corrections.yaml, line 2": "it names a picture",
            "corrections.yaml, line 4": "a title",
            "corrections.yaml, line 9": "a list",
        },
    )


@pytest.mark.parametrize("content", [None, "", "# nothing\n", "[]"])
def test_a_file_without_corrections_has_none(content: str | None, path: Path) -> None:
    if content is not None:
        path.write_text(content)
    assert read_corrections(path) == Corrections([], [], {})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: {}", ": a list belongs here, a correction an item, each opened by '- article:'"),
        ("- a", ", line 1: a correction is made of keys with their texts, such as 'article: ...'"),
        ("- {article: a", " is not YAML: while parsing a flow mapping"),
        (
            "- {article: a, line: 1, expects: A, rule: title, role: title, why: w}",
            ", line 1: rule: unknown key; did you mean 'role'?",
        ),
        (
            "- {article: a, line: 1, expects: A, role: titel, why: w}",
            ", line 1: role: one of heading, paragraph, title",
        ),
        (
            "- {article: a, line: 1, expects: A, join: yes, why: w}",
            ", line 1: join: one of separate, join, join_without",
        ),
        (
            "- {article: a, line: one, expects: A, role: title, why: w}",
            ", line 1: line: Input should be a valid integer",
        ),
        ("- {article: a, line: 0, expects: A, role: title, why: w}", ", line 1: line: Input should be greater than 0"),
        ("- {article: a, line: 1, expects: A, role: title}", ", line 1: why: this key is missing"),
        ("- {article: a, line: 1, expects: A, role: title, why: }", ", line 1: why: words belong here, not ''"),
        ("- {article: a, line: 1, expects: ' ', role: title, why: w}", ", line 1: expects: words belong here, not ' '"),
        (
            "- {article: a, line: 1, expects: A, why: w}",
            ", line 1: nothing is decided: give it a 'role', a 'join', or both",
        ),
        (
            "- {article: a, after: A, before: B, ends: perhaps, why: w}",
            ", line 1: ends: Input should be a valid boolean",
        ),
        ("- {article: a, after: A, ends: true, why: w}", ", line 1: before: this key is missing"),
        (
            "- {article: a, line: [1], expects: A, role: title, why: w}",
            ", line 1: line: a text belongs here; put quotes",
        ),
        ("- {article: a, article: b}", ", line 1: article: this key stands twice"),
        (
            "- {article: a, line: 1, expects: A, role: title, why: w}\n"
            "- {article: a, line: 1, expects: A, role: title, why: w}",
            ", line 2: line 1 of 'a' is decided in line 1 of this file too: make them one",
        ),
    ],
)
def test_what_does_not_fit_the_form_is_refused(content: str, complaint: str, path: Path) -> None:
    path.write_text(content)
    with pytest.raises(PressmarkError) as raised:
        read_corrections(path)
    assert str(raised.value).startswith(f"corrections.yaml{complaint}")


def test_all_that_does_not_fit_is_told_at_once(path: Path) -> None:
    path.write_text("- {article: a, line: 1, expects: A, role: x, why: w}\n- {article: a}\n")
    with pytest.raises(PressmarkError) as raised:
        read_corrections(path)
    assert [line.split(":")[0] for line in str(raised.value).splitlines()] == [
        "corrections.yaml, line 1",
        *["corrections.yaml, line 2"] * 3,
    ]


def test_a_line_is_what_a_person_says_and_others_stay_as_they_were(recipe: Recipe, verdicts: Verdicts) -> None:
    """Of text and furniture, whatever its role becomes, in an article each."""
    decided = [line(number, role, article=f"{role} {number}") for role in ROLES for number in range(2, len(LINES))]
    tables = the_way({"a": TEXT} | {one.article_id: TEXT for one in decided}, recipe, verdicts, decided)
    before = roles(tables)
    assert before == [
        ("title", "is_title"),
        ("byline", "is_author_formula"),
        ("paragraph", "is_prose"),
        ("boilerplate", "is_share_bar"),
        ("paragraph", "is_body_line"),
        ("paragraph", "is_prose"),
    ]
    for one in decided:
        number = one.line // 2
        expected = [*before[:number], (str(one.role), "is_corrected"), *before[number + 1 :]]
        if one.role == "title":
            expected[0] = ("boilerplate", "is_outside_body")
        assert roles(tables, one.article_id) == expected
    check_all(tables)


def test_what_a_person_calls_title_is_the_articles(recipe: Recipe, verdicts: Verdicts) -> None:
    assert the_way({"a": TEXT}, recipe, verdicts, [line(1, "title")]).articles["title"].to_list() == ["By Ann Lee"]


def test_lines_are_joined_as_a_person_says(recipe: Recipe, verdicts: Verdicts) -> None:
    tables = the_way(dict.fromkeys(JOINS, TEXT), recipe, verdicts, [line(5, join=join, article=join) for join in JOINS])
    texts = dict(tables.articles.select("article_id", "text").iter_rows())
    assert {join: texts[join][texts[join].index("own") :][:9] for join in JOINS} == {
        "separate": "own-\n\nErs",
        "join": "own- Ers ",
        "join_without_space": "own-Ers o",
        "join_without_hyphen": "ownErs of",
    }
    assert tables.edits.filter(rule="is_corrected")["article_id"].to_list() == sorted(set(JOINS) - {"separate"})
    check_all(tables)


def test_a_heading_in_two_lines_is_joined_by_a_person(recipe: Recipe, verdicts: Verdicts) -> None:
    decided = [line(2, "heading"), line(3, "heading", "join")]
    assert the_way({"a": TEXT}, recipe, verdicts, decided).paragraphs["text"][0] == f"{LINES[2]} {LINES[3]}"


def test_hard_wrapped_lines_are_parted_where_a_person_says(recipe: Recipe, verdicts: Verdicts) -> None:
    words = "The ships left the harbour in the night and nobody saw them go out to the sea, for it was dark. "
    wrapped = [(words * 6)[start : start + 60].strip() for start in range(0, 540, 60)]
    text = "\n".join(wrapped)
    assert the_way({"a": text}, recipe, verdicts).articles["n_paragraphs"].item() == 1
    dropped = LineDecision("a", 4, wrapped[3][:20], "boilerplate", None, HERE)
    tables = the_way({"a": text}, recipe, verdicts, [dropped])
    assert [role for role, _ in roles(tables)] == ["paragraph"] * 3 + ["boilerplate"] + ["paragraph"] * 5
    parted = LineDecision("a", 4, wrapped[3][:20], None, "separate", HERE)
    tables = the_way({"a": text}, recipe, verdicts, [parted])
    assert tables.paragraphs["text"].to_list() == [" ".join(wrapped[:3]), " ".join(wrapped[3:])]
    check_all(tables)


def test_what_goes_on_with_a_corrected_line_is_what_its_block_is(recipe: Recipe) -> None:
    marks = [{"line": 1, "role": "caption"}, *({"line": number, "role": "continued"} for number in (2, 3))]
    raw = ingested({"a": "A ship\nsailing\nin the night"}).with_columns(marks=pl.Series([marks]))
    lines = clean(raw, recipe, decisions=[LineDecision("a", 2, "sailing", "heading", None, HERE)]).lines
    assert lines.select("role", "rule").rows() == [
        ("caption", "is_marked_caption"),
        ("heading", "is_corrected"),
        ("caption", "is_marked_caption"),
    ]


BOUNDARIES: list[tuple[str, str, bool, list[str]]] = [
    ("dr.", "Roe", False, ["Owners paid in the end, dr. Roe said."]),
    ("dr.", "Roe", True, ["Owners paid in the end, dr.", "Roe said."]),
    ("said.", "In", False, ["Owners paid in the end, dr. Roe said. In the morning the cranes moved again."]),
    ("Owners\n paid in", "the end", True, ["Owners paid in", "the end, dr. Roe said."]),
    ("en", "d, dr", True, ["Owners paid in the en", "d, dr. Roe said."]),
]


def test_a_sentence_ends_where_a_person_says(recipe: Recipe, verdicts: Verdicts) -> None:
    decided = [boundary(*row[:3], article=str(number)) for number, row in enumerate(BOUNDARIES)]
    tables = the_way({one.article_id: TEXT for one in decided}, recipe, verdicts, boundaries=decided)
    for one, (*_, parts) in zip(decided, BOUNDARIES, strict=True):
        found = tables.sentences.filter(article_id=one.article_id)
        texts = found["text"].to_list()
        assert parts == texts[(start := texts.index(parts[0])) : start + len(parts)]
        assert found["rule"].to_list().count("is_corrected") == int(one.ends)
    check_all(tables)


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        (
            line(2, "title", expects="Nobody had"),
            "line 5 of 'a' is expected to start with 'Nobody had', and it starts with 'The strike in the harbour ended "
            "on Monday, and all the ships…'; these words start line 9: mend 'line'",
        ),
        (
            line(40, "title", expects="Nobody knows"),
            "line 81 of 'a' is expected to start with 'Nobody knows', and there is no such line, or it is empty; no "
            "line does: mend the correction, or remove it",
        ),
        (
            LineDecision("a", 2, "By", "title", None, HERE),
            "line 2 of 'a' is expected to start with 'By', and there is no such line, or it is empty; these words "
            "start line 3: mend 'line'",
        ),
        (
            line(3, join="join"),
            "line 7 of 'a' cannot be 'join': it is 'boilerplate', and only text is joined: give it the role "
            "'paragraph' too, or no join",
        ),
        (
            line(2, "heading", "join"),
            "line 5 of 'a' cannot be 'join': it is a heading, and so must be the line of text before it: give the two "
            "one role, or no join",
        ),
        (line(4, join="join_without_hyphen"), "the line before line 9 of 'a' ends in no hyphen"),
    ],
)
def test_a_line_that_does_not_fit_stops(decision: LineDecision, complaint: str, recipe: Recipe) -> None:
    with pytest.raises(PressmarkError) as raised:
        clean(ingested({"a": TEXT}), recipe, decisions=[decision])
    assert str(raised.value) == f"{HERE}: {complaint}"


def test_a_note_is_not_parted(recipe: Recipe) -> None:
    text = f"{LINES[2]} {LINES[4]}[1]\n\nNotes\n\n1 Letter of the union,\n\nHarbour archive.\n"
    decision = LineDecision("a", 7, "Harbour", None, "separate", HERE)
    with pytest.raises(PressmarkError, match=r"cannot be 'separate': a note ends where the next number opens one"):
        clean(ingested({"a": text}), recipe, decisions=[decision])


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        (
            boundary("dr.", "Who", False),
            "'dr.' and then 'Who' stand at no place of the paragraphs of 'a': mend the correction, or remove it",
        ),
        (
            boundary("the", "ships", True),
            "'the' and then 'ships' stand at 2 places of the paragraphs of 'a': give more of the words around yours",
        ),
    ],
)
def test_a_boundary_that_does_not_fit_stops(
    decision: BoundaryDecision, complaint: str, recipe: Recipe, verdicts: Verdicts
) -> None:
    with pytest.raises(PressmarkError) as raised:
        the_way({"a": TEXT}, recipe, verdicts, boundaries=[decision])
    assert str(raised.value) == f"{HERE}: {complaint}"


def test_a_sentence_does_not_end_amid_what_was_mended_as_one(recipe: Recipe, verdicts: Verdicts) -> None:
    broken = TEXT.replace("shorter", "корабли".encode().decode("latin-1"))
    message = f"{HERE}: no sentence can end between 'кор' and 'абли': what stands there was mended as one: "
    with pytest.raises(PressmarkError, match=f"^{re.escape(message)}"):
        the_way({"a": broken}, recipe, verdicts, boundaries=[boundary("кор", "абли", True)])
    the_way({"a": broken}, recipe, verdicts, boundaries=[boundary("кор", "абли", False)])


@pytest.mark.parametrize("nothing", ["\x1e\x1f", "\u200b\u2060", "\u0301"])
def test_a_line_that_shows_nothing_cannot_be_text(nothing: str, recipe: Recipe, verdicts: Verdicts) -> None:
    texts = {"a": f"{TEXT}\n\n{nothing}\n\n{LINES[2]}"}
    number = len(LINES)
    message = f"{HERE}: line 13 of 'a' holds no visible character and cannot be 'paragraph': give it the role"
    with pytest.raises(PressmarkError, match=f"^{re.escape(message)}"):
        the_way(texts, recipe, verdicts, [line(number, "paragraph", expects=nothing)])
    decided = the_way(texts, recipe, verdicts, [line(number, "boilerplate", expects=nothing)])
    assert roles(decided)[number] == ("boilerplate", "is_corrected")


def test_a_place_is_decided_once(recipe: Recipe, verdicts: Verdicts) -> None:
    twice = [boundary("dr.", "Roe", False), boundary("dr.", "Roe said", False)._replace(where="line 2")]
    with pytest.raises(PressmarkError, match=f"^line 2: this place is decided at {HERE} too: remove one$"):
        the_way({"a": TEXT}, recipe, verdicts, boundaries=twice)


def test_an_article_that_is_not_there_stops() -> None:
    with pytest.raises(PressmarkError, match=f"^{HERE}: there is no article 'a' to correct: mend its id"):
        refuse_unknown_articles([line(1, "title")], {"b"})
    refuse_unknown_articles([line(1, "title")], {"a", "b"})


@settings(max_examples=8, deadline=None)
@given(text=texts(), data=st.data())
def test_whatever_people_decide_keeps_all_laws(
    text: str, data: st.DataObject, recipe: Recipe, verdicts: Verdicts
) -> None:
    raw = ingested({"a": text})
    if raw.is_empty():
        return
    there = clean(raw, recipe).lines.filter(pl.col("rule") != "is_invisible").select("line", "text").rows()
    if not there:
        return
    decided = data.draw(
        st.lists(st.tuples(st.sampled_from(there), st.sampled_from(ROLES)), unique_by=lambda own: own[0])
    )
    lines = [LineDecision("a", number, words, role, None, HERE) for (number, words), role in decided]
    joins = [one._replace(join=data.draw(st.sampled_from(JOINS))) if one.role in TEXT_ROLES else one for one in lines]
    try:
        tables = the_way({"a": text}, recipe, verdicts, joins)
    except PressmarkError as error:
        assert "cannot be" in str(error) or "ends in no hyphen" in str(error)
        tables = the_way({"a": text}, recipe, verdicts, lines)
    found = {number: (role, rule) for number, role, rule in tables.lines.select("line", "role", "rule").rows()}
    assert {one.line: (one.role, "is_corrected") for one in lines}.items() <= found.items()
    check_all(tables)


@settings(max_examples=8, deadline=None)
@given(text=texts(), data=st.data())
def test_wherever_people_let_sentences_end_all_laws_are_kept(
    text: str, data: st.DataObject, recipe: Recipe, verdicts: Verdicts
) -> None:
    paragraphs = the_way({"a": text}, recipe, verdicts).paragraphs.filter(role="paragraph")
    bodies = dict(paragraphs.select("text", "start").iter_rows())
    once = [body for body in bodies if len(body) > 1 and sum(body in other for other in paragraphs["text"]) == 1]
    if not once:
        return
    body = data.draw(st.sampled_from(once))
    place = data.draw(st.integers(1, len(body) - 1))
    after, before, ends = body[:place].rstrip(), body[place:].lstrip(), data.draw(st.booleans())
    if after and before:
        try:
            tables = the_way({"a": text}, recipe, verdicts, boundaries=[boundary(after, before, ends)])
        except PressmarkError as error:
            assert ends and "what stands there was mended as one" in str(error)
            return
        assert (bodies[body] + len(after) in tables.sentences["end"].to_list()) == ends
        check_all(tables)


def test_decisions_travel_without_their_places() -> None:
    lines = [line(1, "title"), line(2, join="join")]
    assert with_places(LineDecision, without_places(lines), [HERE, HERE]) == lines
    assert HERE not in str(without_places(lines))
    assert by_bucket(lines, 4) == {bucket_of("a", 4): lines}


def test_of_an_article_the_digest_says_what_is_decided_whatever_the_reasons() -> None:
    lines, boundaries = [line(1, "title")], [boundary("a", "b", True)]
    one = digests(Corrections(lines, boundaries, {HERE: "one"}))
    assert (one, list(one)) == (digests(Corrections(lines, boundaries, {HERE: "two"})), ["a"])
    assert one != digests(Corrections(lines, [], {})) != digests(Corrections([], boundaries, {}))


def test_the_shipped_example_fits_the_five_articles(
    path: Path, raw_articles: pl.DataFrame, recipe: Recipe, verdicts: Verdicts
) -> None:
    """The file ships without corrections; those in its comments are shown to whoever writes the first one."""
    shipped = (PROJECT / CORRECTIONS).read_text("utf-8").splitlines()
    assert [words for words in shipped if words and not words.startswith("#")] == []
    path.write_text("\n".join(words[2:] for words in shipped[shipped.index("#") :]))
    corrections = read_corrections(path)
    assert (len(corrections.lines), len(corrections.boundaries)) == (2, 1)
    cleaned = clean(raw_articles, recipe, decisions=corrections.lines)
    segment(cleaned.articles, cleaned.lines, cleaned.edits, raw_articles, verdicts, corrections.boundaries)


def test_the_stages_that_read_corrections_depend_on_the_file() -> None:
    reading = [stage for stage, block in DVC.items() if CORRECTIONS.as_posix() in block["deps"]]
    assert reading == ["clean", "segment", "publish"]
