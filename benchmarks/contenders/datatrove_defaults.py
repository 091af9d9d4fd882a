"""datatrove with its default English blocks: ftfy, C4's line rules, its sentence splitter (spaCy), Parquet.

Blocks and their settings are as they come. Left out are those that judge whole documents (Gopher, FineWeb, language),
because the pipeline does not do that, and they would only make this contender slower. C4's block splits every line into
sentences to count them, as its default `min_num_sentences` wants; the sentences that are written are split once more.
"""

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.utils.text import split_into_sentences

from benchmarks.contenders.datatrove_blocks import run
from benchmarks.contenders.places import read_places


class SentenceSplitter(PipelineStep):  # type: ignore[misc]
    """Keeps the sentences of a document beside its text, by datatrove's default splitter for English."""

    name = "Sentences"
    type = "FORMAT"

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """Split one document after the other."""
        for document in data:
            with self.track_time():
                document.metadata["sentences"] = split_into_sentences(document.text)
            yield document


def main() -> None:
    """Run the blocks."""
    raw_folder, out_folder = read_places(__doc__)
    run(raw_folder, out_folder, [FTFYFormatter(), C4QualityFilter(), SentenceSplitter()])


if __name__ == "__main__":
    main()
