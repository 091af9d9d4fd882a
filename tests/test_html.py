"""A web page becomes raw text with marks: pages written here in the style of real ones, through reader and stages."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_fuzz import PAGE, pdf

import pipeline
from office import notes_of, outcome, roles_of
from pipeline.clean import Recipe
from pipeline.sources import Record, Unreadable
from pipeline.sources.encoding import decode
from pipeline.sources.html import read, read_page
from pipeline.verdicts import Verdicts

URL = "https://www.harbour-post.example/2021/10/12/storm?ref=home"
GRAPH = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "WebSite", "@id": "#site", "name": "The Harbour Post"},
  {"@type": "Person", "@id": "#lee", "name": "Ann Lee"},
  {"@type": ["NewsArticle"], "headline": "Storm over the harbour", "author": [{"@id": "#lee"}, {"name": "By Ben Roe"}],
   "datePublished": "2021-10-13T01:30:00Z", "publisher": {"@type": "Organization", "name": "The Harbour Post"}},
]}</script>"""
REPORT = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Storm over the harbour | The Harbour Post</title>
<meta property="og:title" content="Storm over the harbour - The Harbour Post">
<meta property="og:site_name" content="The Harbour Post">
<link rel="canonical" href="/2021/10/12/storm"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
{GRAPH}<style>p {{ color: red }}</style></head><body>
<div class="cookieBanner"><p>This page wants to store cookies on your computer. <button>Accept</button></p></div>
<header><div class="siteName">The Harbour Post</div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav></header>
<main><article><h1 class="entry-title">Storm over the harbour</h1>
<p class="standfirst">What the night has left of the fleet, and what the town makes of it</p>
<div class="post-meta"><span class="byline">By <a rel="author" href="/lee">Ann Lee</a></span>
<time datetime="2021-10-12">12 October 2021</time></div>
<div class="entry-content">
<p>The ships left the <b>har</b>bour in the night of the storm, and no<i>body</i>
in the town saw them go.<sup><a id="r1" href="#n1">1</a></sup></p>
<p>They came back in the morning, all nine of them, with a boat that nobody knew before.</p>
<figure><img src="a.jpg">
<figcaption>The harbour on the day after the storm, seen from the old tower.</figcaption></figure>
<p><a href="/fish">Read more: The fish of the northern sea</a></p>
<h2>The morning after</h2>
<blockquote><p>We saw nothing</p></blockquote>
<p>The minister said on Monday that the fleet would stay in the harbour for<br>the rest of
the year.<br>Nobody else spoke.</p>
<table><tr><th>Ship</th><th>Men</th></tr><tr><td>Anna</td><td>9</td></tr></table>
<p style="display: none">Hidden words that nobody sees on the page, and that are none of its text.</p>
<div class="share-bar">Share this on every network</div>
<h2>Notes</h2><ol><li id="n1">Lee, Water, p. 3. <a href="#r1">↩</a></li></ol>
</div></article>
<aside><h2>More stories</h2><ul><li><a href="/a">The whale came back to the bay</a></li></ul></aside>
<section id="comments"><h3>2 comments</h3>
<p>I was there that night, and I saw all the ships leave the harbour before midnight.</p></section>
</main><footer>© 2021 The Harbour Post</footer><script>var a = "<p>no text</p>";</script></body></html>"""


def test_a_page_comes_out_whole(recipe: Recipe, verdicts: Verdicts) -> None:
    cleaned, segmented = outcome("storm.html", REPORT.encode(), recipe, verdicts)
    furniture, text = ("boilerplate", "is_marked_furniture"), ("paragraph", "is_marked_text")
    assert roles_of(cleaned) == [
        (*furniture, "This page wants to store cookies on your computer."),
        (*furniture, "Accept"),
        (*furniture, "The Harbour Post"),
        (*furniture, "Home"),
        (*furniture, "World"),
        ("title", "is_marked_title", "Storm over the harbour"),
        ("subtitle", "is_marked_subtitle", "What the night has left of the fleet, and what the town makes of it"),
        ("dateline", "is_marked_dateline", "By Ann Lee 12 October 2021"),
        (
            *text,
            "The ships left the harbour in the night of the storm, and nobody in the town saw them go.¹",
        ),
        (*text, "They came back in the morning, all nine of them, with a boat that nobody knew before."),
        ("caption", "is_marked_caption", "The harbour on the day after the storm, seen from the old tower."),
        (*furniture, "Read more: The fish of the northern sea"),
        ("heading", "is_marked_heading", "## The morning after"),
        (*text, "We saw nothing"),
        (*text, "The minister said on Monday that the fleet would stay in the harbour for the rest of the year."),
        (*text, "Nobody else spoke."),
        (*text, "Ship | Men"),
        (*text, "Anna | 9"),
        (*furniture, "Share this on every network"),
        (*furniture, "Notes"),
        (*furniture, "More stories"),
        (*furniture, "The whale came back to the bay"),
        (*furniture, "2 comments"),
        (*furniture, "I was there that night, and I saw all the ships leave the harbour before midnight."),
        (*furniture, "© 2021 The Harbour Post"),
        ("note", "is_marked_note", "1. Lee, Water, p. 3."),
    ]
    assert notes_of(segmented) == [
        (
            "Lee, Water, p. 3.",
            ["The ships left the harbour in the night of the storm, and nobody in the town saw them go."],
        )
    ]


def test_what_a_page_states_of_itself_is_read() -> None:
    record = read_page(REPORT.encode(), URL)
    assert record == Record(
        record.text,
        title="Storm over the harbour",
        authors=("Ann Lee", "Ben Roe"),
        publisher="The Harbour Post",
        published=datetime.date(2021, 10, 12),
        language="en",
        url="https://www.harbour-post.example/2021/10/12/storm",
        rights="https://creativecommons.org/licenses/by/4.0/",
        marks=record.marks,
    )
    assert read(REPORT.encode())[0].published == datetime.date(2021, 10, 13)


PROSE = "The ships left the harbour in the night of the storm, and nobody in the town saw them go."
MORE = "They came back in the morning, all nine of them, with a boat that nobody knew before."


def lines_of(body: str) -> list[str]:
    return read(f"<html><body>{body}</body></html>".encode())[0].text.split("\n\n")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>un<b>der</b>way <i>to</i><span> sea</span></p>", ["underway to sea"]),
        ("<div>one<p>two</p>three<div>four</div></div>", ["one", "two", "three", "four"]),
        ("<ul><li>one<ul><li>two</li></ul></li><li><p>three</p></li></ul>", ["one", "two", "three"]),
        (
            "<p>All is well.<br>Nobody spoke<br/>of the storm.<br><br>At last</p>",
            ["All is well.", "Nobody spoke of the storm.", "At last"],
        ),
        ("<p>Roses<br>Violets</p>", ["Roses", "Violets"]),
        ("<pre>one  two\nThree</pre>", ["one two", "Three"]),
        ("<table><tr><td>a</td><td> </td><td><b>b</b></td></tr></table>", ["a | | b"]),
        ("<table><tr><td><p>one</p></td><td>two</td></tr></table>", ["one", "two"]),
        ("<h3>One</h3><h4><a href='/a'>Two</a></h4>", ["### One", "#### Two"]),
        (
            "<p>one</p><p hidden>x</p><p style='Display : none'>x</p><template>x</template><noscript>x</noscript>",
            ["one"],
        ),
        ("<p>one <span style='visibility:hidden'>x</span>two<!-- x --><script>x</script></p>", ["one two"]),
        ("<p>Tea&nbsp;&amp;&#32;milk &lt;b&gt; caf&eacute; &#x1F375;</p>", ["Tea\u00a0& milk <b> café 🍵"]),
        ("<select><option>one<option>two</select><button>three</button>", ["one", "two", "three"]),
        ("<p>one<p>two<div>three", ["one", "two", "three"]),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", ["漢"]),
        ("<p>\u200bone\u00ad</p>", ["\u200bone\u00ad"]),
        ("<math><mi>x</mi><annotation>\\x</annotation></math>", ["x"]),
        ("<div style='display:none'><p>All of it waits for a script.</p></div>", ["All of it waits for a script."]),
    ],
)
def test_the_visible_text_is_what_a_reader_sees(body: str, lines: list[str]) -> None:
    assert lines_of(body) == lines


def roles(body: str) -> dict[str, str | None]:
    record = read(f"<html><body>{body}</body></html>".encode())[0]
    marks = dict(record.marks)
    return {line: marks.get(number) for number, line in enumerate(record.text.split("\n"), start=1) if line}


@pytest.mark.parametrize(
    ("html", "line", "role"),
    [
        ("<p>{}</p><div class='relatedLinks'><p>More of this.</p></div>", "More of this.", "boilerplate"),
        ("<p>{}</p><div class='post tag-news category-ads'><p>{}</p></div>", MORE, "paragraph"),
        ("<p>{}</p><p><a href='/a'>Nine ships in a storm</a></p>", "Nine ships in a storm", "boilerplate"),
        (
            "<p>{}</p><p>Don't miss:</p><p><a href='/a'>Nine ships in a storm</a></p><p>{}</p>",
            "Don't miss:",
            "boilerplate",
        ),
        ("<p>{}</p><blockquote class='social-widget'><p>So it was</p></blockquote><p>{}</p>", "So it was", "paragraph"),
        ("<p>{}</p><div class='image-credit'>Ann Lee</div><p>{}</p>", "Ann Lee", "caption"),
        ("<p>{}</p><h2>The morning</h2><p>{}</p>", "## The morning", "heading"),
        ("<p>{}</p><p>{}</p><h2>The morning</h2><ul class='nav'><li>a</li></ul>", "## The morning", None),
        ("<p>{}</p><h2>On the sea</h2><ul class='nav'><li>a</li></ul><p>{}</p>", "## On the sea", None),
        ("<p>{}</p><div class='overflow-hidden'><p>{}</p></div>", MORE, "paragraph"),
        (
            "<p>{}</p><div class='tab is-hidden'><p>All ships of the year</p></div>",
            "All ships of the year",
            "boilerplate",
        ),
        ("<form id='aspnetForm'><p>{}</p><p>{}</p></form>", MORE, "paragraph"),
        (
            "<p>{}</p><p>{}</p><div class='comments'><p>I saw them leave before midnight, said she.</p></div>",
            MORE,
            "paragraph",
        ),
    ],
)
def test_what_surrounds_a_block_says_what_it_is(html: str, line: str, role: str | None) -> None:
    body = f"<main><h1>Storm over the harbour</h1>{html.format(PROSE, MORE)}</main><footer>Imprint</footer>"
    assert roles(body)[line] == role


def test_names_that_most_of_the_prose_stands_under_are_not_believed() -> None:
    assert roles(f"<div class='sidebar'><p>{PROSE}</p><p>{MORE}</p></div><nav>Home</nav>") == {
        PROSE: "paragraph",
        MORE: "paragraph",
        "Home": "boilerplate",
    }


OTHER = "The minister came in the evening, and he spoke with all who had been out on the sea."


def test_where_names_leave_no_prose_only_the_elements_of_html_are_furniture() -> None:
    blocks = "".join(f"<div class='promo'><p>{line}</p></div>" for line in (PROSE, MORE, OTHER))
    assert roles(f"{blocks}<nav><p>{MORE[:-1]} too.</p></nav>") == {
        **dict.fromkeys((PROSE, MORE, OTHER), "paragraph"),
        f"{MORE[:-1]} too.": "boilerplate",
    }


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<p>Größe</p>".encode(), None),
        (b"\xef\xbb\xbf" + "<p>Größe</p>".encode(), "latin-1"),
        ("<p>Größe</p>".encode("utf-16"), None),
        ("<p>Größe</p>".encode("utf-16-le"), None),
        ("<meta charset=iso-8859-1><p>Größe</p>".encode(), None),
        ("<p>Größe</p>".encode("latin-1"), "ISO-8859-1"),
        ("<p>Größe</p>".encode("latin-1"), "no such encoding"),
        ("<!-- <meta charset=koi8-r> --><meta charset='windows-1252'><p>Größe</p>".encode("cp1252"), None),
        ("<?xml version='1.0' encoding='iso-8859-15'?><p>Größe</p>".encode("latin-1"), None),
        ("<meta http-equiv=Content-Type content='text/html; charset=undefined'><p>Größe</p>".encode("latin-1"), None),
    ],
)
def test_bytes_are_decoded_as_browsers_do(content: bytes, charset: str | None) -> None:
    assert "<p>Größe</p>" in decode(content, charset)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Корабли вышли из гавани в ночь шторма, и никто в городе не видел, как они ушли.", "cp1251"),
        ("הספינות יצאו מן הנמל בליל הסערה, ואיש בעיר לא ראה אותן הולכות.", "cp1255"),
        ("İstanbul’da şiddetli yağmur ve fırtına, gemiler limandan çıktı ve şehirde kimse görmedi.", "cp1254"),
    ],
)
def test_an_encoding_that_nobody_states_is_told_by_the_letters(text: str, encoding: str) -> None:
    assert decode(f"<p>{text}</p>".encode(encoding)) == f"<p>{text}</p>"


def test_broken_bytes_cost_no_page() -> None:
    text = "Größe der Häfen, für alle Schiffe gemessen, über Jahre."
    broken = text.encode().replace("ß".encode(), b"\xc3", 1)
    assert decode(broken) == text.replace("ß", "\N{REPLACEMENT CHARACTER}", 1)
    assert decode(b"<p>a\0b</p>" + b" " * 99) == "<p>a\N{REPLACEMENT CHARACTER}b</p>" + " " * 99


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"<html><script>x</script><img></html>", "empty"),
        (b"<p>&nbsp;</p>", "empty"),
        (pdf(), "not_text"),
        (bytes(range(256)) * 9, "not_text"),
    ],
    ids=["nothing", "blanks", "script", "space", "pdf", "bytes"],
)
def test_what_shows_no_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.reason == reason


XHTML = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"><head><title/>
<script type="text/javascript" src="a.js"/></head><body><p>Die Schiffe liefen aus.</p></body></html>"""


