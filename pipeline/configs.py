"""The configs of the published dataset: their schema, the order of their columns, and the Parquet that holds them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.release.root import HASH_SUFFIX
from pipeline.units import REPEATED
from schemas.arrow import Column, arrow_schema, columns_of
from schemas.articles import PublishedArticles
from schemas.features import features_of
from schemas.lines import Lines
from schemas.notes import Notes
from schemas.pandera_for_polars import pa
from schemas.paragraphs import Paragraphs
from schemas.sentences import Sentences

if TYPE_CHECKING:
    from datasets import Features

CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}
N_BYTES_OF_ROW_GROUP = 16 * 2**20
"""Bytes of text: memory holds a row group, and readers fetch one at a time."""
N_BYTES_OF_OFFSET = 4
PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": list(REPEATED),
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
    def features(self) -> "Features":
        """The features of the datasets library, derived from the Pandera schema."""
        from datasets import Features  # noqa: PLC0415 - only who loads data needs it

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


def empty(config: Config) -> pl.DataFrame:
    """Return a frame of a config without rows, with the columns of a stand-off edition too."""
    schema = schema_of(config, is_withheld=True)
    frame = pl.from_arrow(schema.empty_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def to_arrow(config: Config, frame: pl.DataFrame, is_withheld: bool = False) -> pyarrow.Table:
    """Cast a frame to the published Arrow schema; a null where none may be raises `pyarrow.ArrowInvalid`."""
    schema = schema_of(config, is_withheld)
    info = {"info": {"features": features_of(schema)}}
    table = frame.select(schema.names).to_arrow().cast(schema).combine_chunks()
    return table.replace_schema_metadata({"huggingface": json.dumps(info, sort_keys=True)})


class ParquetBytes:
    """Makes a published file: pinned layout, page checksums, chunks that depend on content only.

    A file without rows has no row group: `datasets` 5.2 cannot read an empty one.
    """

    def __init__(self, config: Config, is_withheld: bool = False) -> None:
        self.config, self.is_withheld = config, is_withheld
        self.n_rows = self.n_bytes_in_memory = 0
        self._buffer = pyarrow.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._buffer, to_arrow(config, empty(config), is_withheld).schema, **PARQUET)

    def write(self, frame: pl.DataFrame) -> None:
        """Append a row group."""
        table = to_arrow(self.config, frame, self.is_withheld)
        self._writer.write_table(table, row_group_size=table.num_rows)
        self.n_rows += table.num_rows
        self.n_bytes_in_memory += size_in_memory(table)

    def content(self) -> bytes:
        """End the file and return its bytes."""
        self._writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
        self._writer.close()
        return bytes(self._buffer.getvalue())


def row_groups(config: Config, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Cut rows, sorted by article, into row groups: each ends with the article whose texts fill it.

    So the cuts follow from the rows alone, however these come; a frame holds articles whole.
    """
    rest: pl.DataFrame | None = None
    for frame in frames:
        rest = frame if rest is None else pl.concat([rest, frame])
        while n_rows := _first_cut(config, rest):
            yield rest[:n_rows]
            rest = rest[n_rows:]
    if rest is not None and rest.height:
        yield rest


def _first_cut(config: Config, frame: pl.DataFrame) -> int:
    sizes = pl.sum_horizontal(pl.col(name).str.len_bytes().fill_null(0).cast(pl.Int64) for name in config.texts)
    filling = frame.select(sizes.cum_sum() >= N_BYTES_OF_ROW_GROUP).to_series().arg_max()
    if filling is None or not frame.select(sizes.sum() >= N_BYTES_OF_ROW_GROUP).item():
        return 0
    behind = frame["article_id"][filling:] != frame["article_id"][filling]
    n_more = behind.arg_max()
    return frame.height if n_more is None or not behind.any() else filling + n_more


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
    table = pq.ParquetFile(path, page_checksum_verification=True).read()
    table.validate(full=True)
    try:
        frame = pl.from_arrow(table)
    except pl.exceptions.PanicException as error:
        raise ValueError(f"names or texts that are not UTF-8 ({error})") from error
    assert isinstance(frame, pl.DataFrame)
    return frame
