"""What each line of a page is: for every rule the forms that it knows, and the sentences that must not tempt it.

A sign is tried inside the body of a small page, where every line that no sign decides is text; whole pages
show the order of the rules.
"""

import polars as pl
import pytest

from pipeline import roles
from pipeline.clean import Recipe, clean
from pipeline.params import rules_of
from pipeline.repetition import with_keys

TITLE = "Ministers meet in Baku"
PROSE = (
    "The two ministers met in Baku on Sunday and agreed to open the border before the end of the year.",
    "Officials on both sides said that the talks would go on until all of the questions were settled.",
)

SIGNS: dict[str, list[str]] = {
    "is_invisible": ["\u200b\u200d", "\ufeff", "\u200f\u200e"],
    "is_copyright_line": [
        "© 2023 Example News Ltd. All rights reserved.",
        "Copyright © 2019-2023 Example News",
        "Example News © 2023",
        "(c) 2023, The Daily Example",
        "This material may not be published, broadcast, rewritten, or redistributed.",
        "Все права защищены. © 2020",
        "כל הזכויות שמורות לאתר החדשות",
        "Tüm hakları saklıdır.",
    ],
    "is_site_notice": [
        "(This story was first published on our site in May.)",
        "This article was originally published on Example Blog.",
        "Originally published at example.org",
        "Views expressed in this article are the author's own.",
        "The post Ministers meet appeared first on Example.",
        "Editor's note: this story was updated on Monday.",
        "We may earn a small commission if you buy through our links.",
    ],
    "is_cookie_notice": [
        "We use cookies to improve your experience.",
        "By clicking “Accept”, you agree to the storing of cookies.",
        "Accept all cookies",
        "Privacy Policy | Terms of Use",
        "Please enable cookies in your browser.",
    ],
    "is_newsletter_form": [
        "Please fill in the form to subscribe to our weekly newsletter",
        "Get Example Magazine delivered to your inbox",
        "See all newsletters",
        "You have successfully subscribed. Thank you!",
        "Want more? Subscribe to our newsletter today.",
        "Sign up for breaking news alerts",
        "Already a subscriber? Log in",
        "Enter your email address",
        "Support our independent journalism",
        "Abone olun",
        "Подпишитесь на наш канал",
    ],
    "is_share_bar": [
        "Share this article",
        "Share: Facebook | X | Email",
        "Facebook Twitter WhatsApp",
        "Follow us on Instagram",
        "1.2K shares",
        "• Facebook",
        "299 Followers",
        "Copied!",
        "Teilen",
        "שתף",
    ],
    "is_comment_form": [
        "3 Comments",
        "Leave a Reply Cancel reply",
        "Your email address will not be published.",
        "[ 167 comments ]",
        "Top Rated Comments",
        "You must log in to post a comment.",
        "Save my name and email in this browser",
        "One thought on “Ministers meet”",
        "Комментарии (12)",
        "תגובות",
    ],
    "is_lone_number": ["12", "1,204", "- 4 -", "1.2k", "Page 3 of 10", "۱۲"],
    "is_navigation": [
        "Home » World » Caucasus",
        "Home",
        "Skip to main content",
        "Back to top",
        "Next Post Storm over the Caspian",
        "News | Sport | Culture | Video",
        "Continue reading…",
        "View all",
        "Report an error",
        "Image 1 of 4",
        "Go to Home Page »",
        "The whole story by clicking here",
    ],
    "is_widget_heading": [
        "Most Popular",
        "Latest news:",
        "Tags",
        "Editor's Picks",
        "Up next in Politics",
        "• Son xəbərlər",
        "関連記事",
    ],
    "is_related_heading": [
        "More from this author",
        "Read more: Storm over the Caspian",
        "You may also like",
        "Читайте также: Буря над Каспием",
        "Həmçinin oxu: Xəzərdə fırtına",
        "קראו גם: סערה",
    ],
    "is_developer_credit": [
        "Powered by WordPress",
        "Website designed by Example Studio",
        "طراحی سایت: شرکت نمونه",
        "Создание сайта — студия Пример",
        "בניית אתר: סטודיו דוגמה",
    ],
    "is_keyword_list": [
        "Keywords: Iran, gas, pipelines",
        "Filed under: Caucasus",
        "Теги: Баку, газ",
        "Etiketler: Bakü, gaz",
        "תגיות: באקו, גז",
        "کلیدواژه‌ها: باکو، گاز",
    ],
    "is_photo_credit": [
        "In this May 3, 2021, file photo, made available by the ministry, a drone flies over Baku.",
        "Photo: Reuters",
        "(Photo by John Smith/AFP)",
        "Photo courtesy of the ministry.",
        "A drone over Baku. Credit: AP",
        "A drone over Baku in May. Photo: Reuters.",
        "A drone over Baku (AP Photo/Ann Lee)",
        "Фото: ТАСС",
        "צילום: רויטרס",
        "Fotoğraf: AA",
    ],
    "is_agency_line": ["The Associated Press", "Reuters", "By AFP"],
    "is_date_line": [
        "Saturday, April 28, 2012",
        "Published: 3 May 2021, 14:30",
        "Updated on May 3, 2021 at 10:15 am",
        "2021-05-03",
        "Mon 3 May 2021 18.54 BST Last modified on Mon 3 May 2021 18.56 BST",
        "28 апреля 2012",
        "12 İyul 2021",
        "2 days ago at 07:52 am",
        "Updated on: November 19, 2019 / 10:07 AM / Example News",
        "by Ann Lee on November 19, 2019",
        "5 минут назад",
        "3 במאי 2021",
        "28 أبريل 2012",
        "۲۸ آوریل ۲۰۱۲",
    ],
}

