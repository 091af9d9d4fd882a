"""The visible text of a web page: its blocks in the order of the document, with the boxes that hold them.

Elements that a browser sets apart are boxes; inline ones neither glue nor split words. A line break ends a block where a
sentence ends before it, and a row of data is one block. What is never shown (scripts, hidden elements) is no text.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from pipeline.sources.blocks import folded
from pipeline.sources.page_signs import NO_SIGNS, Signs, signs_of

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
        *(
            "annotation",
            "annotation-xml",
            "applet",
            "audio",
            "canvas",
            "datalist",
            "embed",
            "frameset",
            "head",
            "iframe",
        ),
        *("noframes", "noscript", "object", "rp", "rt", "script", "style", "svg", "template", "title", "video"),
    )
)
N_CHARS_OF_ROW_MAX = 300
N_WORDS_OF_PROSE_MIN = 9
N_WORDS_OF_LONG_MIN = 25
N_WORDS_COUNTED_MAX = 80
SHARE_OF_LINKS_IN_PROSE_MAX = 0.5
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_BREAK, _CELL = "\0", " | "
_ENDS = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*$")
_GOES_ON = re.compile(r"[\"'“‘«(\[]*([^\W\d_])")
_WORD = re.compile(r"\w+")
_SYLLABLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Box:
    """An element that a browser sets apart: its signs, the box around it, and how many words of prose it holds.

    `level` is that of the heading that it is or stands in, 0 elsewhere.
    """

    __slots__ = ("above", "element", "is_quoted", "level", "n_words_of_prose", "name", "signs")

    def __init__(self, element: Any, signs: Signs, above: "Box | None") -> None:
        """Open a box in the one around it."""
        self.element = element
        self.name: str = element.tag
        self.signs = signs
        self.above = above
        self.level: int = _LEVELS.get(self.name) or (above.level if above else 0)
        self.is_quoted: bool = self.name == "blockquote" or (above is not None and above.is_quoted)
        self.n_words_of_prose = 0

    def chain(self) -> "Iterator[Box]":
        """Yield the box, and those around it from the inside out."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.above


class Text(NamedTuple):
    """A block of a page: what it says, the box that holds it, and what inline elements that hold all of it say."""

    text: str
    box: Box
    signs: Signs
    share_of_links: float
    n_words_of_prose: int


class Named(NamedTuple):
    """An inline element that has signs: in which block it stands, by number, and what it says."""

    number: int
    signs: Signs
    element: Any


class Page(NamedTuple):
    """The blocks of a page in their order, and the inline elements that have signs."""

    texts: list[Text]
    named: list[Named]


def page_of(root: Any) -> Page:
    """Return the visible text of a page; of one that shows nothing (its scripts would), also what is hidden."""
    walk = _Walk(root, shows_hidden=False)
    walk.go()
    if not walk.texts:
        walk = _Walk(root, shows_hidden=True)
        walk.go()
    for text in walk.texts:
        for box in text.box.chain() if text.n_words_of_prose else ():
            box.n_words_of_prose += text.n_words_of_prose
    return Page(walk.texts, walk.named)


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence."""
    return _ENDS.search(text) is not None


class _Walk:
    """A walk through the elements of a page, which gathers what its blocks say."""

    def __init__(self, root: Any, shows_hidden: bool) -> None:
        self.root = root
        self.shows_hidden = shows_hidden
        self.texts: list[Text] = []
        self.named: list[Named] = []
        self.box = Box(root, NO_SIGNS, None)
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
        if element.tag in UNSEEN or not isinstance(element.tag, str):
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
        if n_chars := sum(map(len, lines)):
            signs = self._signs_of_all()
            for line in lines:
                share = min(self.n_chars_linked / n_chars, 1.0)
                self.texts.append(Text(line, self.box, signs, share, _n_words_of_prose(line, share)))
        self._open_block()

    def _signs_of_all(self) -> Signs:
        """Return the signs of inline elements that hold the block as a whole."""
        if not self.signed:
            return NO_SIGNS
        whole = (
            signs
            for first, last, signs in self.signed
            if not "".join(self.pieces[:first]).strip() and not "".join(self.pieces[last:]).strip()
        )
        return NO_SIGNS.union(*whole)


def _lines(said: str, name: str) -> Iterator[str]:
    """Part what a box says at its line breaks, but for those in the middle of a sentence."""
    line = ""
    for part in (said.replace("\n", _BREAK) if name == "pre" else said).split(_BREAK):
        text = folded(part).strip(_CELL) if name == "tr" else folded(part)
        if line and text and not _ENDS.search(line) and (goes := _GOES_ON.match(text)) and goes[1].islower():
            line = f"{line} {text}"
        elif text:
            if line:
                yield line
            line = text
    if line:
        yield line


def _n_words_of_prose(text: str, share_of_links: float) -> int:
    """Return how many words a block has, if it reads like prose and leads nowhere, up to the most that count."""
    if share_of_links > SHARE_OF_LINKS_IN_PROSE_MAX:
        return 0
    n_words = len(_WORD.findall(text)) + (0 if text.isascii() else len(_SYLLABLE.findall(text)) // 2)
    is_prose = n_words >= N_WORDS_OF_LONG_MIN or (n_words >= N_WORDS_OF_PROSE_MIN and ends_sentence(text))
    return min(n_words, N_WORDS_COUNTED_MAX) if is_prose else 0


def _is_of_data(row: Any) -> bool:
    """Tell whether a row of a table is one of data: short cells, with no boxes in them."""
    names = {below.tag for below in row.iterdescendants()}
    return not names & (BOXES - _CELLS) and len("".join(row.itertext())) <= N_CHARS_OF_ROW_MAX
