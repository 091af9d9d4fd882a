"""Two versions differ in what was really changed between them, each record with its cause, and in nothing else."""

import hashlib
import io
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from rich.console import Console

from conftest import STAGES, build
from pipeline.catalogue import COLUMNS
from pipeline.errors import PressmarkError
from pipeline.release.diff import (
    ColumnChange,
    Difference,
    Setting,
    compare_folders,
    diff,
    render,
    to_json,
    write_parquet,
)
from pipeline.release.edition import make_public_edition
from project import first_recipe
from schemas.changes import Changes

FIRST = "The strike in the harbour ended on Monday, and all the ships left the same night."
SECOND = "Nobody had expected it so soon."
THIRD = "The union asked for higher pay and for shorter nights."
EMPHATIC = "The union asked for **higher pay** and for shorter nights."
FOURTH = "The owners paid in the end, as they had done before."
FIFTH = "In the morning the cranes moved again, and the first train left for the south."
SIXTH = "The mayor came to see it."
ONE = "Letter of the union to the owners, 3 May 1999."
TWO = "Harbour archive, box 12, https://example.org/box/12"
FROST = "The frost came late this year, and the vineyards above the river lost half of their shoots."
FIRES = "The growers lit fires at night."
STRIKE = f"{FIRST} {SECOND}\n\n{EMPHATIC}[1] {FOURTH}[2]\n\n{FIFTH} {SIXTH}\n\nNotes\n\n1 {ONE}\n\n2 {TWO}\n"
TEXTS = {"strike": STRIKE, "frost": f"{FROST} {FIRES}\n"}
PARAGRAPHS = [f"{FIRST} {SECOND}", f"{THIRD} {FOURTH}", f"{FIFTH} {SIXTH}"]
WHOLE = "\n\n".join(PARAGRAPHS)
OFFSETS = ["start", "end", "raw_start", "raw_end"]
PLACE = ["position", *OFFSETS]
Row = tuple[Any, ...]
Edit = Callable[[dict[str, Any]], object]


def make(folder: Path, texts: Mapping[str, str] = TEXTS, edit: Edit = dict) -> Path:
    """Build a corpus with these texts and an edited recipe; return its dataset."""
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/catalogue.csv").write_text(",".join(COLUMNS) + "\n")
    for name, text in texts.items():
        (folder / f"data/raw/{name}.txt").write_text(text)
    params = yaml.safe_load(first_recipe())
    edit(params)
    (folder / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))
    return build(folder, STAGES) / "data/dataset"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("old"))


def rewrite(
    folder: Path, out: Path, config: str, change: Callable[[pl.DataFrame], pl.DataFrame], **types: str | None
) -> Path:
    """Copy a dataset with changed rows of one config, and with these types of columns in its manifest."""
    shutil.copytree(folder, out)
    (path,) = (out / config).glob("*.parquet")
    change(pl.read_parquet(path)).write_parquet(path)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    columns = manifest["configs"][config]["columns"] | types
    manifest["configs"][config]["columns"] = {name: dtype for name, dtype in columns.items() if dtype}
    (out / "manifest.json").write_text(json.dumps(manifest))
    return out


def edit_manifest(folder: Path, out: Path, edit: Edit) -> Path:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    edit(manifest)
    shutil.copytree(folder, out, dirs_exist_ok=True)
    (out / "manifest.json").write_text(json.dumps(manifest))
    return out


def sentence(text: str, article: str = "strike", letter: str = "s") -> str:
    return f"{article}#{letter}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def paragraph(text: str, article: str = "strike") -> str:
    return sentence(text, article, "p")


def rows(difference: Difference) -> list[Row]:
    return difference.rows.rows()


def of(causes: str, *expected: Row) -> list[Row]:
    """Write rows out: (config, change, old id, new id, columns, old text, new text), of one article each."""
    return [
        (config, change, before, after, (before or after).split("#")[0], columns, causes.split(), *texts)
        for config, change, before, after, columns, *texts in expected
    ]