TEXT: dict[str, list[str]] = {
    "is_invisible": ["\u200fשלום לכם, אמר השר."],
    "is_copyright_line": [
        "Copyright law protects an author for seventy years after death.",
        "(c) the third point is that all the parties must agree in writing.",
        "The map, © 2004 by the National Geographic Society, shows the old border.",
        "He kept all rights reserved to him under the treaty.",
        "The material that was found may not be enough for a bomb.",
    ],
    "is_site_notice": [
        "The report was published on Tuesday by the ministry of defence.",
        "This report was produced by the commission in three months.",
        "(The report did not name the officers who gave the order.)",
        "(The nuclear site was bombed in 2007 by unknown aircraft.)",
        "The views expressed by the ministers differed widely.",
        "The agents could earn commissions of ten per cent on every barrel.",
    ],
    "is_cookie_notice": [
        "We baked cookies for the soldiers at the border.",
        "The court ruled that cookies require the consent of every visitor.",
        "By continuing this war you accept its price, he told the ministers.",
        "Terms of use were agreed in Vienna.",
    ],
    "is_newsletter_form": [
        "Voters who register late lose access to the polls.",
        "The newsletter was delivered by hand to readers in Tehran.",
        "“Your email was read by the censor,” she said.",
        "Support the government had from Moscow has faded.",
        "Thanks for reading the terms of the treaty, he wrote.",
        "Abone olanların sayısı geçen yıl iki katına çıktı.",
        "Half of the town subscribed to the newsletter that the mayor wrote by hand.",
    ],
    "is_share_bar": [
        "Share prices fell in Tel Aviv on Monday.",
        "Follow him home and you will see a man at ease.",
        "Like his father, the president prefers to wait.",
        "“Share this with nobody,” the colonel wrote to his deputy.",
    ],
    "is_comment_form": [
        "The minister declined to comment.",
        "Comments by the minister drew an angry reply from Tehran.",
        "Be the first to reply, he told his envoys in Geneva.",
    ],
    "is_lone_number": ["In 2014, 120 ships came.", "Page 12 of the report names the officers."],
    "is_navigation": [
        "Home is where the army is.",
        "Search teams reached the village at dawn.",
        "Previous posts in Ankara and Cairo had taught the ambassador patience.",
        "Next article of the treaty deals with water.",
        "View all of this as one long war, he said.",
        "Skip to the content of the letter, he said.",
    ],
    "is_widget_heading": ["Recent reports from the border speak of more clashes.", "Most read the letter as a threat."],
    "is_related_heading": [
        "Related to this is the question of water.",
        "See also the treaty of 1921, which Moscow signed.",
        "Also in 2014, the two states signed three treaties:",
        "Other reports from Baku said:",
    ],
    "is_developer_credit": [
        "Built by the Ottomans in 1554, the fort still stands.",
        "Designed with Israel, the missile flew in 2016.",
        "طراحی این موشک در سال ۲۰۱۰ آغاز شد.",
    ],
    "is_notes_heading": [
        "Notes were passed between the two delegations.",
        "Sources in the ministry denied the report.",
    ],
    "is_keyword_list": [
        "Keywords matter less than they did in search engines.",
        "Subject-matter experts disagree on the outcome.",
        "Subjects: forty men and women took part in the study.",
    ],
    "is_photo_credit": [
        "The photo was taken by a soldier at the border.",
        "Photos by satellite show that the site was rebuilt.",
        "Picture by picture, the album tells of the war.",
        "He described the photo: a child in the rubble of Ganja.",
        "In this part of the town a photo costs ten manats.",
        "Credit: the bank gave none, so the factory closed.",
        "BAKU (Reuters) - The two ministers met on Sunday in the capital.",
        "LONDON (Reuters) - The minister said:",
    ],
    "is_date_line": [
        "On Saturday, April 28, 2012, the ministers met again.",
        "On 3 May 2021 the talks began in Geneva.",
        "Two days ago the talks began in Geneva.",
    ],
    "is_agency_line": ["Reuters was told of it by a minister.", "AP went there too."],
    "is_author_formula": [
        "By John Smith the matter was never raised.",
        "By Sunday evening the road was open again.",
    ],
}

