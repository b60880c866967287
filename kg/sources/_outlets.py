"""Who publishes: outlets by their web domains and names, and the wire service that a report credits at its end."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from kg import ontology, worldlist

_TAIL = 500
_PREFIXES = ("www.", "en.", "m.", "edition.", "amp.", "english.", "news.")


def host_of(url: str | None) -> str | None:
    """The host of an address, without the usual prefixes."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    for prefix in _PREFIXES:
        if host.count(".") > 1:
            host = host.removeprefix(prefix)
    return host or None


def by_domain(url: str | None) -> str | None:
    """The outlet of the world list whose domain the address lies in."""
    host = host_of(url)
    while host:
        if outlet := _domains().get(host):
            return outlet
        host = host.partition(".")[2]
    return None


def credited(text: str) -> str | None:
    """The wire service that the last lines name: "The Associated Press contributed to this report.", "(Reuters)"."""
    tail = text.rstrip()[-_TAIL:]
    found = _credit().search(tail)
    if found is None:
        return None
    name: str = next(group for group in found.groups() if group)
    return short if is_agency(short := name.removeprefix("The ")) else name


def is_agency(name: str | None) -> bool:
    """Whether `name` is a wire service's."""
    return bool(name) and name in ontology.load().words("wire-agencies")


@cache
def _domains() -> dict[str, str]:
    """Outlets by domain; a domain that two of them share belongs to neither."""
    found: dict[str, set[str]] = {}
    for actor in worldlist.load().actors:
        if actor.entity.type == "MediaOutlet":
            for domain in actor.domains:
                found.setdefault(domain.lower(), set()).add(actor.entity.label)
    return {domain: next(iter(names)) for domain, names in found.items() if len(names) == 1}


@cache
def _credit() -> re.Pattern[str]:
    names = sorted(ontology.load().words("wire-agencies"), key=lambda name: (-len(name), name))
    agency = rf"({'|'.join(map(re.escape, names))})"
    return re.compile(
        rf"(?:^|[\n(.,;]|\band|\bThe|\bthe)\s*{agency}(?:\s+(?:writers?|journalists?|reporters?|correspondents?)\b[^.\n]*)?"
        r"\s+(?:also\s+)?contributed\b"
        rf"|\b(?:[Ww]ith|[Aa]dditional)\s+(?:reporting\s+(?:by|from)|(?:files|inputs?|material|agencies)[:,]?(?:\s+from)?)\s+(?:the\s+|The\s+)?{agency}\b"
        rf"|(?:^|\n)\s*(?:Sources?:\s*|©\s*|[-–—]+\s*|\()(?:the\s+|The\s+)?{agency}\)?\s*\.?\s*\Z"
        rf"|\(\s*{agency}\s*\)\s*\Z"
    )