def moved(config: str, record_id: str, columns: list[str], text: str) -> Row:
    return config, "moved", record_id, record_id, columns, text, text


def test_a_version_does_not_differ_from_itself(old: Path, tmp_path: Path) -> None:
    again = make(tmp_path / "again")
    difference = compare_folders(old, again)
    assert (rows(difference), difference.columns, difference.recipe, difference.unlisted) == ([], [], [], [])
    assert difference.is_empty
    assert "Nothing differs" in shown(difference)


def test_other_files_with_the_same_rows_do_not_differ(old: Path, tmp_path: Path) -> None:
    out = shutil.copytree(old, tmp_path / "repacked")
    for path in list(out.rglob("*.parquet")):
        frame = pl.read_parquet(path)[::-1]
        for number in range(2):
            frame[number::2].write_parquet(path.with_name(f"{number}-{path.name}"), compression="snappy")
        path.unlink()
    assert compare_folders(old, out).is_empty


def test_a_changed_sentence_is_one_change_caused_by_its_source(old: Path, tmp_path: Path) -> None:
    other = "Everybody had expected it much later."
    new = make(tmp_path, TEXTS | {"strike": STRIKE.replace(SECOND, other)})
    difference = compare_folders(old, new)
    text, paragraphs = WHOLE.replace(SECOND, other), [PARAGRAPHS[0].replace(SECOND, other), *PARAGRAPHS[1:]]
    assert rows(difference) == of(
        "source",
        ("articles", "changed", "strike", "strike", ["text", "source_sha256"], WHOLE[:200], text[:200]),
        (
            "paragraphs",
            "changed",
            paragraph(PARAGRAPHS[0]),
            paragraph(paragraphs[0]),
            ["text", "end", "raw_end"],
            PARAGRAPHS[0],
            paragraphs[0],
        ),
        moved("paragraphs", paragraph(PARAGRAPHS[1]), [*OFFSETS, "edits"], PARAGRAPHS[1]),
        moved("paragraphs", paragraph(PARAGRAPHS[2]), OFFSETS, PARAGRAPHS[2]),
        moved("sentences", sentence(FIRST), ["paragraph_id"], FIRST),
        (
            "sentences",
            "changed",
            sentence(SECOND),
            sentence(other),
            ["paragraph_id", "text", "end", "raw_end"],
            SECOND,
            other,
        ),
        *(moved("sentences", sentence(text), OFFSETS, text) for text in (THIRD, FOURTH, FIFTH, SIXTH)),
        moved("notes", "strike#n-1", ["raw_start", "raw_end", "edits"], ONE),
        moved("notes", "strike#n-2", ["raw_start", "raw_end", "edits"], TWO),
    )
    assert (difference.columns, difference.recipe, difference.unlisted) == ([], [], ["lines"])


