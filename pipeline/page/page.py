"""Render the page: one HTML file with everything in it, that asks nothing of a network.

Article text is untrusted. The template escapes whatever stands in it; the articles are data, packed so that they hold
no mark-up at all, and the script makes text nodes of them. A policy in the page forbids other scripts and all requests.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATE = "index.html.jinja"
N_CHARS_SHOWN = 300
N_BYTES_OF_BLOCK = 2**19
_UNSEEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x20), *range(0x7F, 0xA0)], "")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Packed(NamedTuple):
    """The data of the page, each part packed: the list of articles, the articles in blocks, the quotations."""

    articles: str
    blocks: list[str]
    quotations: str


def render(facts: dict[str, Any], data: dict[str, Any], packed: Packed) -> str:
    """Render the page from what the template says (`facts`), what the script needs at once (`data`), and articles.

    A name that the template uses and nobody fills raises `jinja2.UndefinedError`.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
    environment.filters |= {"thousands": lambda n: f"{n:,}", "shown": shown, "words": _words}
    style, script = read_asset("style.css"), read_asset("script.js")
    return environment.get_template(TEMPLATE).render(
        **facts,
        style=Markup(style),
        script=Markup(script),
        policy=policy_of(style, script),
        data=Markup(to_json(data)),
        packed=packed,
    )


def to_json(value: Any) -> str:
    r"""Write JSON that can stand in a script element: nothing in it can end the element, or a line of it.

    >>> to_json({"a": "</script>&"})
    '{"a":"\\u003c/script\\u003e\\u0026"}'
    """
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPES[match[0]], orjson.dumps(value).decode())


def pack(value: Any) -> str:
    """Compress a value's JSON to letters that browsers unpack themselves (DecompressionStream)."""
    return pack_bytes(orjson.dumps(value))


def pack_bytes(content: bytes) -> str:
    """Compress JSON to letters."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def blocks_of(articles: Iterable[dict[str, Any]]) -> Iterator[list[bytes]]:
    """Yield the JSON of articles in blocks: one is unpacked at a time, so the page opens before it is read."""
    block: list[bytes] = []
    for article in articles:
        block.append(orjson.dumps(article))
        if sum(map(len, block)) > N_BYTES_OF_BLOCK:
            yield block
            block = []
    if block:
        yield block


def policy_of(style: str, script: str) -> str:
    """Return the page's Content-Security-Policy: its own style and script by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash_of(style)}'; script-src '{_hash_of(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def read_asset(name: str) -> str:
    """Read the style or script that stands beside this module."""
    return (Path(__file__).parent / name).read_text("utf-8")


def shown(text: Any) -> str:
    """Return a text on one line, cut, without the control characters that would act on what stands around it.

    >>> shown("a\u202e b" + "c" * 400)[:6], len(shown("c" * 400))
    ('a bccc', 301)
    """
    line = " ".join(str(text).split()).translate(_UNSEEN)
    return line if len(line) <= N_CHARS_SHOWN else f"{line[:N_CHARS_SHOWN]}…"


def _words(name: str) -> str:
    """Return a name of ours in words."""
    return name.replace("_", " ")


def _hash_of(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
