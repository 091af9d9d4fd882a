"""Pages for tests, set as a printer sets them: justified lines, divided words, columns, notes at the foot."""

import io
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFile
from reportlab.pdfgen.canvas import Canvas

FOREIGN = "Foreign"
SMALLER = 0.62
RAISED = re.compile(r"([⁰¹²³⁴-⁹]+)")
PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u06ff](?:[^A-Za-z]*[\u0590-\u06ff])?")
_SCRIPTS = ((0x100, 0x25A), (0x300, 0x370), (0x400, 0x500), (0x591, 0x5F5), (0x610, 0x6FA), (0x2010, 0x2011))
_FORMS = ((0xFB00, 0xFB07), (0xFB1D, 0xFB50), (0xFE70, 0xFEFD), (0xF730, 0xF77B), (0xF0B7, 0xF0B8))
LETTERS = "".join(chr(code) for start, end in (*_SCRIPTS, *_FORMS) for code in range(start, end))


@cache
def foreign_font() -> str:
    """Register Vera with letters that it lacks, drawn as some that it has; the file says which are meant."""
    path = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    font, own = path.read_bytes(), TTFontFile(str(path)).charToGlyph
    tables = {}
    for number in range(struct.unpack(">H", font[4:6])[0]):
        tag, _, start, length = struct.unpack(">4sLLL", font[12 + 16 * number : 28 + 16 * number])
        tables[tag] = font[start : start + length]
    glyphs = dict(own) | {ord(char): own[ord("a") + n % 26] for n, char in enumerate(LETTERS) if ord(char) not in own}
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(glyphs.items()))
    encoding = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(glyphs)) + groups
    tables[b"cmap"] = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + encoding
    directory, body = b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        check = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag, check, 12 + 16 * len(tables) + len(body), len(table))
        body += padded
    pdfmetrics.registerFont(TTFont(FOREIGN, io.BytesIO(font[:12] + directory + body)))
    return FOREIGN


