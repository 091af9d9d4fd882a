"""`datasets.map` with our own kernels on batches of 500 rows."""

from functools import lru_cache
from typing import Any

from benchmarks.contenders.datasets_rows import load, save
from benchmarks.contenders.places import N_WORKERS, read_places
from benchmarks.kernels import make_kernel

N_ROWS = 500
_kernel = lru_cache(maxsize=1)(make_kernel)


def extract(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Clean and segment a batch of rows."""
    made = _kernel()(rows["id"], rows["text"])
    return {
        "article_id": [article_id for article_id, _, _ in made],
        "text": [text for _, text, _ in made],
        "sentences": [sentences for _, _, sentences in made],
    }


def main() -> None:
    """Map the kernels over batches."""
    raw_folder, out_folder = read_places(__doc__)
    rows = load(raw_folder, out_folder)
    n_workers = min(N_WORKERS, len(rows))
    save(rows.map(extract, batched=True, batch_size=N_ROWS, remove_columns=["id"], num_proc=n_workers), out_folder)


if __name__ == "__main__":
    main()
