"""Sentence frames: the sentences of the five articles, with slots for their names, numbers and every second word.

A frame is a sentence in which names, places, nationalities, dates and numbers are slots that lists fill, and in which
every second longer word with a common ending is a slot that the seeds' own words with that ending fill. Sentences with
a comma are two halves, and half of the sentences are made of two halves of different ones. So some 290 sentences give
more than 50,000 shapes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from benchmarks.words import FILLINGS, MONTH, NATIONALITY, PLACE

SEEDS = Path(__file__).parent.parent / "data" / "raw"
_ENDINGS = (
    "tion",
    "ment",
    "ness",
    "ity",
    "ing",
    "ies",
    "ers",
    "ed",
    "ly",
    "al",
    "ive",
    "ous",
    "ant",
    "ce",
    "es",
    "s",
    "e",
)
_NAMES = re.compile(
    r"Ilham Aliyev|Benjamin Netanyahu|Heydar Aliyev|Shimon Peres|Mostafa Khoshcheshm|Recep Tayyip Erdogan|"
    r"Avinoam Idan|Brenda Shaffer|Rasim Musabayov|Thomas Grove|Hossein Amirabdollahian|Moshe Yaalon|Zakir Hasanov"
)
_SLOTS = re.compile(
    rf"(?P<person>{_NAMES.pattern})|(?P<year>\b(?:19|20)\d\d\b)|(?P<number>(?<![-.,\w])\d{{1,3}}(?:,\d{{3}})*\b(?![-/:.]\d))"
    rf"|(?P<month>\b(?:{'|'.join(MONTH)})\b(?! \w+ed))|(?P<nationality>\b(?:{'|'.join(NATIONALITY)}|Azeri)\b)"
    rf"|(?P<place>\b(?:{'|'.join(PLACE)})\b)|(?P<word>(?<=\s)[a-z]{{5,}}\b)"
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])|(?<=[.!?][”\"])\s+(?=[A-Z“\"])")
_LEFT_OPEN = re.compile(r"\b(?:U\.S|[A-Z]|Mr|Mrs|Dr|Oct|No)\.$")
_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\\")

Item = TypeVar("Item")


class Part(NamedTuple):
    """A sentence, or one half of it: a text with `%s` for every slot, and what may fill each."""

    text: str
    fillings: tuple[Sequence[str], ...]


class Frames(NamedTuple):
    """All frames: whole sentences, and the two halves of those that have a comma."""

    wholes: list[Part]
    firsts: list[Part]
    seconds: list[Part]

    def sentence(self, rng: Random) -> str:
        """Make one sentence."""
        if rng.random() < 0.5:
            return _made(rng, pick(rng, self.wholes))
        return f"{_made(rng, pick(rng, self.firsts))}, {_made(rng, pick(rng, self.seconds))}"


def read_frames(folder: Path = SEEDS) -> Frames:
    """Read the frames from the five articles."""
    sentences = list(dict.fromkeys(_sentences(folder)))
    words = _words_by_ending(sentences)
    frames = Frames([], [], [])
    for sentence in sentences:
        frames.wholes.extend(_part(sentence, words, turn) for turn in (0, 1))
        first, comma, second = sentence.partition(", ")
        if comma and len(first.split()) > 2 and len(second.split()) > 5 and not re.search('[“”"]', sentence):
            frames.firsts.extend(_part(first, words, turn) for turn in (0, 1))
            frames.seconds.extend(_part(second, words, turn) for turn in (0, 1))
    return frames


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """Pick one of the items."""
    return items[int(rng.random() * len(items))]


def fill(rng: Random, text: str) -> str:
    """Fill the named slots of a text, such as `{place}`."""
    return re.sub(r"\{(\w+)\}", lambda slot: pick(rng, FILLINGS[slot[1]]), text)


def _made(rng: Random, part: Part) -> str:
    chance = rng.random
    return part.text % tuple([words[int(chance() * len(words))] for words in part.fillings])


def _sentences(folder: Path) -> Iterator[str]:
    """Yield the sentences of the long lines that are prose, as far as they are whole."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line) > 120 and "http" not in line:
                for sentence in _SENTENCE_END.split(_NOTE_MARK.sub("", line).strip()):
                    if _is_whole(sentence):
                        yield sentence


def _is_whole(sentence: str) -> bool:
    n_open, n_closed, n_straight = (sentence.count(mark) for mark in '“”"')
    is_balanced = n_open == n_closed and n_straight % 2 == 0 and sentence.count("(") == sentence.count(")")
    ends = sentence.endswith((".", "?", "!", "”", '"')) and not _LEFT_OPEN.search(sentence)
    return is_balanced and ends and sentence[0].isupper() and 5 < len(sentence.split()) < 80


def _words_by_ending(sentences: list[str]) -> dict[str, list[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for word in re.findall(r"(?<=\s)[a-z]{5,}\b", " ".join(sentences)):
        words[_ending(word)].add(word)
    return {ending: sorted(known) for ending, known in words.items()}


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")


def _part(text: str, words: dict[str, list[str]], turn: int) -> Part:
    """Make a frame; of the longer words each second one is a slot, beginning with the first or the second."""
    pieces, fillings, position, n_words = [], [], 0, 0
    for slot in _SLOTS.finditer(text):
        kind = slot.lastgroup or ""
        n_words += kind == "word"
        if kind == "word" and (n_words % 2 == turn or not _ending(slot[0])):
            continue
        pieces.append(text[position : slot.start()].replace("%", "%%") + "%s")
        fillings.append(words[_ending(slot[0])] if kind == "word" else FILLINGS[kind])
        position = slot.end()
    return Part("".join(pieces) + text[position:].replace("%", "%%"), tuple(fillings))
