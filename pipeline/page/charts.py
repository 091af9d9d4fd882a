"""Charts: Vega-Lite, drawn to SVG when the page is made. Colours are the page's own, so they follow light and dark."""

from typing import Any

import vl_convert

VEGA_LITE = "6.4"
WIDTH, HEIGHT = 360, 190
PADDING = {"left": 46, "top": 10, "right": 14, "bottom": 42}
TITLE_Y = 24
N_TICKS = 4
FACE = {
    "labelColor": "var(--muted)",
    "titleColor": "var(--muted)",
    "titleFontWeight": "normal",
    "labelFontSize": 11,
    "titleFontSize": 11,
    "domainColor": "var(--line)",
    "tickColor": "var(--line)",
    "gridColor": "var(--line)",
}
NUMBERS = {"grid": True, "format": "~s", "domain": False, "ticks": False, "titleX": -34}
Chart = dict[str, Any]


def draw_histogram(bins: list[tuple[int, int, int]], what: str, of_what: str) -> str:
    """Draw how many things have which length: bins of (from, to, how many)."""
    values = [{"from": low, "to": high, "n": n} for low, high, n in bins]
    x = {"field": "from", "type": "quantitative", "bin": {"binned": True}, "title": what}
    encoding = {
        "x": {**x, "axis": {"grid": False, "tickCount": 6, "tickMinStep": 1, "format": "~s", "titleY": TITLE_Y}},
        "x2": {"field": "to"},
        "y": _count(values, of_what),
    }
    return _draw(values, {"type": "bar", "color": "var(--accent)", "binSpacing": 1}, encoding)


def draw_columns(counts: dict[str, int], what: str, of_what: str) -> str:
    """Draw a column per name, in their order: years or versions, never names from a text."""
    values = [{"name": name, "n": n} for name, n in counts.items()]
    axis = {"labelAngle": 0, "labelOverlap": True, "ticks": False, "titleY": TITLE_Y}
    encoding = {
        "x": {"field": "name", "type": "ordinal", "sort": None, "title": what, "axis": axis},
        "y": _count(values, of_what),
    }
    mark = {"type": "bar", "color": "var(--accent)", "width": {"band": min(0.8, 0.12 * len(values))}}
    return _draw(values, mark, encoding)


def _count(values: list[dict[str, Any]], of_what: str) -> dict[str, Any]:
    """Return an axis that counts: in whole numbers, also where there are few."""
    most = max((value["n"] for value in values), default=0)
    ticks = {"values": list(range(most + 1))} if most <= N_TICKS else {"tickCount": N_TICKS}
    return {"field": "n", "type": "quantitative", "title": of_what, "axis": {**NUMBERS, **ticks}}


def _draw(values: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> str:
    """Draw with every size fixed, so that no byte depends on the fonts of a machine."""
    chart: Chart = {
        "width": WIDTH - PADDING["left"] - PADDING["right"],
        "height": HEIGHT - PADDING["top"] - PADDING["bottom"],
        "padding": PADDING,
        "autosize": "none",
        "background": None,
        "data": {"values": values},
        "mark": {**mark, "aria": False},
        "encoding": encoding,
        "config": {"view": {"stroke": None}, "axis": {**FACE, "aria": False}, "aria": False},
    }
    svg: str = vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
