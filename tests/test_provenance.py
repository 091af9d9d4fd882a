"""Clean places lead back to raw places, on small examples drawn as in the docstrings: raw text, edits, spans."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.provenance import place_edits, with_raw_offsets
from pipeline.rewrite import Edit, apply, settle

Span = tuple[int, int]


def raw_spans(edits: list[Edit], spans: list[Span], start: int = 0, raw_start: int = 0) -> list[Span]:
    """Return the raw spans of spans of one paragraph, which stands at `start` in the clean and the raw text."""
    owners = pl.DataFrame({"owner_id": ["p"], "start": [start], "raw_start": [raw_start]})
    rows = [("p", *edit) for edit in edits]
    schema = {"owner_id": pl.String, "raw_start": pl.Int64, "raw_end": pl.Int64, "text": pl.String}
    placed = place_edits(pl.DataFrame(rows, schema=schema, orient="row"), owners)
    columns = {"owner_id": pl.String, "start": pl.Int64, "end": pl.Int64}
    frame = pl.DataFrame([("p", *span) for span in spans], schema=columns, orient="row")
    return with_raw_offsets(frame, placed, owners).select("raw_start", "raw_end").rows()


def test_without_edits_only_the_origin_counts() -> None:
    assert raw_spans([], [(10, 13), (14, 20)], start=10, raw_start=100) == [(100, 103), (104, 110)]


@pytest.mark.parametrize(
    ("raw", "edits", "clean", "spans", "wanted"),
    [
        ("*Yes.* No.", [Edit(0, 1, ""), Edit(5, 6, "")], "Yes. No.", [(0, 4), (5, 8)], [(0, 6), (7, 10)]),
        ("Yes. *No.*", [Edit(5, 6, ""), Edit(9, 10, "")], "Yes. No.", [(0, 4), (5, 8)], [(0, 4), (5, 10)]),
        ("Yes.[1] No.", [Edit(4, 7, "")], "Yes. No.", [(0, 4), (5, 8)], [(0, 7), (8, 11)]),
        ("Yes.  No.", [Edit(4, 6, " ")], "Yes. No.", [(0, 4), (5, 8)], [(0, 4), (6, 9)]),
        ("去。*来。*", [Edit(2, 3, ""), Edit(5, 6, "")], "去。来。", [(0, 2), (2, 4)], [(0, 3), (3, 6)]),
    ],
    ids=["emphasis opens", "emphasis closes", "a mark behind", "two spaces", "a mark between"],
)
def test_every_span_leads_back(raw: str, edits: list[Edit], clean: str, spans: list[Span], wanted: list[Span]) -> None:
    assert apply(edits, raw) == clean
    assert raw_spans(edits, spans) == wanted


def test_edits_stand_in_the_clean_text_where_their_text_stands() -> None:
    owners = pl.DataFrame({"owner_id": ["p"], "start": [10], "raw_start": [100]})
    edits = pl.DataFrame({"owner_id": ["p"] * 3, "raw_start": [101, 104, 108], "raw_end": [102, 107, 109]})
    placed = place_edits(edits.with_columns(text=pl.Series(["", " ", "--"])), owners)
    assert placed.select("clean_start", "clean_end").rows() == [(11, 11), (13, 14), (15, 17)]


@st.composite
def cut_text(draw: st.DrawFn) -> tuple[str, list[Edit], list[Span]]:
    """Draw a raw text, edits in it, and spans that part its clean text."""
    raw = draw(st.text("ab *", max_size=20))
    spans = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=5))
    edits = [Edit(start, start + n, draw(st.sampled_from(["", " ", "--"]))) for start, n in spans]
    kept = [edit for _, edit in settle(("rule", edit) for edit in edits if edit.end <= len(raw))]
    length = len(apply(kept, raw))
    cuts = sorted({0, length, *draw(st.lists(st.integers(0, length), max_size=3))})
    inner = set().union(*(range(start + 1, end) for start, end in clean_places(kept)))
    cuts = [cut for cut in cuts if cut not in inner]
    return raw, kept, list(pairwise(cuts))


def clean_places(edits: list[Edit]) -> list[Span]:
    places, gain = [], 0
    for edit in edits:
        places.append((edit.start + gain, edit.start + gain + len(edit.text)))
        gain += len(edit.text) - (edit.end - edit.start)
    return places


@given(cut_text())
def test_the_raw_slice_with_its_edits_is_the_clean_slice(drawn: tuple[str, list[Edit], list[Span]]) -> None:
    raw, edits, spans = drawn
    clean = apply(edits, raw)
    for (start, end), (raw_start, raw_end) in zip(spans, raw_spans(edits, spans), strict=True):
        inside = [edit for edit in edits if raw_start <= edit.start and edit.end <= raw_end]
        moved = [Edit(edit.start - raw_start, edit.end - raw_start, edit.text) for edit in inside]
        assert apply(moved, raw[raw_start:raw_end]) == clean[start:end]