HEADINGS: dict[str, list[str]] = {
    "is_lone_number": ["1973"],
    "is_share_bar": ["X", "On Facebook"],
    "is_comment_form": ["Responses"],
    "is_navigation": ["Back to work", "The End", "| Country | Exports | Imports |"],
    "is_widget_heading": ["Recent events"],
    "is_cookie_notice": ["Cookies"],
    "is_notes_heading": ["Notes"],
}

Page = list[tuple[str, str, str]]

NEWS: Page = [
    ("boilerplate", "is_navigation", "Skip to content"),
    ("boilerplate", "is_navigation", "Home » World » Caucasus"),
    ("title", "is_title", "Ministers meet in Baku to settle the border"),
    ("subtitle", "is_standfirst", "After thirty years of war the two neighbours want to open their roads again"),
    ("byline", "is_author_formula", "By Ann Lee and John Smith"),
    ("dateline", "is_date_line", "Published: May 3, 2021 10:15"),
    ("boilerplate", "is_share_bar", "Facebook Twitter WhatsApp Email"),
    ("caption", "is_image_title", "The square in Baku"),
    ("caption", "is_photo_credit", "The square in Baku on Sunday. Photo: Reuters"),
    ("paragraph", "is_prose", PROSE[0]),
    ("boilerplate", "is_related_heading", "Read more: Storm over the Caspian"),
    ("paragraph", "is_prose", PROSE[1]),
    ("heading", "is_heading", "A road through the mountains"),
    ("paragraph", "is_prose", "“It is over,” he said."),
    ("paragraph", "is_body_line", "The minister named one thing:"),
    (
        "paragraph",
        "is_long_prose",
        "The road is to be open to all traders of both of the states from the first of May on, "
        "and the soldiers who guard it now are to leave before that day.",
    ),
    ("boilerplate", "is_widget_heading", "Related articles"),
    ("boilerplate", "is_related_link", "• Storm over the Caspian"),
    ("boilerplate", "is_related_link", "• A pipeline and its neighbours"),
    ("boilerplate", "is_comment_form", "2 Comments"),
    ("boilerplate", "is_comment_form", "Leave a Reply"),
    ("boilerplate", "is_copyright_line", "© 2021 Example News. All rights reserved."),
]

SIGNED_TEASER: Page = [
    ("title", "is_title", "The border opens"),
    ("subtitle", "is_signed_standfirst", "Two states have had enough of war. Writes Ann Lee"),
    ("paragraph", "is_prose", PROSE[0]),
    ("paragraph", "is_prose", PROSE[1]),
]

REPEATED_TEASER: Page = [
    ("title", "is_title", "The border opens"),
    ("subtitle", "is_repeated_standfirst", "Two states have had enough of the long war."),
    ("dateline", "is_date_line", "3.5.2021"),
    ("paragraph", "is_prose", PROSE[0]),
    ("paragraph", "is_prose", "Two states have had enough of the long war."),
    ("paragraph", "is_prose", PROSE[1]),
]

REPORT: Page = [
    ("title", "is_title", "Water and the border"),
    ("byline", "is_author_line", "Ann Lee"),
    ("byline", "is_affiliation", "Fellow of the Example Institute, London"),
    ("paragraph", "is_prose", PROSE[0]),
    ("heading", "is_heading", "Notes on method"),
    ("paragraph", "is_prose", PROSE[1]),
    ("note", "is_notes_heading", "Notes"),
    ("note", "is_note", "1. Ann Lee, Water (London, 2019)."),
    ("note", "is_note", "and a second line of it"),
    ("note", "is_note", "2. Ibid."),
]

DATED: Page = [
    ("boilerplate", "is_outside_body", "The weekly of the region"),
    ("title", "is_title", "Ministers meet in Baku to settle the border"),
    ("dateline", "is_dated_line", "Ann Lee and others in Baku, on May 3, 2021, at noon"),
    ("paragraph", "is_prose", PROSE[0]),
    ("paragraph", "is_prose", PROSE[1]),
]

