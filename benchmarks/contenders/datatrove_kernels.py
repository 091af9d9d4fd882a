"""datatrove with our own kernels in a block that gets one document after the other, as datatrove's blocks do."""

from collections.abc import Iterator

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.batching import batched

from benchmarks.contenders.datatrove_blocks import run
from benchmarks.contenders.places import read_places
from benchmarks.kernels import make_kernel


class OurKernels(PipelineStep):  # type: ignore[misc]
    """Replaces a text by what our rules make of it, and keeps its sentences; takes `n_documents` at a time."""

    name = "Kernels"
    type = "FORMAT"

    def __init__(self, n_documents: int = 1) -> None:
        super().__init__()
        self.n_documents = n_documents

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Clean and segment."""
        extract = make_kernel()
        for documents in batched(data, self.n_documents):
            with self.track_time():
                of_id = {document.id: document for document in documents}
                for article_id, text, sentences in extract(list(of_id), [document.text for document in of_id.values()]):
                    of_id[article_id].text = text
                    of_id[article_id].metadata["sentences"] = sentences
            yield from documents


def main() -> None:
    """Run the block, one document at a time."""
    raw_folder, out_folder = read_places(__doc__)
    run(raw_folder, out_folder, [OurKernels()])


if __name__ == "__main__":
    main()
