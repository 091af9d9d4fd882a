"""Parquet: an article per row, read as a stream of batches."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyarrow
import pyarrow.parquet as pq

from pipeline.sources.columns import record_of
from pipeline.sources.record import PageReader, Record, Unreadable

N_ROWS_OF_BATCH = 256


def stream(file: BinaryIO, columns: Mapping[str, str], read_page: PageReader) -> Iterator[Record | Unreadable]:
    """Yield the article of every row, or why it is none; raise `Unreadable` if the file is no whole Parquet file."""
    try:
        table = pq.ParquetFile(file)
        wanted = [name for name in columns.values() if name in table.schema_arrow.names]
        for batch in table.iter_batches(N_ROWS_OF_BATCH, columns=wanted, use_threads=False):
            for row in batch.to_pylist():
                try:
                    yield record_of(row, columns, read_page)
                except Unreadable as fault:
                    yield fault
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Unreadable("damaged", f"no whole Parquet file: {str(error).splitlines()[0][:200]}") from None
