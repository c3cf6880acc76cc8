"""Build the sites of the guide and the samples, and use them in a headless Chromium: search, an operation, a model, dark mode.

Each page of `PAGES` is also looked at on a screen and on a phone, in light and dark: nothing is wider than the screen, and no name in a
table is broken within a word.

Not part of `make test`: `make site` runs it. It needs mkdocs-material, Playwright and Debian's `chromium` (or another one that
`CHROMIUM` names); without a browser it stops after the build. Pictures go to build/site_pictures, to be looked at.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from links import broken_links

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build/site_pictures"
SAMPLES = {
    # sample: words to search for, the operation that they lead to, a model that is linked there
    "kitchen_sink": ("place an order", "client.orders.place", "OrderLine"),
    "amazon_bedrock": (
        "list custom models",
        "client.custom_models.list",
        "ListCustomModelsResponse",
    ),
}

PAGES = {
    # site: its pages to look at
    "guide": ("", "configuration/", "generated-client/", "comparison/"),
    "kitchen_sink": ("", "orders/", "models/orders/", "guide/start/", "guide/errors/"),
    "amazon_bedrock": ("", "custom_models/", "models/custom_models/"),
    "amazon_bedrock_runtime": ("", "models/operations/"),
}
SIZES = {"screen": (1300, 900), "phone": (390, 844)}
_BREAKS = "[...document.querySelectorAll('td code')].map(e => getComputedStyle(e).wordBreak)"
_TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Leave the log empty."""


def build(sample: str) -> Path:
    """Build the site of a sample, or of the guide; warnings are errors."""
    site = ROOT / "build" / f"site_{sample}"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir"]
    folder = ROOT if sample == "guide" else ROOT / "generated_samples" / sample
    subprocess.run([*command, str(site)], cwd=folder, check=True)
    return site


def served(site: Path) -> http.server.ThreadingHTTPServer:
    """Start a server of a site on this machine."""
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def leaf_through(browser: Any, name: str, site: Path) -> None:
    """Take pictures of pages, each in every size and in light and dark."""
    server = served(site)
    for scheme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            viewport = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            for path in PAGES[name]:
                response = page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
                assert response.status == 200, path
                page.wait_for_timeout(300)
                assert page.evaluate(_TOO_WIDE) <= 0, f"{name}/{path} is too wide for a {size}"
                assert set(page.evaluate(_BREAKS)) <= {"normal"}, f"{name}/{path} breaks names"
                file = f"{name}-{path.strip('/').replace('/', '_') or 'index'}-{size}-{scheme}.png"
                page.screenshot(path=str(PICTURES / file))
            page.close()
    server.shutdown()


def look(browser: Any, sample: str, site: Path) -> None:
    """Find an operation by search, follow a link to a model, and take pictures."""
    server = served(site)
    words, operation, model = SAMPLES[sample]
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    lost: list[str] = []
    page.on("response", lambda r: lost.append(r.url) if r.status >= 400 else None)

    def picture(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=str(PICTURES / f"{sample}-{name}.png"))

    page.goto(f"http://127.0.0.1:{server.server_port}/guide/start/")
    picture("start")
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    picture("index")
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").press_sequentially(words, delay=20)
    page.locator(".md-search-result__link").first.wait_for(timeout=20_000)
    # Sections of one page are folded below the best of them.
    page.locator(".md-search-result__more").evaluate_all(
        "all => all.forEach(one => one.open = true)"
    )
    found = page.locator(".md-search-result__link", has_text=operation).first
    found.wait_for(timeout=20_000)
    picture("search")
    found.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h2", has_text=operation).first.is_visible()
    assert page.locator(".tabbed-set label", has_text="curl").count() > 0, "samples are tabs"
    picture("operation")
    heading = page.locator("h2", has_text=operation).first
    tabs = page.locator(f"h2#{heading.get_attribute('id')} ~ .tabbed-set").first
    tabs.locator("label", has_text="curl").click()
    tabs.scroll_into_view_if_needed()
    picture("tabs")
    page.locator(f'article a[href*="models/"]:has-text("{model}")').first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h2", has_text=model).first.is_visible()
    picture("model")
    page.locator('label[for="__palette_1"]').first.click()
    picture("dark")
    assert lost == [], lost
    page.close()
    server.shutdown()


def main() -> int:
    """Build the sites, and look at them."""
    sites = {name: build(name) for name in PAGES}
    for name, site in sites.items():
        count, broken = broken_links(site)
        print(f"{name}: {count} links, {len(broken)} broken")
        assert broken == [], broken
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("built; no chromium was found to look at them with")
        return 0
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, site in sites.items():
            leaf_through(browser, name, site)
            if name in SAMPLES:
                look(browser, name, site)
        browser.close()
    print(f"pictures: {PICTURES}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
