"""Markup to running text, where all of it is text: what feeds carry within them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(("p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "h4", "tr"))


def text_of(markup: str) -> str:
    """The running text of `markup`; of markup that cannot be read, nothing."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import html
    from lxml.etree import ParserError

    try:
        return text_within(html.fromstring(f"<div>{markup}</div>"))
    except (ParserError, ValueError, RecursionError):
        return ""


def text_within(element: _Element) -> str:
    """The running text of `element`, its blocks apart, without scripts and styles."""
    parts: list[str] = []
    for step, e in _walk(element):
        if step and local(e).lower() in _BLOCKS:
            parts.append("\n\n")
        parts.append((e.text if step else e.tail) or "")
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", "".join(parts)).strip()


def local(element: _Element) -> str:
    """The name of `element` without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def _walk(element: _Element) -> Iterator[tuple[bool, _Element]]:
    from lxml import etree

    skipped = 0
    for event, e in etree.iterwalk(element, events=("start", "end")):
        hidden = not isinstance(e.tag, str) or local(e).lower() in {"script", "style"}
        if event == "start":
            skipped += hidden
            if not skipped:
                yield True, e
        else:
            skipped -= hidden
            if not skipped and e is not element:
                yield False, e
