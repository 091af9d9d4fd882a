"""The forms of gold: what a record of each kind holds, known by its fields. `tests/gold/README.md` shows one of each.

Fields that a form does not know are left alone, unless they look like a slip of one that it knows.
"""

import difflib
from collections.abc import Sequence
from typing import Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from pipeline.errors import PressmarkError

STATED = ("title", "authors", "published", "publisher")
_LIKENESS_OF_SLIP = 0.8


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", populate_by_name=True)

    language: str | None = None


class Page(_Form):
    """What can be said of any page: snippets, and metadata; a field that is there is scored, null states nothing."""

    url: str | None = None
    body: str | None = None
    must_keep: list[str] = Field([], alias="with")
    must_drop: list[str] = Field([], alias="without")
    title: str | None = None
    authors: list[str] | None = None
    published: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\d")
    publisher: str | None = None

    @property
    def stated(self) -> dict[str, Any]:
        """The metadata that are to be scored."""
        return {name: getattr(self, name) for name in STATED if name in self.model_fields_set}


class Sentences(_Form):
    """A paragraph and its sentences."""

    text: str
    sentences: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _cover(self) -> Self:
        if "".join(self.text.split()) != "".join("".join(self.sentences).split()):
            raise ValueError("the sentences are not the text, white space left out")
        return self


class Lines(Page):
    """A page as plain text, each line labelled: `keep` is text of the article (headings, too)."""

    lines: list[str] = Field(min_length=1)
    labels: list[Literal["keep", "drop", "title", "blank"]]

    @model_validator(mode="after")
    def _pair(self) -> Self:
        _refuse_unpaired(self.lines, self.labels, "labels")
        return self


class TextPages(Page):
    """A page as plain text, of which only snippets or metadata are known."""

    lines: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _say(self) -> Self:
        _refuse_untold(self)
        return self


class Pages(Page):
    """A page as HTML."""

    html: str

    @model_validator(mode="after")
    def _say(self) -> Self:
        _refuse_untold(self)
        return self


class Joins(_Form):
    """A text in lines: of each, whether it goes on with the text before it."""

    lines: list[str] = Field(min_length=1)
    joined: list[bool]

    @model_validator(mode="after")
    def _pair(self) -> Self:
        _refuse_unpaired(self.lines, self.joined, "values of joined")
        return self


class Note(_Form):
    """A note: its number, and its text without the number."""

    number: PositiveInt
    text: str


class Call(_Form):
    """A call of a note: its number, and the sentence that calls it, without marks."""

    number: PositiveInt
    sentence: str


class Notes(_Form):
    """A text in lines that has footnotes."""

    lines: list[str] = Field(min_length=1)
    notes: list[Note]
    calls: list[Call]


class Languages(_Form):
    """A text in one language."""

    text: str
    language: str


class Articles(BaseModel):
    """What is known of an article, by paragraph: only its sentences are scored, as those of paragraphs."""

    model_config = ConfigDict(extra="ignore")

    class Paragraph(BaseModel):
        """The sentences of a paragraph."""

        sentences: list[str] = Field(min_length=1)

    class Metadata(BaseModel):
        """Of the metadata, the language is used."""

        language: str

    metadata: Metadata
    sentences: list[Paragraph]

    def as_sentences(self) -> list[Sentences]:
        """Return a record of sentences for each paragraph."""
        return [
            Sentences(language=self.metadata.language, text=" ".join(one.sentences), sentences=one.sentences)
            for one in self.sentences
        ]


Record: TypeAlias = Sentences | Lines | TextPages | Pages | Joins | Notes | Languages
FORMS: dict[type[Record], tuple[str, ...]] = {
    Lines: ("lines", "labels"),
    Joins: ("lines", "joined"),
    Notes: ("lines", "notes", "calls"),
    TextPages: ("lines",),
    Pages: ("html",),
    Sentences: ("text", "sentences"),
    Languages: ("text", "language"),
}
"""By which fields a form is known: the first form of which a record has all."""


def read_record(fields: Any, place: str) -> Record:
    """Read a record by its form; raise `PressmarkError` that names the place and what is wrong there."""
    if not isinstance(fields, dict):
        raise PressmarkError(f'{place}: a record is an object, such as {{"text": ..., "sentences": [...]}}')
    form = next((form for form, known in FORMS.items() if all(name in fields for name in known)), None)
    if form is None:
        forms = "; ".join(", ".join(known) for known in FORMS.values())
        raise PressmarkError(f"{place}: no form of gold has the fields {', '.join(fields)}: a form has {forms}")
    _refuse_slips(form, fields, place)
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        raise PressmarkError("\n".join(complaints(error, place))) from None


def complaints(error: ValidationError, place: str) -> list[str]:
    """Say what is wrong in a record, a line for each field."""
    faults = [(".".join(str(key) for key in fault["loc"]), fault["msg"]) for fault in error.errors(include_url=False)]
    return [f"{place}: {f'{field}: ' if field else ''}{message}" for field, message in faults]


def _refuse_slips(form: type[Record], fields: dict[str, Any], place: str) -> None:
    known = [field.alias or name for name, field in form.model_fields.items()]
    for name in fields:
        near = difflib.get_close_matches(name, known, n=1, cutoff=_LIKENESS_OF_SLIP)
        if near and name not in known:
            raise PressmarkError(f"{place}: unknown field '{name}'; did you mean '{near[0]}'?")


def _refuse_unpaired(lines: list[str], answers: Sequence[object], name: str) -> None:
    if len(answers) != len(lines):
        raise ValueError(f"there are {len(lines)} lines and {len(answers)} {name}")


def _refuse_untold(page: Page) -> None:
    if page.body is None and not (page.must_keep or page.must_drop or page.stated):
        raise ValueError(f"nothing is said of the page: give body, with, without, or one of {', '.join(STATED)}")