MARKDOWN: Page = [
    ("title", "is_title", "# Water and the *border*"),
    ("byline", "is_author_formula", "*By Ann Lee*"),
    ("paragraph", "is_prose", PROSE[0]),
    (
        "heading",
        "is_heading",
        "## What the **treaty** says about water and roads, and what it leaves to the courts of both",
    ),
    (
        "paragraph",
        "is_prose",
        "The *treaty* speaks of water in **three** of its articles, and of roads in none of them.",
    ),
    ("paragraph", "is_body_line", "* water"),
    ("paragraph", "is_prose", PROSE[1]),
    ("note", "is_notes_heading", "## References"),
    ("note", "is_note", "[^1]: The treaty of 1921."),
]

HEBREW: Page = [
    ("boilerplate", "is_navigation", "ראשי » חדשות » עולם"),
    ("title", "is_title", "השרים נפגשו בבאקו"),
    ("byline", "is_author_formula", "מאת: דנה כהן"),
    ("dateline", "is_date_line", "3 במאי 2021"),
    ("caption", "is_photo_credit", "הכיכר בבאקו, צילום: רויטרס"),
    ("paragraph", "is_prose", "שני השרים נפגשו ביום ראשון בבאקו והסכימו לפתוח את הגבול לפני סוף השנה."),
    ("paragraph", "is_prose", "בכירים משני הצדדים אמרו כי השיחות יימשכו עד שכל השאלות ייפתרו."),
    ("boilerplate", "is_related_heading", "קראו גם: סערה בים הכספי"),
    ("keywords", "is_keyword_list", "תגיות: באקו, גז"),
    ("boilerplate", "is_comment_form", "תגובות (3)"),
    ("boilerplate", "is_copyright_line", "כל הזכויות שמורות"),
]

PERSIAN: Page = [
    ("title", "is_title", "دیدار وزیران در باکو"),
    ("byline", "is_author_formula", "نویسنده: رضا احمدی"),
    ("dateline", "is_date_line", "۳ آوریل ۲۰۲۱"),
    ("paragraph", "is_prose", "دو وزیر روز یکشنبه در باکو دیدار کردند و پذیرفتند که مرز را تا پایان سال باز کنند."),
    ("paragraph", "is_prose", "مقام‌های دو طرف گفتند که گفت‌وگوها تا حل همه پرسش‌ها ادامه خواهد داشت."),
    ("keywords", "is_keyword_list", "کلیدواژه‌ها: باکو، مرز"),
    ("boilerplate", "is_related_heading", "بیشتر بخوانید: توفان در خزر"),
    ("boilerplate", "is_copyright_line", "تمامی حقوق محفوظ است"),
    ("boilerplate", "is_developer_credit", "طراحی و توسعه شرکت نمونه"),
]

AZERBAIJANI: Page = [
    ("title", "is_title", "Nazirlər Bakıda görüşdülər"),
    ("dateline", "is_date_line", "12 İyul 2021 14:30"),
    ("paragraph", "is_prose", "İki nazir bazar günü Bakıda görüşdü və sərhədi ilin sonuna qədər açmağa razılaşdı."),
    ("boilerplate", "is_related_heading", "Həmçinin oxu: Xəzərdə fırtına"),
    ("boilerplate", "is_comment_form", "Şərh"),
    ("boilerplate", "is_copyright_line", "Bütün hüquqlar qorunur."),
]

AROUND: Page = [
    ("title", "is_title", "The border opens"),
    ("boilerplate", "is_outside_body", "World edition"),
    ("boilerplate", "is_outside_body", "Weather at sea"),
    ("paragraph", "is_prose", PROSE[0]),
    ("paragraph", "is_prose", PROSE[1]),
    ("boilerplate", "is_outside_body", "Our other editions"),
    ("boilerplate", "is_outside_body", "Baku Tbilisi Yerevan"),
]

MARKED: list[tuple[str, str, str, str]] = [  # what mark-up says, role, rule, line
    (
        "boilerplate",
        "boilerplate",
        "is_marked_furniture",
        "The harbour of the town is open on Sunday, and all the ships may leave it.",
    ),
    ("title", "title", "is_marked_title", "Rain on the roof."),
    ("subtitle", "subtitle", "is_marked_subtitle", "The roof is wet, and so is the town."),
    ("byline", "byline", "is_marked_byline", "Ann Lee, Baku"),
    ("dateline", "dateline", "is_marked_dateline", "3 May, in the evening"),
    ("paragraph", "paragraph", "is_marked_text", "and nobody at all"),
    ("heading", "heading", "is_marked_heading", "What happened next?"),
    ("paragraph", "boilerplate", "is_share_bar", "Share: Facebook | X | Email"),
    ("paragraph", "paragraph", "is_marked_text", "no sentence ends here"),
    ("caption", "caption", "is_marked_caption", "Ships in the harbour, on the day of the storm."),
    ("note", "note", "is_marked_note", "1. See the report of the ministry."),
]

