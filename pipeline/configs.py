"""The configs of the published dataset: their schema, the order of their columns, and the Parquet that holds them."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq
from datasets import Features

from pipeline import store
from pipeline.release.root import HASH_SUFFIX
from schemas.arrow import Column, arrow_schema, columns_of
from schemas.articles import PublishedArticles
from schemas.lines import Lines
from schemas.notes import Notes
from schemas.paragraphs import Paragraphs
from schemas.sentences import Sentences

CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}
N_BYTES_OF_ROW_GROUP = 100 * 2**20
N_BYTES_OF_OFFSET = 4
PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 9,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
    "write_page_index": True,
    "write_page_checksum": True,
    "use_content_defined_chunking": CHUNKING,
}


class Config(NamedTuple):
    """One config: what a row is, its schema, its key, its texts, and its columns in the order they are published."""

    name: str
    row: str
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    texts: tuple[str, ...]
    column_names: list[str]

    @property
    def columns(self) -> list[Column]:
        """What the schema says of the columns."""
        return columns_of(self.model, self.column_names)

    @property
    def features(self) -> Features:
        """The features of the datasets library, derived from the Pandera schema."""
        return Features.from_arrow_schema(schema_of(self))


def _config(
    name: str, row: str, model: type[pa.DataFrameModel], *key: str, texts: tuple[str, ...] = ("text",), last: str = ""
) -> Config:
    """Put the columns named `last` at the end, behind the order of the schema."""
    names = [column for column in model.to_schema().columns if column not in last.split()]
    return Config(name, row, model, key, texts, [*names, *last.split()])


CONFIGS = (
    _config(
        "articles",
        "article",
        PublishedArticles,
        "article_id",
        last="n_paragraphs n_sentences n_words source_path source_sha256 added_in",
    ),
    _config("paragraphs", "heading or paragraph", Paragraphs, "paragraph_id", texts=("text", "heading")),
    _config("sentences", "sentence", Sentences, "sentence_id"),
    _config("notes", "footnote", Notes, "note_id"),
    _config("lines", "raw line that is not only white space", Lines, "article_id", "line"),
)


def schema_of(config: Config, is_withheld: bool = False) -> pyarrow.Schema:
    """Return the published Arrow schema; where texts are withheld, they may be null, and their hashes stand behind."""
    schema = arrow_schema(config.model, config.column_names)
    if not is_withheld:
        return schema
    fields = [field.with_nullable(True) if field.name in config.texts else field for field in schema]
    return pyarrow.schema(
        [*fields, *(pyarrow.field(f"{name}{HASH_SUFFIX}", pyarrow.string()) for name in config.texts)]
    )


def to_arrow(config: Config, frame: pl.DataFrame, is_withheld: bool = False) -> pyarrow.Table:
    """Cast a frame to the published Arrow schema; a null where none may be raises `pyarrow.ArrowInvalid`."""
    schema = schema_of(config, is_withheld)
    info = {"info": {"features": Features.from_arrow_schema(schema).to_dict()}}
    table = frame.select(schema.names).to_arrow().cast(schema).combine_chunks()
    return table.replace_schema_metadata({"huggingface": json.dumps(info, sort_keys=True)})


def write_parquet(path: Path, table: pyarrow.Table) -> None:
    """Write a published file."""
    with store.whole_file(path) as temporary:
        temporary.write_bytes(parquet_bytes(table))


def parquet_bytes(table: pyarrow.Table) -> bytes:
    """Return a published file: pinned layout, page checksums, chunks that depend on content only.

    A table without rows gets no row group: `datasets` 5.2 cannot read an empty one.
    """
    n_rows = max(1, table.num_rows * N_BYTES_OF_ROW_GROUP // max(1, size_in_memory(table)))
    buffer = pyarrow.BufferOutputStream()
    with pq.ParquetWriter(buffer, table.schema, **PARQUET) as writer:
        if table.num_rows:
            writer.write_table(table, row_group_size=n_rows)
        writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
    return bytes(buffer.getvalue())


def size_in_memory(table: pyarrow.Table) -> int:
    """Return the bytes of a table's values and offsets: unlike what Arrow occupies, that follows from its rows."""
    return sum(_size_of(chunk) for column in table.columns for chunk in column.chunks)


def _size_of(array: pyarrow.Array) -> int:
    kind = array.type
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind):
        return N_BYTES_OF_OFFSET * len(array) + (pc.sum(pc.binary_length(array)).as_py() or 0)
    if pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
        return N_BYTES_OF_OFFSET * len(array) + _size_of(array.flatten())
    if pyarrow.types.is_struct(kind):
        return sum(_size_of(field) for field in array.flatten())
    return int(kind.bit_width) * len(array) // 8


def read_parquet(path: Path) -> pl.DataFrame:
    """Read a published file, its page checksums compared; raise `pyarrow.ArrowException` or `ValueError` if damaged."""
    table = pq.read_table(path, page_checksum_verification=True)
    table.validate(full=True)
    try:
        frame = pl.from_arrow(table)
    except pl.exceptions.PanicException as error:
        raise ValueError(f"names or texts that are not UTF-8 ({error})") from error
    assert isinstance(frame, pl.DataFrame)
    return frame