def test_what_people_decide_is_the_cause_in_the_articles_they_corrected(old: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    correction = "- {article: frost, after: this year, before: ', and', ends: true, why: it reads better}"
    (tmp_path / "data/corrections.yaml").write_text(correction)
    difference = compare_folders(old, make(tmp_path))
    assert {(row[4], *row[6]) for row in rows(difference)} == {("frost", "corrections")}
    assert [setting.path for setting in difference.recipe] == []


def test_a_paragraph_put_in_lets_the_later_sentences_move(old: Path, tmp_path: Path) -> None:
    put_in = "The newspapers of the town wrote about nothing else that day."
    raw = STRIKE.replace(f"\n\n{FIFTH}", f"\n\n{put_in}\n\n{FIFTH}")
    difference = compare_folders(old, make(tmp_path, TEXTS | {"strike": raw}))
    article = "\n\n".join([*PARAGRAPHS[:2], put_in, PARAGRAPHS[2]])
    numbers = ["text", "n_paragraphs", "n_sentences", "n_words", "source_sha256"]
    assert rows(difference) == of(
        "source",
        ("articles", "changed", "strike", "strike", numbers, WHOLE[:200], article[:200]),
        ("paragraphs", "added", None, paragraph(put_in), [], None, put_in),
        moved("paragraphs", paragraph(PARAGRAPHS[2]), PLACE, PARAGRAPHS[2]),
        ("sentences", "added", None, sentence(put_in), [], None, put_in),
        moved("sentences", sentence(FIFTH), PLACE, FIFTH),
        moved("sentences", sentence(SIXTH), PLACE, SIXTH),
        moved("notes", "strike#n-1", ["raw_start", "raw_end", "edits"], ONE),
        moved("notes", "strike#n-2", ["raw_start", "raw_end", "edits"], TWO),
    )


def drop_emphasis_no_more(params: dict[str, Any]) -> None:
    del params["clean"]["edits"]["drop_emphasis"]


def test_a_changed_setting_is_the_cause_and_is_named(old: Path, tmp_path: Path) -> None:
    difference = compare_folders(old, make(tmp_path, edit=drop_emphasis_no_more))
    emphatic = f"{EMPHATIC} {FOURTH}"
    assert rows(difference) == of(
        "params",
        ("articles", "changed", "strike", "strike", ["text"], WHOLE[:200], WHOLE.replace(THIRD, EMPHATIC)[:200]),
        (
            "paragraphs",
            "changed",
            paragraph(PARAGRAPHS[1]),
            paragraph(emphatic),
            ["text", "end", "edits"],
            PARAGRAPHS[1],
            emphatic,
        ),
        moved("paragraphs", paragraph(PARAGRAPHS[2]), ["start", "end"], PARAGRAPHS[2]),
        (
            "sentences",
            "changed",
            sentence(THIRD),
            sentence(EMPHATIC),
            ["paragraph_id", "text", "end"],
            THIRD,
            EMPHATIC,
        ),
        moved("sentences", sentence(FOURTH), ["paragraph_id", "start", "end"], FOURTH),
        moved("sentences", sentence(FIFTH), ["start", "end"], FIFTH),
        moved("sentences", sentence(SIXTH), ["start", "end"], SIXTH),
        ("notes", "changed", "strike#n-1", "strike#n-1", ["sentence_ids"], ONE, ONE),
    )
    assert difference.recipe == [Setting("params.clean.edits.drop_emphasis", {}, None)]
    assert "recipe params.clean.edits.drop_emphasis: {} -> null" in shown(difference)


def test_the_order_of_rules_is_a_setting(old: Path, tmp_path: Path) -> None:
    def turn(params: dict[str, Any]) -> None:
        params["segment"]["boundaries"] = dict(reversed(params["segment"]["boundaries"].items()))

    (setting,) = compare_folders(old, make(tmp_path, edit=turn)).recipe
    assert (setting.path, setting.old) == ("params.segment.boundaries", setting.new[::-1])


def test_an_article_that_came_and_one_that_went(old: Path, tmp_path: Path) -> None:
    without = make(tmp_path, {"strike": STRIKE})
    for folders, change, places in (((old, without), "removed", (0, 1)), ((without, old), "added", (1, 0))):

        def row(config: str, record_id: str, text: str, change: str = change, places: Any = places) -> Row:
            both = ((record_id, None), (text, None))
            return (config, change, *(both[0][place] for place in places), [], *(both[1][place] for place in places))

        assert rows(compare_folders(*folders)) == of(
            "source",
            row("articles", "frost", f"{FROST} {FIRES}"),
            row("paragraphs", paragraph(f"{FROST} {FIRES}", "frost"), f"{FROST} {FIRES}"),
            row("sentences", sentence(FROST, "frost"), FROST),
            row("sentences", sentence(FIRES, "frost"), FIRES),
        )


def test_a_row_that_is_missing_was_removed_by_the_code(old: Path, tmp_path: Path) -> None:
    new = rewrite(old, tmp_path / "new", "sentences", lambda frame: frame.filter(pl.col("text") != FOURTH))
    assert rows(compare_folders(old, new)) == of(
        "code", ("sentences", "removed", sentence(FOURTH), None, [], FOURTH, None)
    )


@pytest.mark.parametrize(
    ("kind", "key", "line"),
    [("rules", "signs", "recipe rules.signs: "), ("libraries", "polars", "recipe libraries.polars: ")],
)
def test_rules_and_libraries_are_causes(old: Path, tmp_path: Path, kind: str, key: str, line: str) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["recipe"][kind][key] = "another"

    same = edit_manifest(old, tmp_path / "same", edit)
    assert compare_folders(old, same).is_empty
    new = rewrite(same, tmp_path / "new", "notes", lambda frame: frame.with_columns(number=pl.col("number") + 1))
    difference = compare_folders(old, new)
    assert rows(difference) == of(
        kind,
        ("notes", "changed", "strike#n-1", "strike#n-1", ["number"], ONE, ONE),
        ("notes", "changed", "strike#n-2", "strike#n-2", ["number"], TWO, TWO),
    )
    assert [(setting.path, setting.new) for setting in difference.recipe] == [(f"{kind}.{key}", "another")]
    assert line in shown(difference) and "-> another" in shown(difference)


def test_several_causes_are_all_named_unless_the_source_explains_it(old: Path, tmp_path: Path) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["recipe"]["rules"]["edits"] = manifest["recipe"]["libraries"]["polars"] = "another"

    new = edit_manifest(
        make(tmp_path / "a", TEXTS | {"frost": f"{FROST}\n"}, drop_emphasis_no_more), tmp_path / "b", edit
    )
    found = {row[4]: row[6] for row in rows(compare_folders(old, new))}
    assert found == {"frost": ["source"], "strike": ["params", "rules", "libraries"]}


@pytest.mark.parametrize(
    ("change", "types", "expected"),
    [
        (
            lambda frame: frame.with_columns(tone=pl.lit("calm")),
            {"tone": "string"},
            ColumnChange("notes", "tone", "added", "", "string"),
        ),
        (
            lambda frame: frame.drop("urls"),
            {"urls": None},
            ColumnChange("notes", "urls", "removed", "list<string>", ""),
        ),
        (
            lambda frame: frame.with_columns(pl.col("number").cast(pl.Int64)),
            {"number": "int64"},
            ColumnChange("notes", "number", "retyped", "int32", "int64"),
        ),
    ],
    ids=["added", "removed", "retyped"],
)
def test_columns_that_came_went_or_were_retyped(
    old: Path, tmp_path: Path, change: Any, types: dict[str, str | None], expected: ColumnChange
) -> None:
    difference = compare_folders(old, rewrite(old, tmp_path / "new", "notes", change, **types))
    assert (rows(difference), difference.columns, difference.is_empty) == ([], [expected], False)
    assert f"column notes.{expected.column}: {expected.old_type or '-'} -> {expected.new_type or '-'}" in shown(
        difference
    )


def test_values_that_a_new_type_changed_are_caused_by_the_schema(old: Path, tmp_path: Path) -> None:
    def retype(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.format("({})", "number").alias("number"))

    new = rewrite(old, tmp_path / "new", "notes", retype, number="string")
    assert rows(compare_folders(old, new)) == of(
        "schema",
        ("notes", "changed", "strike#n-1", "strike#n-1", ["number"], ONE, ONE),
        ("notes", "changed", "strike#n-2", "strike#n-2", ["number"], TWO, TWO),
    )


def test_a_withheld_text_is_compared_by_its_hash(old: Path, tmp_path: Path) -> None:
    make_public_edition(old, tmp_path / "public", full_text=False)
    assert compare_folders(old, tmp_path / "public").is_empty
    other = "Everybody had expected it much later."
    make_public_edition(make(tmp_path, TEXTS | {"strike": STRIKE.replace(SECOND, other)}), tmp_path / "new", False)
    for before, text in ((old, SECOND), (tmp_path / "public", None)):
        changed = [
            row for row in rows(compare_folders(before, tmp_path / "new")) if row[:2] == ("sentences", "changed")
        ]
        columns = ["paragraph_id", "text", "end", "raw_end"]
        row = ("sentences", "changed", sentence(SECOND), sentence(other), columns, text, None)
        assert changed == of("source", row)


def test_only_edits_with_other_words_or_rules_are_changes(old: Path, tmp_path: Path) -> None:
    def rule(frame: pl.DataFrame) -> pl.DataFrame:
        edits = pl.col("edits").list.eval(pl.element().struct.with_fields(rule=pl.lit("another")))
        return frame.with_columns(edits)

    found = rows(compare_folders(old, rewrite(old, tmp_path / "new", "notes", rule)))
    assert [(row[1], row[2], row[5]) for row in found] == [
        ("changed", "strike#n-1", ["edits"]),
        ("changed", "strike#n-2", ["edits"]),
    ]


def test_an_unchanged_sentence_keeps_its_id_when_a_setting_changes(built: Path, tmp_path: Path) -> None:
    params = yaml.safe_load((built / "params.yaml").read_text("utf-8"))
    params["clean"]["places"]["is_long_prose"]["n_words_min"] = 60
    params["clean"]["signs"]["is_site_notice"]["n_words_max"] = 4
    params["clean"]["body"] |= {"n_words_of_prose_min": 30, "short_prose": -4}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))
    new = build(tmp_path, STAGES) / "data/dataset"
    sides = [pl.read_parquet(folder / "sentences/*.parquet") for folder in (built / "data/dataset", new)]
    ids = [
        {(row["article_id"], row["text"], row["n"]): row["sentence_id"] for row in numbered(side).to_dicts()}
        for side in sides
    ]
    kept = ids[0].keys() & ids[1].keys()
    assert 200 < len(kept) < len(ids[0])
    assert [ids[0][key] for key in kept] == [ids[1][key] for key in kept]
    difference = compare_folders(built / "data/dataset", new)
    lost = difference.rows.filter(
        pl.col("config") == "sentences", pl.col("record_id").ne_missing(pl.col("new_record_id"))
    )
    went = set(lost["record_id"].drop_nulls())
    assert went == {ids[0][key] for key in ids[0].keys() - kept}


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("article_id", "position").with_columns(n=pl.int_range(pl.len()).over("article_id", "text"))