CUT_BY_PAGES: Page = [
    ("title", "is_title", "Water and the border"),
    ("paragraph", "is_cut_line", "Among the questions"),
    ("paragraph", "is_long_prose", f"that were left open is one of water. {PROSE[0]}"),
    ("heading", "is_heading", "A road through the mountains"),
    ("paragraph", "is_cut_line", "The road is to be open to all traders of the"),
    ("paragraph", "is_prose", "European Union, and the soldiers are to leave it."),
    ("paragraph", "is_prose", PROSE[1]),
    ("paragraph", "is_cut_line", "The minister of the north spoke at some length of this matter, and it did not un-"),
    ("boilerplate", "is_lone_number", "113"),
    ("boilerplate", "is_running_head", "CHAPTER FOUR"),
    ("paragraph", "is_long_prose", f"settle the minister of the south. {PROSE[0]} {PROSE[1]}"),
    ("paragraph", "is_cut_line", "He gave it later, at"),
    ("boilerplate", "is_running_head", "2 Water and the border"),
    ("paragraph", "is_long_prose", f"length and without a paper, and it was heard. {PROSE[0]}"),
    ("boilerplate", "is_running_head", "3 Water and the border"),
    ("paragraph", "is_long_prose", f"{PROSE[0]} {PROSE[1]}"),
    ("boilerplate", "is_running_head", "4 Water and the border"),
    ("paragraph", "is_long_prose", f"{PROSE[1]} {PROSE[0]}"),
    ("paragraph", "is_cut_line", "It was the last thing that anybody heard him say in public, and his party called it"),
    ("paragraph", "is_end_of_cut_line", "anecdotal. He was right."),
]

CUT_AT_A_STUB: Page = [
    ("paragraph", "is_prose", PROSE[0]),
    ("paragraph", "is_cut_line", "The minister of the north spoke at some length of this matter, and he did"),
    ("paragraph", "is_prose", "not speak of the road at all, nor of the bridge."),
    ("paragraph", "is_stub", "The envoys of Prime Minister"),
    ("paragraph", "is_prose", "Peres left the palace on the same day by the road through the mountains."),
    ("paragraph", "is_prose", PROSE[1]),
]

WITHOUT_PROSE: Page = [
    ("heading", "is_heading", "Rain on the roof"),
    ("heading", "is_heading", "Wind in the wall"),
    ("paragraph", "is_body_line", "and nobody at all"),
]

PAGES = {
    "a text cut by pages": CUT_BY_PAGES,
    "a text cut by pages, once at the start of a sentence": CUT_AT_A_STUB,
    "a line with a day": DATED,
    "a news page": NEWS,
    "a signed teaser": SIGNED_TEASER,
    "a repeated teaser": REPEATED_TEASER,
    "a report with notes": REPORT,
    "a Markdown article": MARKDOWN,
    "a Hebrew page": HEBREW,
    "a Persian page": PERSIAN,
    "an Azerbaijani page": AZERBAIJANI,
    "furniture that no sign knows": AROUND,
    "a poem": WITHOUT_PROSE,
    "one line": [("paragraph", "is_body_line", "Hello")],
    "one sentence": [("paragraph", "is_prose", "He left the town.")],
}

WRAPPED = """\
THE ROAD TO BAKU

In the spring of that year the two ministers met in Baku, as they had
been told to do, and after a long night they agreed to open the border
before the end of the year. Nobody in the town had thought that it was
possible, and by noon the square was full of people.

CHAPTER II

The road itself had not been used for thirty years. Where it crossed
the river the bridge was down, and the soldiers who had guarded it had
let it fall; the first cart went through the water on the third of May
1921, and the last on the day of the great flood.
"""


def decided_each(pages: list[str], recipe: Recipe) -> list[list[tuple[str, str]]]:
    """Return, for each raw text, the role and rule of each of its lines."""
    names = [f"{number:03}" for number in range(len(pages))]
    lines = clean(raw_articles_of(names, pages), recipe).lines
    return [lines.filter(article_id=name).select("role", "rule").rows() for name in names]


def raw_articles_of(names: list[str], texts: list[str]) -> pl.DataFrame:
    schema = {"article_id": pl.String, "text": pl.String} | STATED
    return pl.DataFrame({"article_id": names, "text": texts} | {name: [None] * len(texts) for name in STATED}, schema)


