"""From gold to scores, and how they are shown, compared and accepted."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.errors import PressmarkError
from pipeline.quality import door
from pipeline.quality.accepted import Changes, compare
from pipeline.quality.answers import read_rules
from pipeline.quality.counts import MEASURES
from pipeline.quality.cuts import cut, near, paragraphs_of
from pipeline.quality.forms import read_record
from pipeline.quality.scores import score_gold
from pipeline.quality.statement import KINDS, Table, markdown_of, summary_of, tables_of
from pipeline.quality.statement import MEASURES as WORDS
from project import PROJECT, copy_some_gold

RIGHT = {"text": "He left. She stayed.", "sentences": ["He left.", "She stayed."], "language": "en"}
WRONG = {"text": "He left: She stayed.", "sentences": ["He left:", "She stayed."], "language": "en"}
RUSSIAN = {"text": "Он ушёл. Она осталась.", "sentences": ["Он ушёл.", "Она осталась."], "language": "ru"}


def scores_of(**files: list[dict[str, Any]]) -> dict[str, Any]:
    gold = {name: [read_record(record, name) for record in records] for name, records in files.items()}
    return score_gold(gold, read_rules(), 200)


def test_sentences_are_scored_by_language() -> None:
    found = scores_of(a=[RIGHT, RIGHT, WRONG], b=[RIGHT, WRONG, RUSSIAN])["sentences"]
    assert found["a"]["en"] == {
        "boundary_f1": {"score": 80.0, "n": 3, "n_documents": 3},
        "reachable_f1": {"score": 100.0, "n": 2, "n_documents": 3},
        "sentence_f1": {"score": 72.73, "n": 6, "n_documents": 3},
    }
    assert list(found["b"]) == ["all", "en", "ru"]
    one, other = found["b"]["en"]["boundary_f1"]["score"], found["b"]["ru"]["boundary_f1"]["score"]
    assert (one, other) == (66.67, 100.0)
    # Each language weighs the same: of English one end of two is found, which is half as much as one of one.
    assert found["b"]["all"]["boundary_f1"] == {"score": 85.71, "n": 3, "n_documents": 3}


def test_five_documents_have_an_interval() -> None:
    one = scores_of(a=[RIGHT, RIGHT, WRONG, WRONG, RIGHT])["sentences"]["a"]["en"]["boundary_f1"]
    assert set(one) == {"score", "low", "high", "n", "n_documents"}
    assert one["low"] < one["score"] < one["high"]


def test_the_mean_over_languages_is_plain_for_shares() -> None:
    texts = {
        "en": ["The ministers met in the old palace again."] * 3 + ["Wir"],
        "ru": ["Министры встретились во дворце."],
    }
    records = [{"text": text, "language": name} for name, own in texts.items() for text in own]
    found = scores_of(a=records)["languages"]["a"]
    assert [found[name]["whole"]["score"] for name in ("en", "ru", "all")] == [75.0, 100.0, 87.5]


def test_pages_are_scored_by_all_that_is_known_of_them() -> None:
    prose = "The strike in the harbour ended on Monday, and all of the ships left in the same night."
    lines = ["Harbour strike ends", "By Ann Lee", prose, prose.replace("harbour", "port"), "Share on Facebook"]
    page = {"lines": lines, "labels": ["title", "drop", "keep", "keep", "drop"], "language": "en"}
    told = {"title": "HARBOUR strike  ends", "authors": ["Ann Lee", "Bo Ek"], "published": None, "with": ["The strike"]}
    found = scores_of(a=[page | told])
    assert {kind: {name: one["score"] for name, one in files["a"]["en"].items()} for kind, files in found.items()} == {
        "lines": {"line_f1": 100.0, "token_f1": 100.0, "aeb_f1": 100.0},
        "snippets": {"snippet_f1": 100.0},
        "metadata": {"title_f1": 100.0, "authors_f1": 66.67, "language": 100.0},
        "cuts": {"breaks_kept": 100.0},
        "prose_cuts": {"breaks_kept": 100.0},
    }


def test_prose_that_is_cut_is_also_scored_apart() -> None:
    prose = [
        f"In the {year}th year the ships of the harbour left in the night, and none came back." for year in range(30)
    ]
    items = [f"Item {number} of the shop, which is sold in all of its many towns" for number in range(30)]
    pages = [{"lines": lines, "labels": ["keep"] * len(lines), "language": "en"} for lines in (prose, prose + items)]
    found = scores_of(a=pages)
    counted = {kind: found[kind]["a"]["en"]["join_f1"]["n"] for kind in ("cuts", "prose_cuts")}
    documents = {kind: found[kind]["a"]["en"]["join_f1"]["n_documents"] for kind in ("cuts", "prose_cuts")}
    assert counted["cuts"] > counted["prose_cuts"] > 0
    assert documents == {"cuts": 2, "prose_cuts": 1}


def test_pages_without_labels_are_scored_by_their_snippets() -> None:
    prose = "The strike in the harbour ended on Monday, and all of the ships left in the same night."
    page = {"lines": ["Menu", prose, prose.replace("harbour", "port"), "Share on Facebook"]}
    told = {"with": ["strike in  the harbour", "a storm"], "without": ["Facebook", "ships left"]}
    assert scores_of(a=[page | told]) == {
        "snippets": {"a": {"und": {"snippet_f1": {"score": 50.0, "n": 2, "n_documents": 1}}}}
    }


def test_near_a_text_is_what_stands_eight_lines_around() -> None:
    lines = [f"{number}" for number in range(40)]
    labels = ["keep" if number in (20, 22) else "blank" if number in (13, 30) else "drop" for number in range(40)]
    close, labelled = near(lines, labels)
    assert (close[0], close[-1], len(close)) == ("11", "31", 21)
    assert labelled == labels[11:32]
    assert near(lines, ["drop"] * 40)[0] == lines


def test_a_text_is_cut_behind_every_120th_word() -> None:
    words = [f"w{number}" for number in range(300)]
    body = f"{' '.join(words[:100])}\n\n{' '.join(words[100:240])}\n{' '.join(words[240:])}"
    lines, joined = cut(body)
    assert [len(line.split()) for line in lines if line] == [100, 20, 120, 60]
    assert [is_joined for line, is_joined in zip(lines, joined, strict=True) if line] == [False, False, True, False]
    assert " ".join(filter(None, lines)).split() == words
    assert paragraphs_of("One.\n\nTwo.") == (["One.", "", "Two.", ""], [False] * 4)


def test_every_measure_has_words() -> None:
    assert list(KINDS) == list(MEASURES)
    assert {name for measures in MEASURES.values() for name in measures} == set(WORDS)


SCORES: dict[str, Any] = {
    "joins": {
        "books": {
            "all": {"join_f1": {"score": 97.5, "low": 90.11, "high": 100.0, "n": 1200, "n_documents": 7}},
            "en": {
                "join_f1": {"score": 95.0, "n": 700, "n_documents": 4},
                "breaks_kept": {"score": 99.96, "n": 9, "n_documents": 4},
            },
        }
    }
}


def test_scores_are_laid_out_in_tables() -> None:
    assert tables_of(SCORES) == [
        Table(
            "Lines cut by pages and furniture",
            ["gold", "language", "documents", "join F1", "breaks kept"],
            [["books", "all", "7", "97.5 [90.1–100.0]", "–"], ["books", "en", "4", "95.0", "100.0"]],
        )
    ]
    assert markdown_of(summary_of(SCORES)) == (
        "| what | gold | measure | score | of |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| Lines cut by pages and furniture | books | join F1 | 97.5 [90.1–100.0] | 1,200 |\n"
    )


def test_half_a_point_less_is_worse() -> None:
    before = {"same": 90.0, "little": 90.0, "half": 90.0, "risen": 90.0, "gone": 90.0}
    after = {"same": 90.0, "little": 89.51, "half": 89.5, "risen": 90.01, "fresh": 50.0}
    assert compare(before, after) == Changes(
        ["half: 90.00 → 89.50", "gone: 90.00, and not measured any more"], ["risen: 90.00 → 90.01", "fresh: 50.00, new"]
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("params.yaml", "README.md"):
        (tmp_path / name).write_text((PROJECT / name).read_text("utf-8"), "utf-8")
    copy_some_gold(tmp_path, "notes_bracket.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def quality(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["quality", *arguments])
    if done.exception:
        raise done.exception
    return done.output


def test_the_command_shows_scores_and_what_became_of_them(project: Path) -> None:
    with pytest.raises(
        PressmarkError, match=r"tests/accepted_scores\.json is missing: write it with 'make quality ACC"
    ):
        quality()
    assert "Lines cut by pages and furniture" in quality("--accept", "--json", "scores.json")
    written = (project / "data/metrics/quality.json").read_bytes()
    assert json.loads((project / "scores.json").read_bytes()) == json.loads(written)
    assert "| Footnotes and endnotes | notes_bracket | call F1 |" in (project / "README.md").read_text("utf-8")
    assert quality().endswith("\nas accepted\n")
    assert (project / "data/metrics/quality.json").read_bytes() == written
    accepted = json.loads((project / "tests/accepted_scores.json").read_bytes())
    raised = {name: score + 1 if name.endswith("en.note_f1") else score for name, score in accepted.items()}
    (project / "tests/accepted_scores.json").write_text(json.dumps(raised), "utf-8")
    assert "\nworse: notes.notes_bracket.en.note_f1: 101.00 → 100.00\n" in quality()


def test_other_data_are_only_shown(project: Path) -> None:
    (project / "other").mkdir()
    (project / "other/mine.jsonl").write_text(json.dumps(RIGHT), "utf-8")
    assert "mine" in quality("--data", "other")
    assert not (project / "data").exists()
    with pytest.raises(PressmarkError, match="only scores on the project's own gold can be accepted: leave --data out"):
        quality("--data", "other", "--accept")


def test_a_readme_without_a_place_for_scores_is_an_error() -> None:
    with pytest.raises(PressmarkError, match="no place for scores"):
        door.with_summary("# Mine", SCORES)
