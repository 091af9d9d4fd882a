"""Every way a line shows by where it stands what it is, or that it goes: settings → the lines in that state.

An expression speaks of the measures of `lines` (`place, n_from_body, n_words, ends_sentence, ...`) and of what was decided
so far (`role`, `rule`, null where nothing was). The first rule of `clean.places` that fits decides, and the last fits all.
"""

import polars as pl

from pipeline.dates import DATE
from pipeline.lines import BULLETS, beside, is_of_prose
from pipeline.roles.conditions import ITEM, NAMES, has_words_max, is_marked, says

_PREPOSITION = r"(?:in|on|at|by|to|for|with|about|before|after|under|over|through|without|is|are|was|were|has|have|had|that|some|including|although|though|whether|it['’]s|auf|mit|für|bei|dans|par|sur|avec|por|para|per|pour)"
_SMALL_WORD = r"(?:an?|and|as|at|by|for|from|in|into|is|of|on|or|over|than|the|to|vs|with)"
_BREAKS_OFF = r"[^.!?…。！？؟۔।｡:;؛\s][\"'”’»)\]]*$"
_SECTION = (
    r"(?:\d{1,2}\.? )?(?:abstract|(?:executive )?summary|introduction|background|methods?|methodology|results|findings|discussion|analysis"
    r"|conclusions?|recommendations|references|bibliography|notes|sources|appendix|acknowledge?ments"
    r"|введение|заключение|выводы|примечания|giriş|sonuç|kaynakça|notlar|nəticə|qeydlər|מבוא|סיכום|הערות|مقدمة|خاتمة|المراجع|مقدمه|نتیجه‌گیری|منابع)"
)


def is_marked_text() -> pl.Expr:
    """The mark-up of the file shows that the line is text of the article, and nothing says otherwise."""
    return is_marked("paragraph") & ~pl.col("returns")


def is_author_formula(n_words_max: int, n_lines_of_body_max: int) -> pl.Expr:
    """A line around the body, or among its first, that says who wrote: by, written by, reported by."""
    work = r"[Ww]ritten|[Rr]eported|[Pp]osted|[Ee]dited|[Tt]ranslated|[Ss]tory|[Rr]eport|[Aa]nalysis|[Oo]pinion|[Cc]ommentary|[Uu]pdated|[Ii]nterview|INTERVIEW"
    by = rf"(?:(?:{work}) )?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR)"
    label = r"(?:[Aa]uthors?|AUTHORS?|[Rr]eporter|[Cc]orrespondent|Автор|Yazar|Müəllif|מאת|الكاتب|بقلم|نویسنده)\s?"
    formula = rf"^(?:{by}|{label})[: ]\s*{NAMES}|^[Pp]osted by \p{{Lu}}\p{{L}}+ on \p{{L}}"
    n_in_body = (pl.col("place") == "body").cum_sum().over("article_id")
    is_near = (pl.col("place") != "body") | (n_in_body <= n_lines_of_body_max)
    return (
        pl.col("cased").str.contains(rf"(?:{formula})\b")
        & is_near
        & ~pl.col("ends_sentence")
        & has_words_max(n_words_max)
    )


def is_dated_line(n_words_max: int) -> pl.Expr:
    """A short line above the body with a day in it dates the article, whatever stands beside the day; below, with a label."""
    labelled = pl.col("phrase").str.contains(
        r"^(?:first |last |originally )?(?:published|posted|veröffentlicht|publié|publicado|pubblicato|yayınlanma|опубликовано)\b"
    )
    is_near = (pl.col("place") == "before") & (pl.col("n_from_body") <= 40) & ~pl.col("ends_sentence")
    is_short = pl.when(has_words_max(n_words_max) & ((pl.col("place") == "after") & labelled | is_near)).then("phrase")
    return is_short.otherwise(pl.lit("")).str.contains(DATE)


