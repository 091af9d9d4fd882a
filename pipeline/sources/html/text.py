"""The visible text of a web page: its blocks in the order of the document.

Inline elements neither glue nor split words. A line break ends a block where a sentence ends before it, and a row of
data is one block. What is never shown (scripts, hidden elements) is no text.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.sources.blocks import call_of, folded
from pipeline.sources.html.boxes import Box, Named, Page, Text, ends_sentence, n_words_of_prose
from pipeline.sources.html.signs import NO_SIGNS, Signs, signs_of
from pipeline.sources.linked_notes import Notes, find_notes, may_call, without_label

BOXES = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "optgroup"),
        *("option", "p", "pre", "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot"),
        *("th", "thead", "tr", "ul"),
    )
)
UNSEEN = frozenset(
    (
        *("annotation", "annotation-xml", "applet", "audio", "canvas", "datalist", "embed", "frameset", "head"),
        *("iframe", "noframes", "noscript", "object", "rp", "rt", "script", "style", "svg", "template", "title"),
        "video",
    )
)
N_CHARS_OF_ROW_MAX = 300
N_CHARS_UNSIGNED_MAX = 12
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_BREAK, _CELL = "\0", " | "
_CALL_IN_BRACKETS = re.compile(r"\[([⁰¹²³⁴-⁹]+)\]")
_GOES_ON = re.compile(r"[\"'“‘«(\[]*([^\W\d_])")


def page_of(root: Any) -> Page:
    """Return the visible text of a page; of one that shows nothing (its scripts would), also what is hidden."""
    may_have_notes = any(map(may_call, root.iter("a")))
    notes = find_notes({"": root}) if may_have_notes else Notes({}, {}, {}, set())
    walk = _Walk(root, notes, shows_hidden=False)
    walk.go()
    if not walk.texts:
        walk = _Walk(root, notes, shows_hidden=True)
        walk.go()
    for text in walk.texts:
        for box in text.box.chain() if text.n_words_of_prose else ():
            box.n_words_of_prose += text.n_words_of_prose
    notes_said = [" ".join(walk.said[number]) for number in sorted(walk.said)]
    return Page(walk.texts, walk.named, notes_said, walk.above_notes, walk.depth)


class _Walk:
    """A walk through the elements of a page, which gathers what its blocks say."""

    def __init__(self, root: Any, notes: Notes, shows_hidden: bool) -> None:
        self.root = root
        self.notes = notes
        self.said: dict[int, list[str]] = {number: [] for number in notes.holders.values()}
        self.note: int | None = None
        self.above_notes: set[int] = set()
        self.shows_hidden = shows_hidden
        self.texts: list[Text] = []
        self.named: list[Named] = []
        self.box = Box(root, NO_SIGNS, None)
        self.depth = 0
        self.row: Any = None
        self.n_links_open = 0
        self._open_block()

    def go(self) -> None:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            if event == "end":
                if element is not skipped:
                    self._leave(element)
                self._say(element.tail)
            elif element in self.notes.calls:
                self._say(call_of(self.notes.calls[element]))
                skipped = element
                walk.skip_subtree()
            elif self._is_shown(element):
                self._enter(element)
                self._say(element.text)
            else:
                skipped = element
                walk.skip_subtree()
                if element.tag in BOXES:
                    self._end_block()
        self._end_block()

    def _is_shown(self, element: Any) -> bool:
        if element in self.notes.backs or element.tag in UNSEEN or not isinstance(element.tag, str):
            return False
        names = element.attrib
        if self.shows_hidden or not names:
            return True
        return "hidden" not in names and not ("style" in names and _HIDDEN.search(names["style"]))

    def _enter(self, element: Any) -> None:
        name = element.tag
        if name in BOXES and not (self.row is not None and name in _CELLS):
            if self.pieces:
                self._end_block()
            self.box = Box(element, signs_of(element), self.box)
            self.depth = max(self.depth, self.box.depth)
            if element in self.notes.holders:
                self.note = self.notes.holders[element]
                self.above_notes.add(len(self.texts) - 1)
            if name == "tr" and _is_of_data(element):
                self.row = element
        elif name == "br":
            self.pieces.append(_BREAK)
        else:
            self.n_links_open += name == "a"
            if signs := signs_of(element):
                self.opened.append((element, len(self.pieces), signs))
                self.named.append(Named(len(self.texts), signs, element))

    def _leave(self, element: Any) -> None:
        name = element.tag
        if self.opened and self.opened[-1][0] is element:
            _, first, signs = self.opened.pop()
            self.signed.append((first, len(self.pieces), signs))
        if name == "a":
            self.n_links_open -= 1
        elif name in BOXES:
            if self.row is not None and name in _CELLS:
                self.pieces.append(_CELL)
                return
            if self.pieces:
                self._end_block()
            self.row = None if self.row is element else self.row
            self.note = None if element in self.notes.holders else self.note
            self.box = self.box.above or self.box

    def _say(self, text: str | None) -> None:
        if text and (self.pieces or not text.isspace()):
            self.pieces.append(text)
            if self.n_links_open:
                self.n_chars_linked += len(text.strip())

    def _open_block(self) -> None:
        self.pieces: list[str] = []
        self.n_chars_linked = 0
        self.opened: list[tuple[Any, int, Signs]] = []
        self.signed: list[tuple[int, int, Signs]] = []

    def _end_block(self) -> None:
        lines = list(_lines("".join(self.pieces), self.box.name))
        if self.note is not None:
            own = self.said[self.note]
            own += lines if own else [without_label(" ".join(lines), self.notes.labels[self.note])]
        elif n_chars := sum(map(len, lines)):
            signs = self._signs_of_all()
            for line in lines:
                share = min(self.n_chars_linked / n_chars, 1.0)
                self.texts.append(Text(line, self.box, signs, share, n_words_of_prose(line, share)))
        self._open_block()

    def _signs_of_all(self) -> Signs:
        """Return the signs of inline elements that hold the whole block, but for a word such as By."""
        if not self.signed:
            return NO_SIGNS
        held = {number for first, last, _ in self.signed for number in range(first, last)}
        bare = "".join(piece.strip() for number, piece in enumerate(self.pieces) if number not in held)
        return NO_SIGNS.union(*(signs for *_, signs in self.signed)) if len(bare) <= N_CHARS_UNSIGNED_MAX else NO_SIGNS


def _lines(said: str, name: str) -> Iterator[str]:
    """Part what a box says at its line breaks, but for those in the middle of a sentence."""
    line = ""
    if name == "pre":
        said = said.replace("\n", _BREAK)
    for part in _CALL_IN_BRACKETS.sub(r"\1", said).split(_BREAK):
        text = folded(part).strip(_CELL) if name == "tr" else folded(part)
        if line and text and not ends_sentence(line) and (goes := _GOES_ON.match(text)) and goes[1].islower():
            line = f"{line} {text}"
        elif text:
            if line:
                yield line
            line = text
    if line:
        yield line


def _is_of_data(row: Any) -> bool:
    """Tell whether a row of a table is one of data: short cells, with no boxes in them."""
    has_boxes = any(below.tag in BOXES and below.tag not in _CELLS for below in row.iterdescendants())
    return not has_boxes and len("".join(row.itertext())) <= N_CHARS_OF_ROW_MAX
