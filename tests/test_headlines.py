"""Which line before the body is the headline: pages of every kind, and lines that tempt."""

import pytest

from pipeline.plain import label_lines

PROSE = [
    "The two ministers met in Baku on Sunday and agreed to open the border before the end of the year.",
    "Officials on both sides said the talks would go on until every open question had been settled.",
]

PAGES = {
    "under a menu": [
        "Skip to main content",
        "Harbour Post",
        "• Home",
        "• Sport",
        "",
        "Ministers open the border",
        *PROSE,
    ],
    "over a byline": ["The weekly of the whole region", "Nine hundred umbrellas", "By Ann Lee", "May 3, 2021", *PROSE],
    "over its standfirst": [
        "Harbour Post",
        "A border opens",
        "After thirty years of war, the ministers agreed to open the border of the two states.",
        "May 3, 2021",
        *PROSE,
    ],
    "in the path of the page": [
        "You are here: Home / Region / Nine hundred umbrellas",
        "Nine hundred umbrellas",
        *PROSE,
    ],
    "in the title of the page": [
        "Nine hundred umbrellas | Harbour Post",
        "",
        "Weather in the region",
        "Nine hundred umbrellas",
        *PROSE,
    ],
    "over figures": ["Ministers open the border", "Argo 75.38 +0.12% Brent 12.40 -0.71% on border", *PROSE],
    "over a degree": [
        "İç Sular Enstitüsü",
        "Yayınlar",
        "Kimsenin saymadığı ırmak",
        "Prof. Dr. Leyla Aksu",
        "18 Mart 2019",
        *PROSE,
    ],
    "far from a slogan": [
        "All the news of the two states and the border",
        *[f"• Item {n}" for n in range(41)],
        "Rain",
        *PROSE,
    ],
}

HEADLINES = {
    "under a menu": "Ministers open the border",
    "over a byline": "Nine hundred umbrellas",
    "over its standfirst": "A border opens",
    "in the path of the page": "Nine hundred umbrellas",
    "in the title of the page": "Nine hundred umbrellas",
    "over figures": "Ministers open the border",
    "over a degree": "Kimsenin saymadığı ırmak",
    "far from a slogan": "Rain",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_headline_is_found(name: str) -> None:
    page = PAGES[name]
    found = [line for line, label in zip(page, label_lines(page), strict=True) if label.rule == "is_title"]
    assert found == [HEADLINES[name]]
