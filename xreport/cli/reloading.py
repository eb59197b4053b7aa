"""How a page that is open in a browser learns that there is a newer one, and that nobody serves it any more.

A page gets one ``<script src>`` more on its way out. The policy of the pages allows no requests by script, and the
version must not come as a script either: when the server has ended, another user of the machine may take its port, and
would run in the page. So it comes as an image, as the width of it.
"""

from __future__ import annotations

SCRIPT = "/_xreport/reload.js"
VERSION = "/_xreport/version.svg"

VERSIONS = 10_000
"""Versions after which the count begins anew: a width that every browser tells exactly."""

RELOAD = b"""\
(() => {
  "use strict";
  const address = new URL("version.svg", document.currentScript.src).href;
  let opened, notice;
  let asked = 0, unanswered = 0;
  const again = () => setTimeout(poll, 1000);
  const poll = () => {
    if (document.hidden) return void again();
    const image = new Image();
    image.onload = () => {
      unanswered = 0;
      notice?.remove();
      notice = undefined;
      opened ??= image.naturalWidth;
      if (image.naturalWidth !== opened) location.reload(); else again();
    };
    image.onerror = () => {
      if (++unanswered === 3) tell();
      again();
    };
    image.src = `${address}?n=${Date.now()}.${asked++}`;
  };
  const tell = () => {
    notice = document.createElement("div");
    notice.setAttribute("role", "alert");
    notice.textContent = "This page is served no more: xreport serve has ended, or was started again. "
      + "Open the address that it printed last.";
    notice.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:1000;padding:12px 16px;font:16px/1.4 sans-serif;"
      + "color:#fff;background:#a1260d";
    document.body.append(notice);
  };
  poll();
})();
"""


def with_reload(page: bytes, base: str) -> bytes:
    """Return a page with the reload script before the end of its body; ``base`` is the path of the site's root."""
    tag = f'<script src="{base}{SCRIPT}"></script>'.encode()
    place = page.rfind(b"</body>")
    return page + tag if place < 0 else page[:place] + tag + page[place:]


def version_image(count: int) -> bytes:
    """Return the image that tells which version is the newest, after so many new ones."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{1 + count % VERSIONS}" height="1"/>\n'.encode()