def decided(lines: list[str], recipe: Recipe, between: str = "\n\n") -> list[tuple[str, str]]:
    """Return the role and rule of each line of one article."""
    return decided_each([between.join(lines)], recipe)[0]


STATED: dict[str, pl.DataType | type[pl.DataType]] = {
    "title": pl.String,
    "subtitle": pl.String,
    "authors": pl.List(pl.String),
    "publisher": pl.String,
    "published": pl.Date,
    "language": pl.String,
    "url": pl.String,
    "rights": pl.String,
    "source_path": pl.String,
    "source_sha256": pl.String,
    "marks": pl.List(pl.Struct({"line": pl.Int32, "role": pl.String})),
}


@pytest.mark.parametrize("rule", SIGNS)
def test_the_sign_decides(rule: str, recipe: Recipe) -> None:
    role = {name: role for name, role, _ in recipe.signs}[rule]
    found = decided_each(["\n\n".join([TITLE, PROSE[0], line, PROSE[1]]) for line in SIGNS[rule]], recipe)
    text, outside = ("paragraph", "is_prose"), ("boilerplate", "is_outside_body")
    wanted = [("title", "is_title"), text, (role, rule), outside if rule in recipe.body["bars"] else text]
    assert dict(zip(SIGNS[rule], found, strict=True)) == dict.fromkeys(SIGNS[rule], wanted)


@pytest.mark.parametrize("tempted", TEXT)
def test_a_sentence_of_the_body_is_text(tempted: str, recipe: Recipe) -> None:
    found = decided_each(["\n\n".join([PROSE[0], line, PROSE[1]]) for line in TEXT[tempted]], recipe)
    text = ("paragraph", "is_prose")
    wanted = {
        line: [text, ("paragraph", "is_body_line") if line.endswith(":") else text, text] for line in TEXT[tempted]
    }
    assert dict(zip(TEXT[tempted], found, strict=True)) == wanted


@pytest.mark.parametrize("tempted", HEADINGS)
def test_a_heading_of_the_body_is_text(tempted: str, recipe: Recipe) -> None:
    found = decided_each(["\n\n".join([PROSE[0], line, PROSE[1]]) for line in HEADINGS[tempted]], recipe)
    wanted = [("paragraph", "is_prose"), ("heading", "is_heading"), ("paragraph", "is_prose")]
    assert dict(zip(HEADINGS[tempted], found, strict=True)) == dict.fromkeys(HEADINGS[tempted], wanted)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_whole(name: str, recipe: Recipe) -> None:
    page = PAGES[name]
    between = "\n" if name == "a report with notes" else "\n\n"
    assert decided([line for _, _, line in page], recipe, between) == [(role, rule) for role, rule, _ in page]


def test_hard_wrapped_lines_are_judged_together(recipe: Recipe) -> None:
    prose = [("paragraph", "is_long_prose")] * 4
    assert decided([WRAPPED], recipe) == [("title", "is_title"), *prose, ("heading", "is_heading"), *prose]


def test_a_related_link_needs_its_heading_and_ends_at_prose(recipe: Recipe) -> None:
    inside = [
        "Read more: Storm over the Caspian",
        "The minister asked for two things:",
        "- a road",
        PROSE[1],
        "- a bridge",
    ]
    found = [rule for _, rule in decided([PROSE[0], *inside, PROSE[0]], recipe)]
    assert found[1:-1] == ["is_related_heading", "is_related_link", "is_related_link", "is_prose", "is_body_line"]
    found = [rule for _, rule in decided([PROSE[0], inside[0], PROSE[1], *inside[1:3], PROSE[0]], recipe)]
    assert found[1:-1] == ["is_related_heading", "is_prose", "is_body_line", "is_body_line"]


def test_mark_up_decides_what_it_speaks_of_and_signs_go_before_text(recipe: Recipe) -> None:
    raw = raw_articles_of(["marked"], ["\n".join(line for *_, line in MARKED)])
    marks = [{"line": number, "role": mark} for number, (mark, *_) in enumerate(MARKED, start=1)]
    marked = raw.with_columns(marks=pl.Series([marks], dtype=STATED["marks"]))
    found = clean(marked, recipe).lines.select("role", "rule", "text").rows()
    assert found == [(role, rule, line) for _, role, rule, line in MARKED]


