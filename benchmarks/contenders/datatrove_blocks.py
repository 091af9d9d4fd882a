"""What the datatrove contenders share: reading JSON Lines, an executor with two workers, and Parquet at the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import ParquetWriter

from benchmarks.contenders.places import N_WORKERS, json_lines_of

SCHEMA = pyarrow.schema(
    [("article_id", pyarrow.string()), ("text", pyarrow.string()), ("sentences", pyarrow.list_(pyarrow.string()))]
)


def run(raw_folder: Path, out_folder: Path, blocks: Sequence[Any]) -> None:
    """Run blocks between datatrove's reader of JSON Lines and its writer of Parquet: one task per file."""
    source = json_lines_of(raw_folder)
    pipeline = [
        JsonlReader(str(source)),
        *blocks,
        ParquetWriter(str(out_folder / "parquet"), compression="zstd", adapter=_row_of, schema=SCHEMA),
    ]
    n_tasks = len(list(source.glob("*.jsonl")))
    LocalPipelineExecutor(pipeline, n_tasks, min(N_WORKERS, n_tasks), logging_dir=str(out_folder / "logs")).run()


def _row_of(_writer: ParquetWriter, document: Document) -> dict[str, Any]:
    return {"article_id": document.id, "text": document.text, "sentences": document.metadata["sentences"]}
