"""Take the pictures of the page that stand in docs/: `python tests/pictures.py`, after a build."""

from pathlib import Path

from browser import look_at, start_browser

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "data/reports/index.html"
PICTURES = {360: "#/", 1280: "#004_98872ea03133f5bc#s-f7a931daf3", 2560: "#003_5f353c223f06560c"}

if __name__ == "__main__":
    with start_browser() as browser:
        for width, address in PICTURES.items():
            with look_at(browser, PAGE, address, width) as seen:
                seen.page.screenshot(path=PROJECT / f"docs/page-{width}.png")
