"""Count in texts: the sentences of paragraphs, and the language of sentences."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from pipeline.quality.answers import Rules, identify_languages, split_paragraphs
from pipeline.quality.counts import Count
from pipeline.quality.forms import Languages, Sentences
from pipeline.quality.measures import boundary_counts, reachable_counts, sentence_counts

N_WORDS_OF_HEAD = 5


def count_sentences(records: Sequence[Sentences], rules: Rules) -> Iterator[Count]:
    """Count sentences found in each paragraph, and languages told of those that have at least five words."""
    found = split_paragraphs([record.text for record in records], [record.language for record in records], rules)
    for record, sentences in zip(records, found, strict=True):
        language = record.language
        yield Count("sentences", "boundary_f1", language, boundary_counts(record.sentences, sentences))
        yield Count("sentences", "reachable_f1", language, reachable_counts(record.sentences, sentences))
        yield Count("sentences", "sentence_f1", language, sentence_counts(record.sentences, sentences))
    for_languages = [record for record in records if record.language in rules.cleaning.languages]
    texts = [[text for text in record.sentences if len(text.split()) >= N_WORDS_OF_HEAD] for record in for_languages]
    yield from _count_languages([record.language for record in for_languages], texts, rules)


def count_languages(records: Sequence[Languages], rules: Rules) -> Iterator[Count]:
    """Count languages told of texts, whole and by their first five words."""
    yield from _count_languages([record.language for record in records], [[record.text] for record in records], rules)


def _count_languages(languages: Sequence[str | None], texts: list[list[str]], rules: Rules) -> Iterator[Count]:
    ends = [0, *accumulate(map(len, texts))]
    whole = [text for own in texts for text in own]
    heads = [" ".join(text.split()[:N_WORDS_OF_HEAD]) for text in whole]
    for measure, asked in (("whole", whole), ("five_words", heads)):
        answers = identify_languages(asked, rules)
        for language, (first, end) in zip(languages, pairwise(ends), strict=True):
            if end > first:
                right = answers[first:end].count(language)
                yield Count("languages", measure, language, (right, end - first - right))