def is_cut_line(n_words_min: int, n_words_of_lone_min: int, n_words_of_text_min: int, n_from_body_max: int) -> pl.Expr:
    """A line that breaks off, and that the next line goes on with in lower case, is text cut by a page.

    However short it is, it is no title and no heading: under those a new sentence opens. So is a line that ends with
    a word that can end nothing, such as an article, or inside a bracket or a quotation that the next line closes,
    and one that is too long for anything else. The end of its sentence stands in the body, or right behind it.
    """
    is_end = (pl.col("place") == "body") | _is_right_behind(n_from_body_max) & _has_end()
    is_listed = pl.col("starts_lower") | _of_next(pl.col("next_starts_lower"))
    n_words_of_next = _of_next(pl.col("n_words"))
    n_of_both = pl.col("n_words") + n_words_of_next
    is_lone = ~is_listed & is_of_prose() & (n_of_both >= n_words_of_lone_min)
    is_long = (pl.max_horizontal("n_words", n_words_of_next) >= n_words_min) | is_lone
    is_long = is_long | (_of_next(_has_end()) & (n_of_both >= n_words_min))
    is_open = pl.col("ends_amid") | pl.col("breaks_bracket") | (_of_next(_goes_on()) & is_long)
    is_text = (pl.col("n_words") >= n_words_of_text_min) & _of_next(is_end & pl.col("ends_sentence"))
    return _breaks_off() & ((is_open & _of_next(is_end)) | is_text) & (pl.col("n_from_body") <= n_from_body_max)


def is_end_of_cut_line(n_words_min: int, n_from_body_max: int) -> pl.Expr:
    """A line behind the body that ends the sentence of a line that breaks off is the last of the article, though short."""
    goes_on = _goes_on() | (_of_last(pl.col("n_words")) >= n_words_min)
    is_behind = _has_end() & _is_right_behind(n_from_body_max)
    return is_behind & goes_on & _of_last(_breaks_off())


def is_title(n_words_max: int) -> pl.Expr:
    """Of the lines before the body, the one that most looks like its headline is the title where none is marked.

    `headlines` weighs them: a headline's words return in the first paragraphs, it stands shortly above these and over the
    byline or the date, and the page repeats it in its path or title. The first line of a page is hardly ever the headline.
    """
    weight = pl.when(pl.col("role").is_null() & has_words_max(n_words_max)).then("headline")
    is_best = weight == weight.max().over("article_id")
    return is_best & (is_best.cum_sum().over("article_id") == 1)


def is_author_line(n_words_max: int) -> pl.Expr:
    """Under the title, a line that holds nothing but names of two to five words names the authors.

    Where a script has no capitals, names look like any words: there the line must stand right under the title.
    """
    is_under_title = (pl.col("role") == "title").fill_null(False).cum_sum().over("article_id") > 0
    is_right_under = (beside(pl.col("role"), 1) == "title").fill_null(False)
    has_case = ~pl.col("cased").str.contains(r"[\p{Hebrew}\p{Arabic}]")
    is_cased_or_near = has_case | (is_right_under & (pl.col("n_words") <= 3))
    is_names = pl.col("cased").str.contains(rf"^{NAMES}$") & (pl.col("n_words") >= 2) & is_cased_or_near
    is_few = (pl.col("n_words") - pl.col("cased").str.count_matches(r"\s(?:and|&)\s|[,;]") * 3) <= 5
    return is_under_title & (pl.col("place") == "before") & is_names & is_few & has_words_max(n_words_max)


def is_affiliation(n_words_max: int) -> pl.Expr:
    """The line right under the author's, with no blank one between, says who the author is."""
    is_under = (beside(pl.col("role"), 1) == "byline").fill_null(False) & (pl.col("n_blank_before") == 0)
    return is_under & (pl.col("place") == "before") & ~pl.col("ends_sentence") & has_words_max(n_words_max)


def is_repeated_in_source(n_words_of_sentence_min: int) -> pl.Expr:
    """The line stands in several articles of its source, so it is furniture of its pages, whatever it says.

    The usual heading of a section, and a very short sentence, may return in articles too.
    """
    is_short_sentence = pl.col("ends_sentence") & (pl.col("n_words") < n_words_of_sentence_min)
    return pl.col("returns") & ~says(rf"^{_SECTION}[:.]?$") & ~is_short_sentence