def shown(difference: Difference) -> str:
    console = Console(width=200, file=io.StringIO(), record=True)
    console.print(render(difference))
    return console.export_text()


def test_the_summary_counts_and_shows_texts(old: Path, tmp_path: Path) -> None:
    other = "Everybody had \x1b[2J expected it [bold]much[/bold] later."
    new = rewrite(
        old,
        tmp_path / "new",
        "sentences",
        lambda frame: frame.with_columns(
            text=pl.when(pl.col("text") == SECOND).then(pl.lit(other)).otherwise("text"),
            sentence_id=pl.col("sentence_id").str.replace(sentence(SECOND), sentence(other), literal=True),
        ),
    )
    version = json.loads((old / "manifest.json").read_text("utf-8"))
    name = f"pressmark-seeds {version['version']} ({version['root'][:16]})"
    assert [line.rstrip() for line in shown(compare_folders(old, new)).splitlines()] == [
        f"{name} -> {name}",
        " config     change   records  code",
        " sentences  changed        1     1",
        "",
        "sentences changed",
        f"  {sentence(SECOND)} -> {sentence(other)} (text): code",
        f"  - {SECOND}",
        "  + Everybody had ␛[2J expected it [bold]much[/bold] later.",
    ]


def test_json_and_parquet_hold_all_of_it(old: Path, tmp_path: Path) -> None:
    new = make(tmp_path / "new", edit=drop_emphasis_no_more)
    difference = compare_folders(old, new)
    told = to_json(difference)
    assert list(told) == ["old", "new", "differs", "counts", "causes", "columns", "recipe", "unlisted", "changes"]
    roots = [json.loads((folder / "manifest.json").read_text("utf-8"))["root"] for folder in (old, new)]
    assert [told["old"], told["new"]] == [
        {"name": "pressmark-seeds", "version": "0.1.0", "root": root} for root in roots
    ]
    assert (told["differs"], told["columns"], told["unlisted"]) == (True, [], ["lines"])
    assert told["counts"]["sentences"] == {"added": 0, "removed": 0, "changed": 1, "moved": 3}
    assert told["causes"]["sentences"] == {
        "source": 0,
        "schema": 0,
        "corrections": 0,
        "params": 4,
        "rules": 0,
        "libraries": 0,
        "code": 0,
    }
    assert told["recipe"] == [{"path": "params.clean.edits.drop_emphasis", "old": {}, "new": None}]
    write_parquet(difference, tmp_path / "changes.parquet")
    read = pl.read_parquet(tmp_path / "changes.parquet")
    assert read.to_dicts() == told["changes"] == difference.rows.to_dicts()
    assert Changes.validate(read).height == 8


