"""A script as many write it: `datasets.map` row by row, with ftfy, a few patterns for lines, and one for sentences.

It has no ledger, no offsets, no ids, no joins of broken lines, no metadata, no notes, no checks; its sentences break at
abbreviations and initials.
"""

import re
from pathlib import Path
from typing import Any

import ftfy
from datasets import disable_progress_bars, load_dataset

from benchmarks.contenders.places import N_WORKERS, json_lines_of, read_places

BOILERPLATE = re.compile(
    r"^(?:©|copyright|share (?:on|this)|tweet|subscribe|sign up|read more|related|print$|next article|"
    r"tags:|photo:|home >|this site uses|\d+ comments?|leave a reply|please enter)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z])")


def extract(row: dict[str, Any]) -> dict[str, Any]:
    """Repair a row's text, drop its boilerplate, unwrap its paragraphs, and split them into sentences."""
    paragraphs = []
    for block in ftfy.fix_text(row["text"]).split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        paragraphs.append(" ".join(line for line in lines if line and not BOILERPLATE.search(line)))
    kept = [paragraph for paragraph in paragraphs if len(paragraph.split()) > 3]
    sentences = [sentence for paragraph in kept for sentence in SENTENCE_END.split(paragraph)]
    return {"article_id": row["id"], "text": "\n\n".join(kept), "sentences": sentences}


def load(raw_folder: Path, out_folder: Path) -> Any:
    """Load the corpus's JSON Lines, with a cache of its own."""
    disable_progress_bars()
    files = sorted(str(path) for path in json_lines_of(raw_folder).glob("*.jsonl"))
    return load_dataset("json", data_files=files, split="train", cache_dir=str(out_folder / "cache"))


def save(mapped: Any, out_folder: Path) -> None:
    """Write the rows as Parquet."""
    (out_folder / "parquet").mkdir(parents=True)
    mapped.to_parquet(str(out_folder / "parquet" / "00000.parquet"))


def main() -> None:
    """Map the script over the rows."""
    raw_folder, out_folder = read_places(__doc__)
    rows = load(raw_folder, out_folder)
    save(rows.map(extract, remove_columns=["id"], num_proc=min(N_WORKERS, len(rows))), out_folder)


if __name__ == "__main__":
    main()