def test_a_line_that_returns_in_its_source_goes_but_not_a_name_under_the_title(recipe: Recipe) -> None:
    page = [
        TITLE,
        "Ann Lee",
        PROSE[0],
        "Sailors first since 1921",
        "Conclusion",
        PROSE[1],
        "“No,” he said.",
        "Nobody else spoke on that day.",
    ]
    raw = raw_articles_of(["repeated"], ["\n\n".join(page)]).with_columns(publisher=pl.lit("Example News"))
    lines = pl.DataFrame({"article_id": "repeated", "text": [TITLE, "Ann Lee", *page[3:5], page[6]]})
    found = clean(raw, recipe, with_keys(lines, raw)["key"].to_list()).lines
    text = ("paragraph", "is_prose")
    assert found.select("role", "rule").rows() == [
        ("title", "is_title"),
        ("byline", "is_author_line"),
        text,
        ("boilerplate", "is_repeated_in_source"),
        ("heading", "is_heading"),
        *[text] * 3,
    ]


def test_notes_need_their_heading_and_a_number(recipe: Recipe) -> None:
    found = decided(
        [PROSE[0], "Sources", "300 people saw the ministers arrive at the palace in the evening.", PROSE[1]], recipe
    )
    assert found[1:3] == [("heading", "is_heading"), ("paragraph", "is_prose")]


def test_a_title_is_neither_long_nor_inside_the_body(recipe: Recipe) -> None:
    assert decided([PROSE[0], TITLE, PROSE[1]], recipe)[1] == ("heading", "is_heading")
    long = " ".join(["Word"] * 36)
    assert decided([long, "World edition", *PROSE], recipe)[0] == ("boilerplate", "is_outside_body")


def test_a_name_is_a_byline_only_under_a_title(recipe: Recipe) -> None:
    assert decided([PROSE[0], PROSE[1], PROSE[0], "Ann Lee"], recipe)[-1] == ("boilerplate", "is_outside_body")
    found = decided([TITLE, "Ann Lee", "", "", "Fellow of the Institute", PROSE[0], PROSE[1]], recipe)
    assert found[1:3] == [("byline", "is_author_line"), ("boilerplate", "is_outside_body")]


def test_a_short_last_sentence_is_part_of_the_body(recipe: Recipe) -> None:
    first = "The strike in the harbour of the town ended on Monday, and all the ships left."
    found = decided([first, "“No,” he said.", "Someone else"], recipe)
    assert [role for role, _ in found] == ["paragraph", "paragraph", "boilerplate"]


def test_a_long_line_close_to_the_body_is_text(recipe: Recipe) -> None:
    long = next(line for _, rule, line in NEWS if rule == "is_long_prose")
    found = [rule for _, rule in decided([*PROSE, "© 2021 Example News", long, "Tags", long[4:]], recipe)]
    assert found[2:] == ["is_copyright_line", "is_long_prose", "is_widget_heading", "is_outside_body"]


def test_readers_who_write_more_than_the_author_are_no_body(recipe: Recipe) -> None:
    said = [f"{day}: {PROSE[0]}" for day in ("Sunday", "Monday", "Tuesday", "Friday")]
    comments = [line for n in range(8) for line in (f"Reader {n}", f"{n} is what I think: {PROSE[1]}")]
    found = [role for role, _ in decided([TITLE, *said, "7 Comments", *comments], recipe)]
    assert found[:6] == ["title", *["paragraph"] * 4, "boilerplate"]
    assert "heading" not in found


def test_a_post_that_the_author_shows_is_text(recipe: Recipe) -> None:
    post = ["Baku is lit up tonight pic.twitter.com/aBc12", "— Ann Lee (@annlee) May 3, 2021"]
    found = decided([TITLE, *PROSE, *post, "World edition"], recipe)
    assert found[3:] == [*[("paragraph", "is_embedded_post")] * 2, ("boilerplate", "is_outside_body")]


def test_a_byline_may_stand_among_the_first_lines_of_the_body(recipe: Recipe) -> None:
    found = decided([PROSE[0], "By Ann Lee", PROSE[1], PROSE[0], "By Land and Sea", PROSE[1]], recipe)
    assert [found[1], found[4]] == [("byline", "is_author_formula"), ("heading", "is_heading")]


def test_a_sentence_that_stands_thrice_is_furniture(recipe: Recipe) -> None:
    shown = "The square in Baku on the day on which the two ministers met there."
    page = [PROSE[0], shown, "“No,” he said.", shown, PROSE[1], shown, PROSE[0][4:]]
    assert [rule for _, rule in decided(page, recipe)][1::2] == ["is_repeated_prose"] * 3
    assert "is_repeated_prose" not in [rule for _, rule in decided(page[:5], recipe)]


