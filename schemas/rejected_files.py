"""Rejected files: what below `data/raw`, or in the catalogue, became no article, and why."""

from schemas.pandera_for_polars import pa

REASONS = (
    "empty",
    "not_text",
    "undecodable",
    "duplicate_id",
    "unusable_id",
    "no_reader",
    "no_text",
    "bad_value",
    "not_json",
    "too_large",
    "too_costly",
    "reader_died",
    "reader_failed",
    "encrypted",
    "damaged",
    "truncated",
    "not_a_page",
    "unreadable",
    "catalogue_row_without_file",
)


class RejectedFiles(pa.DataFrameModel):
    """One row per file, or catalogue row, that became no article."""

    source_path: str = pa.Field(description="File below data/raw, or the catalogue and its line")
    source_sha256: str = pa.Field(nullable=True, description="SHA-256 of the file's bytes")
    n_bytes: int = pa.Field(ge=0, description="Size of the file in bytes")
    reason: str = pa.Field(isin=REASONS, description="Why, as a word to count by")
    detail: str = pa.Field(description="What was found where, and what to do")

    class Config:
        """No other columns."""

        name = "rejected_files"
        strict = True
