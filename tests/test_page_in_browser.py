"""The page as people meet it: opened from disk in Chromium, looked at, searched, and walked through by keyboard."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser import Scheme, look_at, start_browser
from conftest import build
from pipeline import report, store
from pipeline.configs import CONFIGS
from pipeline.page.sample import read_files
from pipeline.params import read_settings
from pipeline.release.citation import cite, make_cited, read_languages_and_rights, read_record
from pipeline.release.ledger import read_ledger
from pipeline.release.manifest import read_manifest
from project import Project
from test_page_grows import page_of

CHAPTER = "004_98872ea03133f5bc"
BRYZA = f"{CHAPTER}#s-f7a931daf3"
VIEWS = ("#/", "#/articles", "#/shared", f"#{CHAPTER}", f"#{BRYZA}")
HEBREW = (
    "נמל חיפה נפתח מחדש\n\nמאת דנה כהן\n\n"
    "הנמל נפתח מחדש ביום שני בבוקר, לאחר שביתה ארוכה של העובדים. הספינות הראשונות יצאו לדרך באותו הלילה.\n\n"
    "דובר הנמל אמר כי העבודה תימשך כסדרה גם בשבוע הבא, ושכל העובדים חזרו לתפקידם המלא.\n"
)
OVERRIDE = "\u202e"
HOSTILE = {
    '"><img src=x onerror=alert(1)>': (
        f"<script>alert('title')</script> {OVERRIDE}evil\n\nBy <b onclick=alert(2)>Ann Lee</b>\n\n"
        "The harbour </script><script>alert(3)</script> was closed on Monday by its workers, who asked for pay. "
        "<!-- <script> Ships left -->  the same night, ]]> and &lt;img src=x onerror=alert(4)&gt; came back.\n\n"
        f"A line {OVERRIDE}turned round\u2066 was read by nobody at all in the town \u2028 of ours on Tuesday.\n\n"
        '<iframe src="javascript:alert(5)"></iframe> <a href="javascript:alert(6)">Read more about this harbour.</a>\n'
    ),
    "__proto__": (
        "constructor\n\nThe harbour was closed on Monday by its workers, who asked for pay and shorter days.[1]\n\n"
        'Notes\n\n1 See javascript:alert(7) and <https://example.org/"onmouseover=alert(8)> for what was said there.\n'
    ),
    "100%25 plain": "The harbour was closed on Monday by its workers, who asked for more pay and shorter days.\n",
}
CATALOGUE = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as started:
        yield started


@pytest.fixture(scope="module")
def page_path(built: Path) -> Path:
    return built / "data/reports/index.html"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that tries: mark-up and scripts in names, texts and catalogue, and a title of a megabyte."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data/raw").mkdir(parents=True)
    for name, text in HOSTILE.items():
        (folder / f"data/raw/{name}.txt").write_text(text, "utf-8")
    (folder / "data/raw/long.md").write_text("# " + "M" * 2**20 + "\n\n" + HOSTILE["100%25 plain"], "utf-8")
    (folder / "data/raw/<img src=x onerror=alert(9)>.txt").write_bytes(b"")
    publisher = f"<script>alert(10)</script>{OVERRIDE}"
    row = f"long,long.md,,,{OVERRIDE}Ann; <b>Bob</b>,{publisher},,en,https://example.org/<x>'y,unknown\n"
    (folder / "data/catalogue.csv").write_text(CATALOGUE + row, "utf-8")
    return build(folder) / "data/reports/index.html"


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hebrew")
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/raw/haifa.txt").write_text(HEBREW, "utf-8")
    (folder / "data/catalogue.csv").write_text(CATALOGUE, "utf-8")
    return build(folder) / "data/reports/index.html"


def rows_of(page_path: Path, config: str) -> pl.DataFrame:
    return pl.read_parquet(page_path.parent.parent / f"dataset/{config}/*.parquet")


def go(page: Page, address: str) -> None:
    page.evaluate("address => { location.hash = address; }", address)


def style(page: Page, selector: str, name: str) -> str:
    code = "([selector, name]) => getComputedStyle(document.querySelector(selector)).getPropertyValue(name)"
    return str(page.evaluate(code, [selector, name]))


def test_overview(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path) as seen:
        page = seen.page
        expect(page.get_by_role("heading", level=1)).to_have_text("Israel, Azerbaijan and Iran in five articles")
        assert page.locator(".chart svg").count() == 4
        page.get_by_text("As a table").nth(1).click()
        expect(page.locator("details[open] table")).to_contain_text("20–24")
        expect(page.locator(".rules").first).to_contain_text("A copyright notice is the publisher's")
        page.locator(".copied").first.get_by_role("button").click()
        expect(page.locator("#told")).to_have_text("Copied: Copy BibTeX")


def test_an_article_line_by_line(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, f"#{CHAPTER}") as seen:
        page = seen.page
        lines = rows_of(page_path, "lines").filter(article_id=CHAPTER)
        assert page.locator(".line").count() == lines.height
        shown = page.locator(".line .words").all_text_contents()
        assert [text.removeprefix("↳ ") for text in shown] == lines["text"].to_list()
        assert page.locator(".line.joined").count() == 14
        clean = page.locator(".clean p[id]").evaluate_all(
            "all => all.map(one => { const copy = one.cloneNode(true); "
            "copy.querySelectorAll('sup').forEach(mark => mark.remove()); return copy.textContent; })"
        )
        paragraphs = rows_of(page_path, "paragraphs").filter(article_id=CHAPTER, role="paragraph")
        assert clean == paragraphs["text"].to_list()


def test_what_became_of_a_line_shows_in_colour_and_pattern(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, "#001_21928f1a2792a99b") as seen:
        page = seen.page
        assert page.locator(".line.dropped").count() == 4
        assert "line-through" in style(page, ".line.dropped .words", "text-decoration")
        grounds = {style(page, f".legend .{fate}", "background-image") for fate in ("kept", "joined", "dropped")}
        assert len(grounds) == 3
        shades = [
            style(page, f".clean p:nth-of-type(1) .sentence:nth-of-type({n}) a", "background-color") for n in (1, 2)
        ]
        assert shades[0] != shades[1]


def test_a_line_tells_its_role_and_rule_on_hover_and_on_focus(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, "#001_21928f1a2792a99b") as seen:
        page, tip = seen.page, seen.page.locator("#tip")
        page.locator(".line").first.hover()
        expect(tip).to_contain_text("title by is_title")
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()
        page.locator(".line.dropped").first.focus()
        expect(tip).to_contain_text(re.compile(r"boilerplate by is_\w+.{30,}raw characters \d+–\d+", re.DOTALL))
        expect(page.locator(".line.dropped").first).to_have_attribute("aria-describedby", "tip")


def test_a_sentence_tells_id_offsets_and_citation(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, f"#{CHAPTER}") as seen:
        page = seen.page
        page.get_by_role("link", name=re.compile("^In 2012, for instance, Tehran")).click()
        detail = page.get_by_role("region", name="Sentence")
        for words in (BRYZA, "[10377:10569]", "has_terminal_mark"):
            expect(detail).to_contain_text(words)
        expect(detail.locator(".citation")).to_have_text(citation_of(page_path, BRYZA))
        assert page.url.endswith(f"#{BRYZA}")
        traced = "".join(page.locator(".line mark").all_text_contents())
        assert traced.startswith("In 2012, for instance") and traced.endswith("Matthew Bryza).⁸")
        detail.get_by_role("button", name="Copy id").click()
        expect(page.locator("#told")).to_have_text("Copied: Copy id")
        page.keyboard.press("Escape")
        expect(detail).to_be_hidden()


def citation_of(page_path: Path, sentence_id: str) -> str:
    """Return what `pressmark cite ID --style apa` prints."""
    folder = page_path.parent.parent / "dataset"
    manifest = read_manifest(folder)
    settings = read_settings(report.Described, "publish").model_dump()
    released = read_ledger(folder.parent / "releases.json").find(manifest["version"])
    cited = make_cited(settings, manifest, released, *read_languages_and_rights(folder))
    return cite(cited, "apa", read_record(folder, CONFIGS[2], sentence_id)).strip()


def test_links_lead_to_articles_and_sentences(browser: Browser, page_path: Path) -> None:
    sentences = rows_of(page_path, "sentences")
    with look_at(browser, page_path) as seen:
        for sentence_id, text in sentences.select("sentence_id", "text").gather_every(23).iter_rows():
            go(seen.page, f"#{sentence_id}")
            expect(seen.page.locator("#detail code").first).to_have_text(sentence_id)
            chosen = "".join(seen.page.locator(".sentence.chosen a.text").all_text_contents())
            assert chosen == text
        for article_id in sentences["article_id"].unique():
            go(seen.page, f"#{article_id}")
            expect(seen.page.locator("#reader header")).to_contain_text(article_id)
        seen.page.go_back()
        seen.page.go_back()
        go(seen.page, "#no-such-article")
        expect(seen.page.locator("#found")).to_have_text("No article no-such-article on this page.")


def test_a_footnote_mark_jumps_to_its_note_and_back(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, f"#{CHAPTER}") as seen:
        page = seen.page
        page.get_by_role("link", name="Note 8", exact=True).click()
        expect(page.locator(f'[id="{CHAPTER}#n-8"]')).to_be_focused()
        expect(page.locator(f'[id="{CHAPTER}#n-8"]')).to_be_in_viewport()
        page.get_by_role("link", name="Back to the sentence that calls note 8").click()
        expect(page.locator("#detail code").first).to_have_text(BRYZA)
        expect(page.locator(f'[id="{BRYZA}"]')).to_be_in_viewport()


def test_search_and_filters(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path) as seen:
        page, found = seen.page, seen.page.locator("#found")
        page.get_by_role("searchbox").fill("matthew BRYZA")
        expect(found).to_have_text("1 article, 1 sentence")
        expect(page.locator("#results mark")).to_have_text("Matthew Bryza")
        page.locator("#results .hits a").click()
        expect(page.locator("#detail code").first).to_have_text(BRYZA)
        page.get_by_role("searchbox").fill("")
        expect(found).to_have_text("5 articles")
        page.get_by_label("Role").select_option("boilerplate")
        expect(found).to_have_text("4 articles")
        page.get_by_label("Rule").select_option("is_comment_form")
        page.get_by_role("searchbox").fill("comment")
        expect(found).to_have_text(re.compile(r"^\d articles?, \d lines?$"))
        page.locator("#results .hits a").first.click()
        expect(page.locator(".line.match").first).to_be_visible()
        for label in ("Role", "Rule"):
            page.get_by_label(label).select_option("")
        page.get_by_role("searchbox").fill("")
        page.get_by_label("Publisher").select_option("Haaretz")
        expect(found).to_have_text("1 article")
        page.get_by_label("Language").select_option("en")
        expect(found).to_have_text("1 article")


def test_search_finds_whatever_stands_there(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, "#/articles") as seen:
        for words, told in {
            "ground zero": "2 articles, 2 sentences",
            "<script>": "0 articles",
            ".*": "0 articles",
        }.items():
            seen.page.get_by_role("searchbox").fill(words)
            expect(seen.page.locator("#found")).to_have_text(told)


def test_the_keyboard_alone_is_enough(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        expect(page.get_by_text("To the content")).to_be_focused()
        page.keyboard.press("Control+k")
        page.keyboard.type("Bryza")
        expect(page.locator("#found")).to_have_text("1 article, 1 sentence")
        tab_to(page, "#results .hits a")
        page.keyboard.press("Enter")
        expect(page.locator("#detail code").first).to_have_text(BRYZA)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("link", name="Note 8", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(f'[id="{CHAPTER}#n-8"]')).to_be_focused()
        tab_to(page, ".line", "Shift+Tab")
        for key in ("Home", "ArrowDown"):
            page.keyboard.press(key)
        expect(page.locator("#tip")).to_contain_text("byline by is_author_line")
        page.keyboard.press("Escape")
        expect(page.locator("#tip")).to_be_hidden()
        tab_to(page, "nav a", "Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#shared-heading")).to_be_focused()


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until an element has the focus: a reader must get there in few steps."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is out of the keyboard's reach")


def test_quotations_stand_side_by_side(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, "#/shared") as seen:
        page = seen.page
        expect(page.locator(".passage")).to_have_count(1)
        expect(page.locator(".passage")).to_contain_text("2 sentences in 2 articles")
        boxes = [place.bounding_box() for place in page.locator(".places li").all()]
        assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
        page.locator(".places a").nth(1).click()
        expect(page.locator("#detail")).to_contain_text("001_21928f1a2792a99b#s-")
        page.locator("#detail").get_by_role("link", name="000_dc2fd5596c1c1715").click()
        expect(page.locator("#detail code").first).to_contain_text("000_dc2fd5596c1c1715#s-")


def test_light_and_dark(browser: Browser, page_path: Path) -> None:
    with look_at(browser, page_path, scheme="dark") as seen:
        dark = style(seen.page, "body", "background-color")
        button = seen.page.locator("#theme")
        button.click()
        light = style(seen.page, "body", "background-color")
        button.click()
        assert (brightness(dark) < 60, brightness(light) > 220) == (True, True)
        assert style(seen.page, "body", "background-color") == dark
        expect(button).to_have_attribute("aria-label", "Colours: dark")


def brightness(colour: str) -> float:
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3


def test_right_to_left(browser: Browser, hebrew: Path) -> None:
    with look_at(browser, hebrew, "#haifa") as seen:
        page = seen.page
        for selector in ("#reader h1", ".clean p[id]", ".line .words", "#results .title"):
            assert style(page, selector, "direction") == "rtl", selector
        paragraph, sentence = page.locator(".clean p[id]").first, page.locator(".sentence").first
        outer, inner = paragraph.bounding_box(), sentence.locator("a").evaluate("one => one.getClientRects()[0].right")
        assert outer and abs(outer["x"] + outer["width"] - inner) < 2, "the first line starts at the right"
        assert style(page, ".masthead", "direction") == "ltr"
        raw, clean = (page.locator(f".row:last-child .{side}").bounding_box() for side in ("raw", "clean"))
        assert raw and clean and raw["x"] > clean["x"], "the raw lines come first, from the right"
        page.get_by_role("searchbox").fill("הספינות")
        expect(page.locator("#found")).to_have_text("1 article, 1 sentence")


def test_a_hostile_corpus_does_nothing(browser: Browser, hostile: Path) -> None:
    names = [*HOSTILE, "long"]
    with look_at(browser, hostile) as seen:
        page = seen.page
        for address in ("#/", "#/articles", "#/shared"):
            go(page, address)
            page.mouse.move(200, 300)
        assert page.locator("#results .title").count() == len(names)
        for n in range(len(names)):
            go(page, "#/articles")
            page.locator("#results .title").nth(n).click()
            page.locator(".line").first.hover()
            page.locator(".sentence a.text").first.click()
            expect(page.locator("#detail")).to_be_visible()
        scripts = "all => all.filter(one => !one.type && !one.text.includes('DecompressionStream')).length"
        assert page.locator("script").evaluate_all(scripts) == 0
        assert page.locator("img, iframe, object, embed, base, [onclick], [onerror], [onmouseover]").count() == 0
        assert_addresses_are_safe(page)
        assert page.evaluate("Object.keys({}.__proto__).length === 0 && document.querySelectorAll('b').length < 5")


def test_what_is_no_web_address_is_no_link(browser: Browser, built: Path, tmp_path: Path) -> None:
    """No such address passes the schemas: the page does not rely on it."""
    with contextlib.chdir(built):
        tables = next(read_files(read_manifest(store.DATASET)))
        tables["articles"] = tables["articles"].with_columns(url=pl.lit("javascript:alert(1)"))
        urls = pl.lit(["javascript:alert(2)"], dtype=pl.List(pl.String))
        tables["notes"] = tables["notes"].with_columns(text=pl.lit("See javascript:alert(2)."), urls=urls)
        (tmp_path / "index.html").write_text(page_of(tables), "utf-8")
    with look_at(browser, tmp_path / "index.html", f"#{CHAPTER}") as seen:
        expect(seen.page.locator(".note").first).to_contain_text("javascript:alert(2)")
        assert_addresses_are_safe(seen.page)


def assert_addresses_are_safe(page: Page) -> None:
    for address in page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        assert re.match(r"#|https?://", address), address


def test_the_hostile_corpus_is_as_bad_as_it_should_be(hostile: Path) -> None:
    articles = {row["article_id"]: row for row in rows_of(hostile, "articles").iter_rows(named=True)}
    assert set(articles) == {*HOSTILE, "long"}
    assert len(articles["long"]["title"]) == 2**20
    assert "<script>" in articles["long"]["publisher"]


@pytest.mark.parametrize("name", [*HOSTILE, "long"])
def test_a_hostile_article_is_shown_as_it_is(browser: Browser, hostile: Path, name: str) -> None:
    lines = rows_of(hostile, "lines").filter(article_id=name)
    with look_at(browser, hostile, "#/articles") as seen:
        go(seen.page, "#" + str(seen.page.evaluate("encodeURIComponent", name)))
        expect(seen.page.locator("#reader header code")).to_have_text(name)
        for button in seen.page.locator(".whole-line").all():
            button.click()
        shown = [
            text.removeprefix("↳ ").replace(f"U+{ord(OVERRIDE):X}", OVERRIDE)
            for text in seen.page.locator(".line .words").all_text_contents()
        ]
        assert [text.replace("U+2066", "\u2066") for text in shown] == lines["text"].to_list()
        titles = seen.page.locator("#reader h1, #results .title, #results .about").all_text_contents()
        assert all(len(text) <= 400 and OVERRIDE not in text for text in [*titles, seen.page.title()])
        assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
@pytest.mark.parametrize("address", VIEWS)
def test_every_width_is_wide_enough(browser: Browser, page_path: Path, address: str, width: int) -> None:
    with look_at(browser, page_path, address, width) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        columns = seen.page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('.clean p')].map(p => p.clientWidth))"
        )
        assert columns < 1100, "a line of text stays short enough to read"


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(browser: Browser, page_path: Path, hebrew: Path, width: int, scheme: Scheme) -> None:
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    with look_at(browser, page_path, "#/", width, scheme) as seen:
        for address in (view for view in VIEWS if view != f"#{CHAPTER}"):  # which the last one shows too
            go(seen.page, address)
            assert axe(seen.page, options) == [], address
        seen.page.get_by_label("Role").evaluate(
            "one => { one.value = 'paragraph'; one.form.dispatchEvent(new Event('change')); }"
        )
        seen.page.locator(".line:visible, .sentence a:visible").first.focus()
        assert axe(seen.page, options) == [], "filtered, with its tip"
    with look_at(browser, hebrew, "#haifa", width, scheme) as seen:
        assert axe(seen.page, options) == []


def axe(page: Page, options: dict[str, Any]) -> list[tuple[str, str]]:
    found = Axe().run(page, options=options).response["violations"]
    return [(fault["id"], node["html"][:200]) for fault in found for node in fault["nodes"]]


def test_print_gives_a_clean_article(browser: Browser, page_path: Path, tmp_path: Path) -> None:
    with look_at(browser, page_path, f"#{BRYZA}", scheme="dark") as seen:
        page = seen.page
        page.emulate_media(media="print", color_scheme="dark")
        for selector in (".masthead", ".finder", ".line", ".tools", ".legend", "#detail", ".fate"):
            expect(page.locator(selector).first).to_be_hidden()
        expect(page.locator("#reader h1")).to_be_visible()
        expect(page.locator(".sentence").last).to_be_visible()
        assert brightness(style(page, "body", "color")) < 60, "ink is dark on paper"
        page.pdf(path=tmp_path / "article.pdf")
        assert (tmp_path / "article.pdf").stat().st_size > 10_000


def test_every_article_is_there_without_a_server_or_a_network(
    browser: Browser, page_path: Path, tmp_path: Path
) -> None:
    shutil.copy(page_path, tmp_path / "elsewhere.html")
    with look_at(browser, tmp_path / "elsewhere.html") as seen:
        seen.page.context.set_offline(True)
        for article_id in rows_of(page_path, "articles")["article_id"]:
            go(seen.page, f"#{article_id}")
            expect(seen.page.locator("#reader header")).to_contain_text(article_id)


def test_plots_are_shown_without_a_network(browser: Browser, built: Path, tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    for name in ("plots.html", "plots"):
        source, target = built / "data/reports" / name, project.folder / "data/reports" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
    done = project.run("dvc", "plots", "show")
    assert done.returncode == 0, done.stderr
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    path = project.folder / "dvc_plots/index.html"
    page.goto(path.as_uri())
    expect(page.locator(".vega-embed canvas, .vega-embed svg.marks")).to_have_count(4)
    assert asked == [path.as_uri()]
