"""Pictures for README, taken on the way through the story: `make pictures`."""

import os
from pathlib import Path

from playwright.async_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SETTLE = "Promise.all(document.getAnimations().map((animation) => animation.finished))"


async def take(page: Page, name: str) -> None:
    """Keep what the page shows now, once nothing moves any longer; only when asked for."""
    if os.environ.get("DUTYBELL_PICTURES") != "1":
        return
    await page.evaluate(SETTLE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    is_desk = page.viewport_size is not None and page.viewport_size["width"] > page.viewport_size["height"]
    await page.screenshot(path=FOLDER / f"{name}.png", scale="css" if is_desk else "device")
