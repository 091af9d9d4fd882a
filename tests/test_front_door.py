"""`pressmark`: what its commands show, change and refuse."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT, build

CATALOGUE = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights\n"


def pressmark(folder: Path, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    environment = {"PYTHONPATH": str(PROJECT), "COLUMNS": "100", "PATH": "", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "params.yaml").write_text((PROJECT / "params.yaml").read_text("utf-8"), "utf-8")
    return tmp_path


def test_help_lists_the_commands(project: Path) -> None:
    code, out, _ = pressmark(project, "--help")
    assert code == 0
    assert {"explain", "add"} <= set(out.split())


def test_outside_a_project_it_says_where_to_go(tmp_path: Path) -> None:
    code, _, error = pressmark(tmp_path, "explain", "a")
    assert (code, error) == (
        1,
        f"error: no params.yaml in {tmp_path}: run this in the folder of a Pressmark project\n",
    )


def test_explain_shows_every_line_with_role_and_rule(built: Path) -> None:
    code, out, _ = pressmark(built, "explain", "003")
    words = [line.split()[:5] for line in out.splitlines()]
    assert code == 0
    assert ["1", "boilerplate", "is_navigation", "✗", "top"] in words
    assert ["8", "caption", "is_photo_credit", "Azerbaijan", "launces"] in words
    assert " ".join(line.strip() for line in out.splitlines()[-2:]) == (
        "003_5f353c223f06560c: 16 lines, 11 kept, 5 dropped (is_copyright_line 1, is_navigation 2, "
        "is_widget_heading 2); 2,322 characters = 2,264 kept + 58 dropped"
    )


def test_explain_marks_joined_lines(built: Path) -> None:
    _, out, _ = pressmark(built, "explain", "004_98872ea03133f5bc")
    joined = [line.split()[0] for line in out.splitlines() if "↳" in line]
    assert joined == ["11", "19", "25", "35", "43", "49", "63", "71", "79", "105", "111", "124", "128", "140"]


def test_review_shows_where_a_look_counts_most(built: Path) -> None:
    code, out, error = pressmark(built, "explain", "--review", "--n", "2")
    assert (code, error) == (0, "")
    assert [line.split() for line in out.splitlines()[::2]] == [
        ["0.32", "subtitle", "is_signed_standfirst", "002_b4127cb231004d1c", "5"],
        ["0.40", "paragraph", "is_prose", "000_dc2fd5596c1c1715", "26"],
    ]
    start = "      So far, Azerbaijan is standing firm against these threats from Iran."
    assert (out.splitlines()[1].startswith(start), len(out.splitlines()[1])) == (True, 100)


def test_what_is_reviewed_becomes_corrections_that_show_their_reason(project: Path) -> None:
    name = "001_21928f1a2792a99b"
    for path in (f"data/raw/{name}.txt", "data/catalogue.csv"):
        (project / path).write_bytes((PROJECT / path).read_bytes() if path.endswith("txt") else CATALOGUE.encode())
    build(project)
    _, written, _ = pressmark(project, "explain", "--review", "--n", "3", "--yaml")
    corrections = project / "data/corrections.yaml"
    corrections.write_text(written)
    assert pressmark(project, "explain", "--review")[2].splitlines()[0].endswith("why: words belong here, not ''")
    corrections.write_text(written.replace("why: ''", "why: it was read again"))
    assert pressmark(project, "explain", "--review")[2] == (
        "error: something changed since the lines were judged: run 'dvc repro', then review them\n"
    )
    build(project)
    assert pressmark(project, "explain", name)[1].count("✎ it was read again") == 3
    shown = pressmark(project, "explain", "--review")[1]
    assert ("is_long_prose" in shown, "is_corrected" in shown) == (True, False)
    metrics = json.loads((project / "data/metrics/clean.json").read_text())
    assert (metrics["corrections"], metrics["lines_by_rule"]["is_corrected"]) == ({"role": 3}, 3)
    assert "| `is_corrected` |" in (project / "data/dataset/README.md").read_text()


@pytest.mark.parametrize("arguments", [[], ["003", "--review"], ["003", "--yaml"]])
def test_explain_wants_an_article_or_a_review(arguments: list[str], built: Path) -> None:
    assert pressmark(built, "explain", *arguments)[2] == (
        "error: name an article, or say --review; --yaml goes with --review\n"
    )


def test_explain_takes_a_file_that_is_not_ingested(project: Path) -> None:
    (project / "new.txt").write_text("Harbour strike ends\n\nThe strike in the harbour ended on Monday at noon.\n")
    code, out, _ = pressmark(project, "explain", "new.txt")
    assert [line.split()[:3] for line in out.splitlines()[1:3]] == [
        ["1", "title", "is_title"],
        ["3", "paragraph", "is_prose"],
    ]
    assert code == 0


def test_explain_shows_what_people_decided_about_a_file_before_it_is_built(project: Path) -> None:
    (project / "new.txt").write_text("Harbour strike ends\n\nThe strike in the harbour ended on Monday at noon.\n")
    corrections = project / "data/corrections.yaml"
    corrections.write_text("- {article: new, line: 1, expects: Harbour, role: heading, why: a section of it}\n")
    code, out, _ = pressmark(project, "explain", "new.txt")
    assert (code, [line.split()[:3] for line in out.splitlines()[1:3]]) == (
        0,
        [["1", "heading", "is_corrected"], ["✎", "a", "section"]],
    )
    corrections.write_text("- {article: new, line: 2, expects: Harbour, role: heading, why: a section of it}\n")
    assert pressmark(project, "explain", "new.txt")[2].endswith("these words start line 1: mend 'line'\n")


def test_explain_tells_what_was_mended_and_what_looks_broken(project: Path) -> None:
    text = "Harbour strike ends\n\nItâ€™s over: a strike of the ﬁshermen didn?t go on, said &quot;Lloyd\ufffds&quot;.\n"
    (project / "new.txt").write_text(text, encoding="utf-8")
    _, out, _ = pressmark(project, "explain", "new.txt")
    assert out.splitlines()[-3:] == [
        "mended: fold_ligatures 1, repair_mojibake 1, undo_entities 2",
        "looks broken: has_question_mark_in_word 1, the first at 36 of the text",
        "looks broken: has_replacement_characters 1, the first at 62 of the text",
    ]


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ("00", "error: 5 articles start with '00'; they are: 000_dc2fd5596c1c1715, 001_21928f1a2792a99b"),
        ("nowhere", "error: no article and no file is called 'nowhere'; there are: 000_dc2fd5596c1c1715"),
    ],
)
def test_explain_names_what_it_knows_instead(built: Path, article: str, message: str) -> None:
    code, out, error = pressmark(built, "explain", article)
    assert (code, out, error.startswith(message)) == (1, "", True)


def test_explain_before_anything_is_built(project: Path) -> None:
    assert pressmark(project, "explain", "a")[2] == (
        "error: no article in data/interim is cleaned: run 'make dataset' to its end, or name a file\n"
    )


def test_add_copies_articles_and_opens_their_rows(project: Path) -> None:
    (project / "first, draft.txt").write_text("The strike ended on Monday, and ships left the same night.\n")
    (project / "second.txt").write_text("The harbour was busy on Tuesday, as it had been a week before.\n")
    code, out, error = pressmark(project, "add", "first, draft.txt", "second.txt")
    assert (code, error) == (0, "")
    assert out.splitlines()[:2] == ["added data/raw/first, draft.txt", "added data/raw/second.txt"]
    assert (project / "data/catalogue.csv").read_text() == (
        CATALOGUE + '"first, draft","first, draft.txt",,,,,,,,unknown\nsecond,second.txt,,,,,,,,unknown\n'
    )
    build(project)
    assert "first, draft" in pressmark(project, "explain", "first, draft")[1]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("empty.txt", b"", "empty.txt: empty: there is no text in it"),
        ("latin.txt", b"caf\xe9", "latin.txt: undecodable: byte 3 (line 1) is not UTF-8: convert the file"),
        ("page.xyz", b"text", "page.xyz: no_reader: no reader for '.xyz'; known suffixes: "),
        ("missing.txt", None, "missing.txt: No such file or directory: nothing was added"),
        (
            "taken.txt",
            b"A text.",
            "taken.txt: 'taken' is the id of data/raw/deep/taken.txt: rename the file; nothing was added",
        ),
    ],
)
def test_add_refuses_and_changes_nothing(project: Path, name: str, content: bytes | None, complaint: str) -> None:
    (project / "good.txt").write_text("The strike ended on Monday, and ships left the same night.\n")
    (project / "data/raw/deep").mkdir()
    (project / "data/raw/deep/taken.txt").write_text("It was there before.\n")
    if content is not None:
        (project / name).write_bytes(content)
    code, out, error = pressmark(project, "add", "good.txt", name)
    assert (code, out, error.startswith(f"error: {complaint}")) == (1, "", True)
    assert sorted(path.name for path in (project / "data").rglob("*")) == ["deep", "raw", "taken.txt"]


def test_diff_ends_as_diff_does(built: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert pressmark(built, "diff", "data/dataset", "data/dataset")[0] == 0
    assert pressmark(built, "diff", "data/dataset", str(tmp_path / "empty"))[0] == 2
    assert pressmark(tmp_path / "empty", "diff", "a", "b")[0] == 2


def test_cite_names_version_root_and_record(built: Path) -> None:
    code, out, _ = pressmark(built, "cite", "--style", "apa", "004_98872ea03133f5bc#s-f7a931daf3")
    assert (code, "Version 0.1.0, unreleased; root sha256:" in out, "raw characters [10377:10569]" in out) == (
        0,
        True,
        True,
    )
    code, _, error = pressmark(built, "cite", "--style", "mla")
    assert (code, error) == (1, "error: no style 'mla' to cite in: choose one of bibtex, apa, ris, cff, datacite\n")


def test_verify_proves_and_names(built: Path, tmp_path: Path) -> None:
    code, out, _ = pressmark(built, "verify", "--record", "004_98872ea03133f5bc#n-8")
    assert (code, '"proof"' in out, out.splitlines()[-1].endswith(": verified")) == (0, True, True)
    code, out, error = pressmark(built, "verify", "data/dataset", "--root", "0" * 64)
    assert (code, out.startswith("FAULT: manifest.json: version 0.1.0 has the root 0000")) == (1, True)
    assert error == "error: data/dataset: 1 faults: this is not a published version\n"