def test_xhtml_is_read_as_xml_where_it_is() -> None:
    (record,) = read(XHTML.encode())
    assert (record.text, record.language) == ("Die Schiffe liefen aus.", "de")
    assert read(b'<?xml version="1.0"?><html><body><p>It is <b>open</p>&nbsp;</body>')[0].text == "It is open"


def stated(head: str, body: str = f"<p>{PROSE}</p>", url: str | None = None) -> Record:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


SITE, STORM = "The Harbour Post", "Storm over the harbour"
ARTICLE = '{"@type": "NewsArticle", "headline": "Storm", "datePublished": "2021-10-12", "author": {"name": "Ann Lee"}}'


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebPage"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        ARTICLE.replace("}}", "},}"),
        ARTICLE.replace("Storm", "Storm\n\tover"),
        ARTICLE.replace('"', "&quot;"),
        ARTICLE[:-2],
        ARTICLE.replace("}}", '}, "keywords": "a "b" c"}'),
        ARTICLE.replace("NewsArticle", "http://schema.org/BlogPosting").replace('{"name": "Ann Lee"}', '["Ann Lee"]'),
        ARTICLE.replace('{"name": "Ann Lee"}', '[{"givenName": "Ann", "familyName": "Lee"}]'),
        ARTICLE.replace('{"name": "Ann Lee"}', '[{"@type": "Organization", "name": "Post"}, {"name": ["Ann Lee"]}]'),
        f'{{"@type": "ItemList", "itemListElement": [{ARTICLE.replace("Lee", "Roe")}]}}</script>{linked(ARTICLE)[:-9]}',
    ],
)
def test_json_ld_is_found_wherever_it_lies_and_however_broken(data: str) -> None:
    record = stated(linked(data))
    assert (record.authors, record.published) == (("Ann Lee",), datetime.date(2021, 10, 12))


