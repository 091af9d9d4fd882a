"""datatrove's default English blocks, tuned: sentences are split once, since C4's block does not count them."""

from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.formatters import FTFYFormatter

from benchmarks.contenders.datatrove_blocks import run
from benchmarks.contenders.datatrove_defaults import SentenceSplitter
from benchmarks.contenders.places import read_places


def main() -> None:
    """Run the blocks."""
    raw_folder, out_folder = read_places(__doc__)
    run(raw_folder, out_folder, [FTFYFormatter(), C4QualityFilter(min_num_sentences=-1), SentenceSplitter()])


if __name__ == "__main__":
    main()
