"""datatrove with our own kernels in a block that gathers 500 documents, which few of datatrove's own blocks do."""

from benchmarks.contenders.datatrove_blocks import run
from benchmarks.contenders.datatrove_kernels import OurKernels
from benchmarks.contenders.places import read_places

N_DOCUMENTS = 500


def main() -> None:
    """Run the block, 500 documents at a time."""
    raw_folder, out_folder = read_places(__doc__)
    run(raw_folder, out_folder, [OurKernels(N_DOCUMENTS)])


if __name__ == "__main__":
    main()
