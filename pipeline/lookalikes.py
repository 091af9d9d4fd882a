"""Letters of one alphabet that look like those of another, and words in which they stand by mistake or as a trick."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.rewrite import Edit

LATIN, CYRILLIC, GREEK = "A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ", "Ѐ-ԯᲀ-ᲈꙀ-ꚝ", "Ͱ-Ͽἀ-῾"
N_LETTERS_MIN = 3
_ALPHABETS = re.compile(f"([{LATIN}])|([{CYRILLIC}])|([{GREEK}])")
_RUNS = {number: re.compile(f"[{letters}]+") for number, letters in enumerate((LATIN, CYRILLIC, GREEK), start=1)}
_WORD = re.compile(rf"[{LATIN}{CYRILLIC}{GREEK}\u0300-\u036f]+")
_LATIN, _CYRILLIC, _GREEK = 1, 2, 3
_PAIRS = {
    (_CYRILLIC, _LATIN): (
        "АВСЕНІЈКМОРЅТХУҺԚԜӘӀасеіјорѕхуһԛԝәё",
        "ABCEHIJKMOPSTXYHQWƏIaceijopsxyhqwəë",
    ),
    (_GREEK, _LATIN): ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
    (_LATIN, _CYRILLIC): ("ABCEHIKMOPTXYƏJaceijopxyəë", "АВСЕНІКМОРТХУӘЈасеіјорхуәё"),
    (_LATIN, _GREEK): ("ABEZHIKMNOPTYXo", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"),
}
_LIKE = {pair: dict(zip(*letters, strict=True)) for pair, letters in _PAIRS.items()}


def find_lookalikes(line: str) -> Iterator[Edit]:
    """Find letters of a foreign alphabet in words of the line's own, each of which looks like one of these.

    A word of three letters or more is mended if most of its letters are of the alphabet in which most of the line is
    written, and every other has its like there. What is mixed in another way may be meant; so may capitals of the one
    beside small letters of the other (an acronym with an ending), and three foreign letters in a row.
    """
    own = _alphabet_of(line)
    for word in _WORD.finditer(line):
        counts = _count(word[0])
        n_own, n_foreign = counts.pop(own, 0), sum(counts.values())
        if len(counts) == 1 and n_own > n_foreign and n_own + n_foreign >= N_LETTERS_MIN:
            yield from _replaced(word, _LIKE.get((next(iter(counts)), own), {}), own)


def _replaced(word: re.Match[str], like: dict[str, str], own: int) -> list[Edit]:
    """Replace every foreign letter of a word, or none if one of them has no like, or the word may be meant so."""
    letters = list(_ALPHABETS.finditer(word[0]))
    foreign = [letter for letter in letters if letter.lastindex != own]
    if _may_be_meant(letters, foreign, own) or any(letter[0] not in like for letter in foreign):
        return []
    return [Edit(word.start() + letter.start(), word.start() + letter.end(), like[letter[0]]) for letter in foreign]


def _may_be_meant(letters: list[re.Match[str]], foreign: list[re.Match[str]], own: int) -> bool:
    alphabets_of_small = {letter.lastindex for letter in letters if letter[0].islower()}
    has_own_ending = alphabets_of_small == {own} and _stand_in_row([one for one in foreign if one[0].isupper()], 2)
    has_foreign_ending = len(alphabets_of_small) == 1 and own not in alphabets_of_small
    return has_own_ending or has_foreign_ending or _stand_in_row(foreign, 3)


def _stand_in_row(letters: list[re.Match[str]], n: int) -> bool:
    places = [letter.start() for letter in letters]
    return any(last - first == n - 1 for first, last in zip(places, places[n - 1 :], strict=False))


def _alphabet_of(line: str) -> int:
    counts = _count(line)
    return max(counts, key=lambda alphabet: (counts[alphabet], -alphabet), default=_LATIN)


def _count(text: str) -> Counter[int]:
    lengths = {alphabet: len("".join(run.findall(text))) for alphabet, run in _RUNS.items()}
    return Counter({alphabet: n for alphabet, n in lengths.items() if n})