def is_repeated_prose(n_words_min: int, n_times_min: int) -> pl.Expr:
    """A sentence that stands so often in one article is the caption of a gallery, or a notice of the page."""
    is_prose = pl.col("ends_sentence") & (pl.col("n_words") >= n_words_min)
    return is_prose & (pl.len().over("article_id", pl.when(is_prose).then("plain")) >= n_times_min)


def is_signed_standfirst(n_words_max: int) -> pl.Expr:
    """A teaser above the body that closes with its author's name, without a full stop, is the standfirst."""
    signed = rf"[.!?][\"”’)]*\s+(?:Writes|writes|By|by|Reports|reports|Asks|Argues|Says)\s+{NAMES}$"
    could = _is_first_after_title() & has_words_max(n_words_max)
    return pl.when(could).then("cased").otherwise(pl.lit("")).str.contains(signed)


def is_repeated_standfirst(n_words_max: int) -> pl.Expr:
    """A teaser above the body that stands there again, word for word, was taken from the body as its standfirst."""
    is_repeated = (pl.col("plain").is_duplicated() & pl.col("plain").is_first_distinct()).over("article_id")
    return is_repeated & _is_first_after_title() & has_words_max(n_words_max)


def is_standfirst(n_words_min: int, n_words_max: int) -> pl.Expr:
    """A line of some length between title and body, longer than a label, is the standfirst."""
    long_enough = pl.col("n_words").is_between(n_words_min, n_words_max)
    return long_enough & _is_first_after_title() & (pl.col("place") == "before")


def is_stub(n_words_min: int, n_words_max: int, n_times_max: int) -> pl.Expr:
    """A line that looks like a heading may be the start of a cut sentence: it breaks a name that stands whole elsewhere.

    In an article that pages have cut, so may one that opens a paragraph and is written like a sentence, over text that
    does not open like one: where the article has no other headings, or where the text opens with a number.
    """
    could_head = pl.col("role").is_null() & _looks_like_heading(n_words_max) & ~pl.col("has_heading_mark")
    opens = _opens_cut_sentence() & (pl.col("n_words") >= n_words_min)
    weight = pl.when(could_head).then(pl.when(opens).then(1).otherwise(n_times_max + 1)).otherwise(0)
    has_no_other = weight.sum().over("article_id") <= n_times_max
    is_before_number = _of_next_text(pl.col("plain").str.contains(r"^\p{N}[\p{N}.,]*%?\s\p{Ll}"))
    is_start = opens & (has_no_other | is_before_number) & _is_cut()
    return could_head & _breaks_off() & (pl.col("breaks_phrase") | is_start)


def is_heading(n_words_max: int) -> pl.Expr:
    """A short line inside the body that does not end like a sentence, with text below it, heads a section."""
    is_text = pl.col("role").is_null() & (pl.col("place") == "body")
    has_text_below = is_text.cum_sum(reverse=True).over("article_id") > 1
    is_marked = pl.col("has_heading_mark") & (pl.col("place") == "body")
    return (is_marked | _looks_like_heading(n_words_max)) & has_text_below & (pl.col("n_words") > 0)


def is_long_prose(n_words_min: int, n_from_body_max: int) -> pl.Expr:
    """A long line that ends like a sentence is text, also a few lines off the body: little else is written so."""
    is_near = pl.col("n_from_body") <= n_from_body_max
    return pl.col("ends_sentence") & (pl.col("n_words") >= n_words_min) & is_near


def is_embedded_post(n_from_body_max: int) -> pl.Expr:
    """A post that the author shows stands as its words, which end with the address of a picture, and as its signature."""
    posted = r"\bpic\.twitter\.com/\w+$|^[—–-] ?.{1,60} \(@\w+\) .{4,24}$"
    is_posted = says(posted, "pic.twitter.com/ (@") & (pl.col("n_words") <= 60)
    return is_posted & (pl.col("n_from_body") <= n_from_body_max)


def is_outside_body() -> pl.Expr:
    """What stands before or behind the run of prose, and is nothing else, is the page around the article."""
    return pl.col("place") != "body"