@pytest.mark.parametrize("wrapper", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/* <![CDATA[ */ {} /* ]]> */;"])
def test_json_ld_may_be_wrapped_as_scripts_once_were(wrapper: str) -> None:
    data = ARTICLE.replace('{"name": "Ann Lee"}', '[{"name": "Ann Lee"}, {"name": "Ben Roe"}]')
    assert stated(linked(wrapper.replace("{}", data))).authors == ("Ann Lee", "Ben Roe")


def test_nested_json_ld_ends() -> None:
    assert stated(linked("[" * 100_000)).text == PROSE
    assert stated(linked('{"a":' * 500 + ARTICLE + "}" * 500)).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<title>Storm over the harbour - {SITE}</title>", f"<h1>{SITE}</h1><h2>Storm over the harbour</h2>", STORM),
        (f"<title>{STORM} - {SITE}</title>", f"<h2>Storm over</h2><h2>{STORM}</h2>", STORM),
        (f"<title>{SITE}</title>", f"<h1>{STORM}</h1>", STORM),
        (f"<title>Storm | Sea | {SITE}</title>", "", "Storm | Sea"),
        ("<meta property='og:title' content='Storm &amp;amp; sea &lt;i&gt;now&lt;/i&gt;'>", "", "Storm & sea now"),
        ("", "<h1>One story of many</h1><h1>Another story</h1>", None),
        ("", "", None),
    ],
)
def test_the_title_is_the_heading_that_is_stated(head: str, body: str, title: str | None) -> None:
    assert stated(f"{head}<meta name=publisher content='{SITE}'>", f"{body}<p>{PROSE}</p>").title == title


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ("<meta name=author content='By Ann Lee and Ben Roe'>", "", ("Ann Lee", "Ben Roe")),
        (
            "<meta name=citation_author content='Lee, Ann'><meta name=citation_author content='Roe, Ben'>",
            "",
            ("Ann Lee", "Ben Roe"),
        ),
        (
            "<meta property=article:author content='https://example.org/lee'>",
            "<p>By <a rel=author>Ann Lee</a> | Baku</p>",
            ("Ann Lee",),
        ),
        ("<meta name=author content=admin>", "<div class=authorName>Ann Lee, Senior Editor</div>", ("Ann Lee",)),
        ("<meta property=og:site_name content='The Post'><meta name=author content='The Post'>", "", ()),
        ("", "<div class=sidebar><span class=author>Ben Roe</span></div>", ()),
    ],
)
def test_authors_are_people(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert stated(head, f"<h1>Storm over the harbour</h1>{body}<p>{PROSE}</p>").authors == authors


@pytest.mark.parametrize(
    ("head", "body", "url", "day"),
    [
        ("<meta property=article:published_time content='2021-10-12T23:30:00+02:00'>", "", None, "2021-10-12"),
        ("<meta name=date content='2021-10-13'>", "", "https://a.org/2021/10/12/a", "2021-10-12"),
        ("<meta name=date content='2021-11-13'>", "", "https://a.org/2021/10/12/a", "2021-11-13"),
        ("", "<time class=published datetime='2021-10-12'>Tuesday</time>", None, "2021-10-12"),
        ("", "<p class=date>12 October 2021</p>", None, "2021-10-12"),
        ("", "", "https://a.org/2021/oct/12/a", "2021-10-12"),
        ("<meta name=date content='0001-01-01'>", "", None, "None"),
    ],
)
def test_a_page_is_dated(head: str, body: str, url: str | None, day: str) -> None:
    assert str(stated(head, f"<h1>Storm over the harbour</h1>{body}<p>{PROSE}</p>", url).published) == day


@pytest.mark.parametrize(
    ("link", "url", "address"),
    [
        ("https://a.org/b?c=1", None, "https://a.org/b?c=1"),
        ("/b", "https://a.org/b?utm=1", "https://a.org/b"),
        ("https://a.org/", "https://a.org/b", "https://a.org/b"),
        ("/b", None, None),
        ("http://[bad", "https://a.org/b", "https://a.org/b"),
        ("", "file:///b", None),
    ],
)
def test_the_address_is_the_canonical_one_unless_it_leads_to_the_front_page(
    link: str, url: str | None, address: str | None
) -> None:
    assert stated(f'<link rel="canonical" href="{link}">', url=url).url == address


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en-US", PROSE * 3, "en"),
        ("en-US", "Die Schiffe verließen den Hafen in der Nacht des Sturms, und niemand sah sie gehen. " * 4, None),
        ("de-DE", "Sturm", "de"),
        ("und", PROSE * 3, None),
        ("lang", PROSE * 3, None),
    ],
)
def test_a_language_is_stated_unless_the_text_belies_it(language: str, text: str, found: str | None) -> None:
    page = f'<html lang="{language}"><body><p>{text}</p></body></html>'
    assert read(page.encode())[0].language == found


