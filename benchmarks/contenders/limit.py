"""The limit: read the raw bytes, write the same five tables as Parquet with the same settings, and nothing else.

The tables come from a finished run of the pipeline, kept as uncompressed Arrow and mapped into memory, so that they
cost next to nothing to have. What counts: opening and reading every raw file, compressing and writing the same Parquet
files, byte for byte, row group by row group, with the pipeline's own settings; and one Python that imports what this
needs. What does not: any work on the text, any table between stages, ids, hashes, checks, card and manifest.
"""

import json
import os
from pathlib import Path

import pyarrow
import pyarrow.parquet as pq

from benchmarks.contenders.places import read_places, tables_of
from pipeline.configs import CHUNKING, PARQUET


def read_bytes(folder: Path) -> int:
    """Read every file of a folder; return how many bytes there were."""
    n_bytes = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            descriptor = os.open(entry.path, os.O_RDONLY)
            n_bytes += len(os.read(descriptor, 2**30))
            os.close(descriptor)
    return n_bytes


def main() -> None:
    """Read the raw files and write the tables."""
    raw_folder, out_folder = read_places(__doc__)
    print(read_bytes(raw_folder), "bytes read")
    tables = tables_of(raw_folder)
    for path in sorted(tables.rglob("*.arrow")):
        with pyarrow.memory_map(str(path)) as mapped:
            row_groups = pyarrow.ipc.open_file(mapped)
            written = out_folder / path.relative_to(tables).with_suffix(".parquet")
            written.parent.mkdir(parents=True, exist_ok=True)
            with pq.ParquetWriter(written, row_groups.schema, **PARQUET) as writer:
                for number in range(row_groups.num_record_batches):
                    batch = row_groups.get_batch(number)
                    writer.write_table(pyarrow.Table.from_batches([batch]), row_group_size=batch.num_rows)
                writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})


if __name__ == "__main__":
    main()
