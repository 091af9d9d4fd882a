"""The limit: read the raw bytes, write the same five tables as Parquet with the same settings, and nothing else.

The tables come from a finished run of the pipeline, kept as uncompressed Arrow and mapped into memory, so that they
cost next to nothing to have. What counts: opening and reading every raw file, compressing and writing the same Parquet
files, byte for byte, with the pipeline's own `write_parquet`; and one Python that imports what this needs. What does
not: any work on the text, any table between stages, ids, hashes, checks, card and manifest.
"""

import os
from pathlib import Path

import pyarrow

from benchmarks.contenders.places import read_places, tables_of
from pipeline.configs import write_parquet


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
            table = pyarrow.ipc.open_file(mapped).read_all()
            write_parquet(out_folder / path.relative_to(tables).with_suffix(".parquet"), table)


if __name__ == "__main__":
    main()
