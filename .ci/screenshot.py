"""Take the screenshots of the README and the documentation from a built example site.

python .ci/screenshot.py [SITE]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Open the home page as a visitor would, and keep what the screen shows."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").resolve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto((site / "index.html").as_uri())
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "images" / "home.png")
        browser.close()


if __name__ == "__main__":
    main()
