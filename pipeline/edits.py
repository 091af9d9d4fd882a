"""Every way a text is improved: settings → a rewrite, which keeps the raw place of all it changes.

What is broken is mended before (`repairs`). Spelling, quotation marks and dashes are the author's and stay as they are.
Characters that carry meaning without being seen (zero-width joiners, marks of direction) stay too.
"""

from pipeline.lines import WHITE_SPACE
from pipeline.rewrite import Rewrite

_URL = r"(?:https?|ftp)://[^\s<>]+|mailto:[^\s<>]+|www\.[^\s<>]+"
_PUNCTUATION = r"!-/:-@\[-`{-~"


def drop_escapes() -> Rewrite:
    r"""Take out the backslash that Markdown sets before punctuation: it belongs to the mark-up, not to the text.

    Any ASCII punctuation may be escaped (CommonMark 0.31, section 2.4).

    >>> drop_escapes()(r"valued at \$1.6 billion \[sic\], in C:\temp")
    'valued at $1.6 billion [sic], in C:\\temp'
    """
    return Rewrite(sign=r"\\[!-/:-@\[-`{-~]", pattern=rf"(\\)[{_PUNCTUATION}]")


def drop_autolink_brackets() -> Rewrite:
    """Take off the angle brackets that Markdown sets around an address (CommonMark 0.31, section 6.5).

    >>> drop_autolink_brackets()("Accessed at: <https://www.example.org/a_b>. And 1 < 2 > 0.")
    'Accessed at: https://www.example.org/a_b. And 1 < 2 > 0.'
    """
    return Rewrite(sign=r"<(?:https?:|ftp:|mailto:|www\.)", pattern=rf"(<)(?:{_URL})(>)")


def drop_link_marks() -> Rewrite:
    """Leave of a Markdown link or picture its words: the address is mark-up (CommonMark 0.31, sections 6.3 and 6.4).

    A bare number is the mark of a note, and what is no address stays too.

    >>> drop_link_marks()("see [the treaty](https://a.org/b_(c) 'text'), ![a map](map.png), [annex][1]")
    'see the treaty, a map, annex'
    >>> drop_link_marks()("as he said [3](#n3), f[x](y) [sic]")
    'as he said [3](#n3), f[x](y) [sic]'
    """
    address = r"(?:<[^<>\n]*>|(?=[^\s()]*[./#:])[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)"
    titled = r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
    words = r"(?!\^|\d{1,4}\])[^\[\]\n]+"
    inline = rf"(?<![\w\\!])(!?\[){words}(\]\({address}{titled}\))"
    reference = rf"(?<![\w\\!\]])(!?\[){words}(\]\[(?!\^)[^\[\]\n]*\])"
    return Rewrite(sign=r"\]\(|\]\[", pattern=f"{inline}|{reference}")


def drop_code_marks() -> Rewrite:
    """Take out the backticks around code (CommonMark 0.31, section 6.1); those of ``quotations'' are never a pair.

    >>> drop_code_marks()("run `make test`, ``it's`` done, ``so'' he said")
    "run make test, it's done, ``so'' he said"
    """
    return Rewrite(sign="`", pattern=r"(?<![`\\])(`{1,3})(?!`)[^`\n]+(\1)(?!`)")


def drop_quote_marks() -> Rewrite:
    """Take out the angle brackets that open each line of a quoted block (CommonMark 0.31, section 5.1).

    >>> drop_quote_marks()("> > They left."), drop_quote_marks()(">50 people")
    ('They left.', '>50 people')
    """
    return Rewrite(sign=r"^>(?: |>)", pattern=r"^((?:> ?)*> )")


def drop_emphasis() -> Rewrite:
    """Take out the asterisks and underscores that mark emphasis: they are mark-up around the words.

    Marks must hug words on the inside and stand free on the outside, so that a product, a lone asterisk, a
    list's bullet and a name with underscores stay.

    >>> drop_emphasis()("*Israel Hayom* reprinted in **JNS**, _2 * 3 * 4_ = 24 in snake_case_name, see *")
    'Israel Hayom reprinted in JNS, 2 * 3 * 4 = 24 in snake_case_name, see *'
    """
    asterisks = r"(?<![\w*\\])(\*{1,3})(?![\s*])[^*\n]*?[^\s*\\](\1)(?![\w*])"
    underscores = r"(?<![\w_\\])(_{1,3})(?![\s_])[^_\n]*?[^\s_\\](\3)(?![\w_])"
    return Rewrite(sign=r"[*_]", pattern=f"{asterisks}|{underscores}")


def drop_heading_marks() -> Rewrite:
    """Take out the number signs of a Markdown heading (CommonMark 0.31, section 4.2): the role says it is one.

    >>> drop_heading_marks()("## The war of 2020 ##"), drop_heading_marks()("#hashtag")
    ('The war of 2020', '#hashtag')
    """
    return Rewrite(sign=r"^#{1,6}\s", pattern=r"^(#{1,6}\s+)(?:.*?(?<!\s)(\s+#+)$)?")


def collapse_spaces() -> Rewrite:
    r"""Fold every run of white space to one plain space: no-break, thin and doubled spaces are typesetting.

    >>> collapse_spaces()("two  spaces,\ta tab, a no-break\u00a0space")
    'two spaces, a tab, a no-break space'
    """
    run = f"[{WHITE_SPACE}]"
    return Rewrite(sign=rf"{run}{{2}}|[{WHITE_SPACE.replace(' ', '')}]", pattern=rf"(?! (?!{run})){run}+", text=" ")