def test_the_exit_code_is_that_of_diff(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = rewrite(old, tmp_path / "new", "sentences", lambda frame: frame.filter(pl.col("text") != FOURTH))
    files = tmp_path / "changes.json", tmp_path / "changes.parquet"
    assert diff(str(old), str(old)) == 0
    assert diff(str(old), str(new), *files) == 1
    assert json.loads(files[0].read_text("utf-8")) == to_json(compare_folders(old, new))
    assert pl.read_parquet(files[1]).rows() == rows(compare_folders(old, new))
    capsys.readouterr()
    assert diff(str(old), str(tmp_path)) == 2
    assert diff(str(old), str(new), tmp_path) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.splitlines()[0] == f"error: {tmp_path} is no dataset folder: it has no manifest.json"


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def doubled(path: Path) -> None:
    frame = pl.read_parquet(path)
    pl.concat([frame, frame.head(1)]).write_parquet(path)


def without_key(path: Path) -> None:
    pl.read_parquet(path).drop("sentence_id").write_parquet(path)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damaged, "sentences/.* cannot be read .*: see 'pressmark verify'"),
        (doubled, "row 'frost#s-.*' stands there twice: see 'pressmark verify'"),
        (without_key, "sentences/.* cannot be read .*sentence_id"),
    ],
    ids=["damaged", "doubled", "without a column that the manifest names"],
)
def test_a_damaged_folder_is_named(old: Path, tmp_path: Path, damage: Callable[[Path], None], message: str) -> None:
    new = shutil.copytree(old, tmp_path / "new")
    (path,) = (new / "sentences").glob("*.parquet")
    damage(path)
    with pytest.raises(PressmarkError, match=message):
        compare_folders(old, new)


def test_without_a_key_nothing_can_be_compared(old: Path, tmp_path: Path) -> None:
    new = rewrite(old, tmp_path / "new", "notes", lambda frame: frame.drop("note_id"), note_id=None)
    with pytest.raises(PressmarkError, match="notes: not both have the column note_id"):
        compare_folders(old, new)


def test_a_config_that_one_of_them_has_not_came_with_its_columns(old: Path, tmp_path: Path) -> None:
    before = shutil.copytree(old, tmp_path / "before")
    shutil.rmtree(before / "notes")
    edit_manifest(old, before, lambda manifest: manifest["configs"].pop("notes"))
    shutil.rmtree(before / "notes")
    difference = compare_folders(before, old)
    assert rows(difference) == of(
        "schema",
        ("notes", "added", None, "strike#n-1", [], None, ONE),
        ("notes", "added", None, "strike#n-2", [], None, TWO),
    )
    assert {(change.config, change.change) for change in difference.columns} == {("notes", "added")}