def test_a_list_behind_its_head_belongs_to_the_body(recipe: Recipe) -> None:
    items = ["• a road through the mountains", "• a bridge over the river", "• a port on the sea"]
    found = decided([TITLE, *PROSE, "They agreed on three things:", *items, "World edition"], recipe)
    assert [role for role, _ in found] == ["title", *["paragraph"] * 6, "boilerplate"]
    found = decided([TITLE, *PROSE, "Some of our other towns", *items, "World edition"], recipe)
    assert [role for role, _ in found[3:]] == ["boilerplate"] * 5


def test_a_headline_that_stands_twice_parts_the_lists_from_the_article(recipe: Recipe) -> None:
    headline = "Storm over the Caspian ends"
    teaser = "The storm that had kept the ships in the harbour for a week has ended at last."
    found = [role for role, _ in decided([headline, teaser, headline, *PROSE, *PROSE], recipe)]
    assert found == ["title", "subtitle", "boilerplate", *["paragraph"] * 4]


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("Roads and bridges", PROSE[1]),
        ("Roads and bridges", "iPads for all of those who guard the border are to come from the north."),
        ("The law:", "of the border and the road, in the words of both of the two ministers."),
        ("What it all comes to", PROSE[1]),
    ],
)
def test_a_heading_above_a_new_sentence_is_none_that_a_page_has_cut(line: str, below: str, recipe: Recipe) -> None:
    assert "is_cut_line" not in [rule for _, rule in decided([*PROSE, line, below, *PROSE], recipe)]


def test_a_line_over_text_that_opens_with_a_number_is_a_stub_beside_headings(recipe: Recipe) -> None:
    page = [text for *_, text in CUT_AT_A_STUB]
    heading = ["Roads and bridges", "However, nobody signed the treaty on the day on which they met."]
    found = decided(
        [*page[:3], "They then received the remaining", "30 envoys of Baku, who left at once.", *heading, *PROSE],
        recipe,
    )
    assert [role for role, _ in found[3:7]] == ["paragraph", "paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("Envoys of Israel", CUT_AT_A_STUB[4][2]),
        ("THE ENVOYS OF PRIME MINISTER", CUT_AT_A_STUB[4][2]),
        ("“The envoys of Prime Minister”", CUT_AT_A_STUB[4][2]),
        ("The envoys of Prime Minister", f"However, {PROSE[1][0].lower()}{PROSE[1][1:]}"),
        ("The envoys of Prime Minister", f"“{PROSE[1]}”"),
    ],
)
def test_a_heading_in_a_text_cut_by_pages_is_no_stub(line: str, below: str, recipe: Recipe) -> None:
    page = [text for *_, text in CUT_AT_A_STUB]
    assert decided([*page[:3], line, below, page[5]], recipe)[3] == ("heading", "is_heading")
    assert decided([*page[:3], "Roads and bridges", *page[3:]], recipe)[4] == ("heading", "is_heading")
    assert decided([page[0], *page[3:]], recipe)[1] == ("heading", "is_heading")


@pytest.mark.parametrize("line", ["And", "As"])
def test_a_word_that_begins_like_an_age_is_no_day(line: str, recipe: Recipe) -> None:
    below = "although they had come by the road, they left by the sea."
    assert decided([*PROSE, line, below, *PROSE], recipe)[2] == ("paragraph", "is_cut_line")


def test_a_sentence_that_goes_on_is_neither_caption_nor_notice(recipe: Recipe) -> None:
    found = decided([*PROSE, "They came at last upon its source: the", "lake above the town of Baku.", *PROSE], recipe)
    assert found[2] == ("paragraph", "is_cut_line")
    found = decided(
        [*PROSE, "It is the best of her books, and it", "first appeared in Baku, in two parts.", *PROSE], recipe
    )
    assert found[3] == ("paragraph", "is_prose")


def test_a_line_that_returns_between_whole_sentences_is_no_running_head(recipe: Recipe) -> None:
    lines = [line for number in range(4) for line in (f"Question {number}", *(f"{number}. {line}" for line in PROSE))]
    assert decided([*PROSE, *lines], recipe)[2::3] == [("heading", "is_heading")] * 4


def test_every_rule_is_decided_by_these_tables() -> None:
    shown = (
        {"is_repeated_in_source", "is_repeated_prose", "is_embedded_post"}
        | set(SIGNS)
        | {rule for page in PAGES.values() for _, rule, _ in page}
        | {rule for _, _, rule, _ in MARKED}
    )
    assert shown == set(rules_of(roles.signs, roles.places))
    assert set(SIGNS) | {"is_notes_heading", "is_author_formula"} >= set(TEXT)
    assert [rule for rule in SIGNS if rule not in TEXT] == []