def test_a_call_in_brackets_is_a_call() -> None:
    body = f'<p>{PROSE}[<a id="r" href="#n">1</a>]</p><p>{MORE}</p><p id="n">[<a href="#r">1</a>] Lee, Water.</p>'
    assert lines_of(body) == [f"{PROSE}¹", MORE, "1. Lee, Water."]


@pytest.mark.parametrize(
    "end",
    ["<ul><li><a href=/a>x</a>" * 400, "<a id=a href=#a>1</a>" * 3_000, "<table><tr><td>" * 500, "<b>" * 1_000],
    ids=["lists", "anchors", "tables", "inline"],
)
def test_what_repeats_without_end_is_read_all_the_same(end: str) -> None:
    assert read(f"<p>{PROSE}</p><p>{MORE}</p>{end}".encode())[0].text.startswith(f"{PROSE}\n\n{MORE}")


@pytest.mark.parametrize("name", ["div", "b"])
def test_what_lies_thousands_deep_is_refused_before_any_text_is_lost(name: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(f"<p>{MORE}</p>{f'<{name}>' * 5_000}<p>{PROSE}</p>".encode())
    assert raised.value.reason == "too_costly"


WORDS = st.text("abcαβ汉字", min_size=1, max_size=4)
NAMES = st.sampled_from(["p", "div", "b", "a", "span", "li", "td", "h2", "section", "nav", "blockquote", "figure"])
TREES = st.recursive(
    WORDS.map(lambda word: f" {word} "),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=20,
)


@given(TREES)
def test_nothing_visible_is_lost(tree: str) -> None:
    words = [
        word
        for piece in tree.replace("<", "\0<").replace(">", ">\0").split("\0")
        if "<" not in piece
        for word in piece.split()
    ]
    try:
        (record,) = read(f"<html><body>{tree}</body></html>".encode())
    except Unreadable:
        assert words == []
    else:
        assert [word for word in record.text.split() if word.strip("#|")] == words


def test_extract_gives_plain_values() -> None:
    found = pipeline.extract(REPORT, URL)
    assert found == pipeline.extract(REPORT.encode(), URL)
    assert found._replace(text="") == (
        "",
        "Storm over the harbour",
        ["Ann Lee", "Ben Roe"],
        "2021-10-12",
        "The Harbour Post",
        "en",
    )
    assert found.text.split("\n\n")[:4] == [
        "The ships left the harbour in the night of the storm, and nobody in the town saw them go.",
        "They came back in the morning, all nine of them, with a boat that nobody knew before.",
        "The morning after",
        "We saw nothing",
    ]


def test_many_pages_come_out_as_one_by_one() -> None:
    pages: list[tuple[str | bytes, str | None]] = [
        (REPORT, URL),
        ("<script>x</script>", None),
        (PAGE, None),
        ("", None),
    ]
    assert pipeline.extract_all(pages) == [pipeline.extract(*page) for page in pages]
    assert pipeline.extract_all(iter([])) == []
    assert pipeline.extract("") == ("", None, [], None, None, None)
    with pytest.raises(Unreadable):
        pipeline.extract(pdf())
