"""A machine without a browser is told what to install; nothing is skipped."""

from types import SimpleNamespace

import pytest

from tests.browser.chromium import find_browser


def test_a_missing_browser_fails_the_test_with_the_command_that_installs_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tests.browser.chromium.MAC", tmp_path / "nowhere")
    monkeypatch.delenv("DUTYBELL_BROWSER", raising=False)
    playwright = SimpleNamespace(chromium=SimpleNamespace(executable_path=str(tmp_path / "nothing")))

    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium fonts-noto-cjk"):
        find_browser(playwright)