def is_prose(n_words_min: int) -> pl.Expr:
    """A line of some words that ends like a sentence is text."""
    return pl.col("ends_sentence") & (pl.col("n_words") >= n_words_min)


def is_body_line() -> pl.Expr:
    """Whatever else stands in the body is kept as text: a line goes only for a reason."""
    return pl.lit(True)


def _looks_like_heading(n_words_max: int) -> pl.Expr:
    """A line of the body that is short, has no end, and is neither an item nor an address nor a part of a cut line."""
    is_item = pl.col("plain").str.contains(rf"^(?:[-{BULLETS}]|\(?[0-9a-z]{{1,3}}[.)])\s|[(\[“\"]$")
    is_cut = pl.col("phrase").str.contains(rf"(?:^|\s)(?:{_PREPOSITION})$") & _is_cut()
    return (
        (pl.col("place") == "body")
        & has_words_max(n_words_max)
        & ~(pl.col("ends_sentence") | pl.col("ends_open") | pl.col("starts_lower"))
        & ~(is_item | says(r"https?://|www\."))
        & ~(is_cut | _of_last(pl.col("rule").eq_missing("is_cut_line")).fill_null(False))
    )


def _opens_cut_sentence() -> pl.Expr:
    """A line behind one that has an end is written like a sentence and breaks off, and the next text opens none."""
    is_first = _of_last(pl.col("ends_sentence") | pl.col("introduces")).fill_null(True)
    is_open = pl.col("role").is_null() & (pl.col("place") == "body") & ~pl.col("ends_sentence")
    text = pl.when(is_open & (pl.col("n_lower_words") > 0)).then("cased").otherwise(pl.lit(""))
    is_quoted = text.str.contains(r"^[\"“«].*[\"”»]$")
    is_title_case = pl.col("n_lower_words") <= text.str.count_matches(rf"\s{_SMALL_WORD}\b")
    is_text = pl.col("ends_sentence") | pl.col("has_inner_end") | pl.col("introduces")
    opens = pl.col("opens_sentence") | pl.col("plain").str.contains(r"^[\"“«]")
    return is_first & _breaks_off() & ~is_quoted & ~is_title_case & _of_next_text(is_text & ~opens)


def _is_cut() -> pl.Expr:
    """Tell an article that pages have cut elsewhere."""
    return (pl.col("rule") == "is_cut_line").fill_null(False).any().over("article_id")


def _goes_on() -> pl.Expr:
    return pl.col("starts_lower") & ~pl.col("plain").str.contains(ITEM)


def _has_end() -> pl.Expr:
    return pl.col("ends_sentence") | (pl.col("introduces") & pl.col("starts_lower"))


def _breaks_off() -> pl.Expr:
    return pl.col("plain").str.contains(_BREAKS_OFF) & ~pl.col("plain").str.contains(ITEM)


def _is_right_behind(n_from_body_max: int) -> pl.Expr:
    return (pl.col("place") == "after") & (pl.col("n_from_body") <= n_from_body_max)


def _of_last(measure: pl.Expr) -> pl.Expr:
    """Return a measure of the line before that is text so far, or that nothing has decided; null at the start."""
    return _where_text(measure).shift().forward_fill().over("article_id")


def _of_next(measure: pl.Expr) -> pl.Expr:
    """Return a measure of the next line that nothing has decided; null at the end."""
    undecided = pl.when(pl.col("role").is_null()).then(measure)
    return undecided.shift(-1).backward_fill().over("article_id")


def _of_next_text(measure: pl.Expr) -> pl.Expr:
    """Return a measure of the next line that is text so far, or that nothing has decided; null at the end."""
    return _where_text(measure).shift(-1).backward_fill().over("article_id")


def _where_text(measure: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("role").is_null() | (pl.col("role") == "paragraph")).then(measure)


def _is_first_after_title() -> pl.Expr:
    """The first undecided line below the title, with no text decided in between."""
    is_title = (pl.col("role") == "title").fill_null(False)
    below = is_title.cum_sum().over("article_id") - is_title.cast(pl.UInt32)
    undecided = (below > 0) & pl.col("role").is_null()
    return undecided & (undecided.cum_sum().over("article_id") == 1)
