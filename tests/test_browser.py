"""Where there is no browser, its tests are skipped with the remedy; but not where all must run."""

import pytest

from browser import INSTALL, find_chromium


@pytest.mark.parametrize(("value", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_browser(monkeypatch: pytest.MonkeyPatch, value: str, outcome: type[BaseException]) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", value)
    with pytest.raises(outcome, match=INSTALL):
        find_chromium()