def pdf_of(draw: Callable[[Canvas], None], size: tuple[float, float] = A4, title: str = "", author: str = "") -> bytes:
    """Return a PDF on which a function drew, with what it states of itself: the same bytes at any time."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def syllables(word: str) -> list[str]:
    """Divide a word: a compound or an address at its hyphens and strokes, another behind a vowel.

    >>> syllables("international"), syllables("(UAVs)"), syllables("free-trade,")
    (['inte', 'rna', 'tional'], ['(UAVs)'], ['free-', 'trade,'])
    """
    if "/" in word or "-" in word.strip("-"):
        return re.split(r"(?<=[-/?])(?=\w)", word)
    if not word.strip(".,;:").isalpha() or not word.isascii() or not word[1:].islower():
        return [word]
    places = [m.end() for m in re.finditer(r"(?<=..)[aeiou](?=[b-df-hj-np-tv-z]+[aeiou].)", word)]
    kept = [0, *(place for place in places if 3 <= place <= len(word) - 4), len(word)]
    return [word[start:end] for start, end in pairwise(kept)]


@dataclass
class Face:
    """How lines are set: font, size, leading, whether justified and with divided words."""

    font: str
    size: float
    leading: float
    is_justified: bool = True
    divides: bool = True

    def pieces(self, word: str) -> list[tuple[str, str, float, float]]:
        """Return the parts of a word as (text, font, size, rise)."""
        found = []
        for number, raised in enumerate(RAISED.split(word)):
            text, is_raised = raised.translate(PLAIN_DIGITS), number % 2 == 1
            is_known = text.encode("cp1252", "ignore").decode("cp1252") == text
            size, rise = (self.size * SMALLER, 0.36 * self.size) if is_raised else (self.size, 0.0)
            found.append((text, self.font if is_known else foreign_font(), size, rise))
        return [piece for piece in found if piece[0]]

    def width(self, word: str) -> float:
        return float(sum(pdfmetrics.stringWidth(text, font, size) for text, font, size, _ in self.pieces(word)))


@dataclass
class Line:
    """A line of words that stands `indent` from the margin; the last one of a paragraph is not justified."""

    words: list[str]
    indent: float
    is_last: bool
    face: Face

    @property
    def calls(self) -> list[int]:
        return [int(call.translate(PLAIN_DIGITS)) for word in self.words for call in RAISED.findall(word)]


def broken(text: str, width: float, face: Face, first_indent: float = 0.0) -> list[Line]:
    """Break a paragraph into lines of a width."""
    space = face.width(" ")
    lines = [Line([], first_indent, False, face)]
    used = first_indent
    words = text.split()
    while words:
        word = words.pop(0)
        line = lines[-1]
        if used + face.width(word) <= width or not line.words:
            line.words.append(word)
            used += face.width(word) + space
            continue
        head, tail = _divided(word, width - used, face)
        if head:
            line.words.append(head)
        words.insert(0, tail)
        lines.append(Line([], 0.0, False, face))
        used = 0.0
    lines[-1].is_last = True
    return lines


def _divided(word: str, room: float, face: Face) -> tuple[str, str]:
    """Return as much of a word as fits, with its hyphen, and the rest."""
    parts = syllables(word) if face.divides else [word]
    for number in range(len(parts) - 1, 0, -1):
        head = "".join(parts[:number])
        head += "" if head.endswith(("-", "/", "?")) else "-"
        if face.width(head) <= room:
            return head, "".join(parts[number:])
    return "", word


def draw_line(canvas: Canvas, line: Line, x: float, y: float, width: float) -> None:
    """Draw a line with its baseline at y."""
    words = RIGHT_TO_LEFT.sub(lambda match: match[0][::-1], " ".join(line.words)).split()
    widths = [line.face.width(word) for word in words]
    is_set_out = line.face.is_justified and not line.is_last and len(words) > 1
    space = (width - line.indent - sum(widths)) / (len(words) - 1) if is_set_out else line.face.width(" ")
    x += line.indent
    for word, own in zip(words, widths, strict=True):
        place = x
        for text, font, size, rise in line.face.pieces(word):
            canvas.setFont(font, size)
            canvas.drawString(place, y + rise, text)
            place += pdfmetrics.stringWidth(text, font, size)
        x += own + space


@dataclass
class Press:
    """Sets paragraphs on pages: columns from left to right, notes at the foot of the column that calls them.

    `furnish` draws what a page has beside its text, by its number from 1.
    """

    size: tuple[float, float]
    columns: Sequence[float]
    width: float
    top: float
    bottom: float
    furnish: Callable[[Canvas, int], None]
    notes: dict[int, str] = field(default_factory=dict)
    note_face: Face = field(default_factory=lambda: Face("Times-Roman", 8, 9.6))
    rule: bool = True

    def bytes_of(self, parts: Sequence[tuple[list[Line], float]], title: str = "", author: str = "") -> bytes:
        """Return the file of parts: lines that belong together, each with the white above it."""
        return pdf_of(lambda canvas: self._print(canvas, parts), self.size, title, author)

    def _print(self, canvas: Canvas, parts: Sequence[tuple[list[Line], float]]) -> None:
        columns = list(self._filled(parts))
        for page, start in enumerate(range(0, len(columns), len(self.columns)), 1):
            self.furnish(canvas, page)
            for x, (lines, foot) in zip(self.columns, columns[start:], strict=False):
                for line, y in lines:
                    draw_line(canvas, line, x, y, self.width)
                y = self.bottom + len(foot) * self.note_face.leading
                if foot and self.rule:
                    canvas.line(x, y, x + 60, y)
                for number, line in enumerate(foot, 1):
                    draw_line(canvas, line, x, y - number * self.note_face.leading + 2, self.width)
            canvas.showPage()

    def _filled(
        self, parts: Sequence[tuple[list[Line], float]]
    ) -> Iterator[tuple[list[tuple[Line, float]], list[Line]]]:
        """Yield what stands in each column: lines with their baselines, and the lines of notes at its foot."""
        placed: list[tuple[Line, float]] = []
        foot: list[Line] = []
        owed: list[Line] = []
        y = self.top
        for lines, above in parts:
            y -= above if placed else 0
            for number, line in enumerate(lines):
                own = [one for call in line.calls for one in self._note(call)]
                keep = (
                    sum(one.face.leading for one in lines[number:]) + 24
                    if line.face.font.endswith("Bold") and not number
                    else 0
                )
                room = y - max(line.face.leading, keep) - self.bottom - (8 if foot or own else 0)
                if room < (len(foot) + min(len(own), 2)) * self.note_face.leading:
                    yield placed, foot
                    placed, foot, owed, y = [], owed, [], self.top
                y -= line.face.leading
                placed.append((line, y))
                n_fit = int((y - self.bottom - 8) / self.note_face.leading) - len(foot)
                waiting = [*owed, *own]
                foot, owed = [*foot, *waiting[:n_fit]], waiting[n_fit:]
        yield placed, foot
        if owed:
            yield [], owed

    def _note(self, number: int) -> list[Line]:
        if number not in self.notes:
            return []
        raised = str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return broken(f"{raised} {self.notes[number]}", self.width, self.note_face)
