"""Text of unknown origin made safe to show: every label, quote and address of a report is data, never markup.

Three walls stand between a report and the reader's browser: what is shown here contains no character that acts
(controls, bidirectional overrides), what is embedded as JSON cannot close its element, and the page's
Content-Security-Policy forbids every load and every script but the page's own.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import unicodedata
from urllib.parse import urlsplit

LABEL = 160
"""Code points of a label that a page keeps."""

QUOTE = 2000
"""Code points of a quote that a page keeps."""

_BIDI = {
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip
"""Embeddings, overrides and isolates reach beyond their own text; the weak marks (LRM, RLM) and joiners do not."""

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]")
_JSON = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def shown(text: object, limit: int = LABEL) -> str:
    """`text` for human eyes: at most `limit` code points, acting characters replaced by visible signs.

    NUL and its kin become control pictures (``␀``), a right-to-left override becomes ``⟨RLO⟩``, what no font draws
    becomes U+FFFD. Tabs and line feeds stay. A text that is cut ends in ``…``.
    """
    out = str(text)
    if len(out) > limit:
        out = out[: max(limit - 1, 0)].rstrip() + "…"
    return _ACTING.sub(_sign, out)


def line(text: object, limit: int = LABEL) -> str:
    """`text` as :func:`shown`, on one line."""
    return " ".join(shown(text, limit).split())


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return "\n" if code == 0x0D else chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code in _BIDI:
        return f"⟨{_BIDI[code]}⟩"
    if code in {0x2028, 0x2029}:
        return "\n"
    return "" if code in {0x2060, 0xFEFF} else "\ufffd"


def link(url: object) -> str | None:
    """`url` if a click on it can do no more than open a web page, else None.

    Only absolute ``http`` and ``https`` addresses with a host and without a login pass; spaces, controls and format
    characters within are a sign of a trick, and the address is dropped rather than mended.
    """
    text = str(url or "").strip()
    if not text or len(text) > 2048 or any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} for c in text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    plain = parts.username is None and parts.password is None and "\\" not in text
    return text if parts.scheme.lower() in {"http", "https"} and host and plain else None


def embed(data: object) -> str:
    """`data` as JSON that may stand inside a ``<script type="application/json">`` element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_JSON)


def page(title: str, *, css: str, body: str, data: object, scripts: tuple[str, ...]) -> str:
    """A whole HTML page that loads nothing: our own `body`, the `data` as JSON, the `scripts` in their order.

    `css`, `body` and `scripts` are ours and trusted; `title` and `data` are not. Style and scripts are allowed by
    their SHA-256 in the Content-Security-Policy, everything else is forbidden.
    """
    allowed = " ".join(f"'{_hash(s)}'" for s in scripts)
    policy = f"default-src 'none'; script-src {allowed}; style-src '{_hash(css)}'; base-uri 'none'; form-action 'none'"
    inline = "".join(f"<script>{s}</script>\n" for s in scripts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(line(title))}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n"
        f'<script type="application/json" id="data">{embed(data)}</script>\n{inline}</body>\n</html>\n'
    )


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, in which JavaScript counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
