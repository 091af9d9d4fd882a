"""A real browser, Debian's Chromium, that looks at a page on disk and notes whatever should not happen there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

Scheme = Literal["light", "dark"]
INSTALL = "apt-get install --yes --no-install-recommends chromium"


@dataclass
class Seen:
    """A page that is open, and what happened in it that should not."""

    page: Page
    faults: list[str] = field(default_factory=list)


def find_chromium() -> str:
    """Return the browser's path; skip the test where there is none, and fail where all tests must run."""
    path = shutil.which("chromium")
    if path:
        return path
    message = f"no Chromium for the browser's tests: install it with '{INSTALL}'"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def start_browser() -> Iterator[Browser]:
    """Start Chromium; root has no sandbox to put it in."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


@contextmanager
def look_at(
    browser: Browser, path: Path, address: str = "", width: int = 1280, scheme: Scheme = "light", before: str = ""
) -> Iterator[Seen]:
    """Open a page on disk, after a script; in the end nothing may have happened that should not: see `watch`."""
    height = {360: 760, 2560: 1440}.get(width, 900)
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    seen = Seen(context.new_page())
    watch(seen, path)
    seen.page.add_init_script(before)
    seen.page.goto(path.as_uri() + address)
    seen.page.wait_for_selector("html[data-ready]")
    yield seen
    context.close()
    assert seen.faults == []


def watch(seen: Seen, path: Path) -> None:
    """Note every dialog, error, warning, new window, and request for anything but the page itself."""
    page = seen.page
    page.on("console", lambda message: seen.faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.faults.append(f"error: {error}"))
    page.on("popup", lambda _: seen.faults.append("a new window"))

    def refuse(dialog: object) -> None:
        seen.faults.append("a dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", refuse)
    page.on("request", lambda r: None if r.url.split("#")[0] == path.as_uri() else seen.faults.append(f"asks {r.url}"))
