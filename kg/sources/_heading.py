"""The head of a report: headline, byline, date line and dateline, read as metadata and never as a sentence.

A head is read line by line until the first line that is anything else; then the dateline that may begin the running
text ("KABUL, July 9 (Reuters) -"). A line is metadata only as a whole: one word too many and it is text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kg import ontology
from kg.sources import _dates

_MAX_LINES = 12
_MAX_HEADLINE = 200
_SEPARATORS = re.compile(r"[\s|·•,;/()\[\]–—-]+")
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|ibn|ben|abu|al|el|af|of|the|&)(?=\s)"
_NAME = rf"(?:[A-Z][\w.'’-]*|al-\w+|{_PARTICLE})"
_NAMES = re.compile(rf"{_NAME}(?:(?:\s+|,\s*|\s+(?:and|in|with|for|at)\s+|\s*/\s*){_NAME})*\.?")
_NOT_A_NAME = re.compile(rf"(?:{_dates.WEEKDAY}|{_dates.MONTH}|\d.*|the|a|an|no|all|late|early|mid.*|now|then)$", re.I)
_PREPOSITIONS = frozenset(("in", "on", "at", "by", "since", "after", "before", "from", "during", "under", "near", "as", "for"))

_WORD = r"[A-Z][\w.'’]*(?:-[\w.'’]+)*"
_PLACE = rf"{_WORD}(?:[ /](?:{_WORD}|al-\w+|of|the|and|el|de|la))*"
_DAY = rf"(?i:(?:{_dates.WEEKDAY},?\s+)?(?:{_dates.MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\s+{_dates.MONTH}))"
_DATELINE = re.compile(
    rf"(?P<place>(?!(?i:{_dates.MONTH})\s+\d){_PLACE})?(?P<region>(?:,\s*(?!(?i:{_dates.MONTH})\b){_PLACE})*?)"
    rf"(?:,?\s*(?P<date>{_DAY}(?P<year>,?\s+(?:19|20)\d\d)?))?[,.]?\s*"
    r"(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<wire>[^/\n]{2,30})/\.?)?\s*(?P<dash>--|–|—|-|:|(?<=/\.)(?=\s))(?P<space>\s*)"
)
_SENTENCE_END = re.compile(r"[.!?;:][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head says. `body` is the offset at which the running text begins."""

    title: str = ""
    date: date | None = None
    publisher: str | None = None
    agency: str | None = None
    author: str | None = None
    place: str | None = None
    body: int = 0
    yearless: str = ""


def read_heading(text: str, *, title: str = "", day: date | None = None) -> Heading:
    """The head of `text`; `title` and `day` are what is known of the report already (`day` completes "July 9")."""
    found = Heading(title=title)
    offset = 0
    for number in range(_MAX_LINES):
        start = _skip_blank(text, offset)
        end = text.find("\n", start)
        if end < 0:
            break
        line = text[start:end].strip()
        fields = _metadata(line, day or found.date)
        if fields is not None:
            found = _merge(found, fields)
        elif _is_title(line, title) or (not found.title and _is_headline(line, text[end:], number == 0)):
            found = replace(found, title=found.title or _unlabelled(line))
        else:
            break
        offset = end
    body = _skip_blank(text, offset)
    if body >= len(text.rstrip()):
        return Heading(title=title)
    return _dateline(text, replace(found, body=body), day)


def _skip_blank(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _merge(known: Heading, new: Heading) -> Heading:
    return Heading(
        title=known.title or new.title,
        date=known.date or new.date,
        publisher=known.publisher or new.publisher,
        agency=known.agency or new.agency,
        author=known.author or new.author,
        place=known.place or new.place,
    )


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", " ", text).strip()


def _is_title(line: str, title: str) -> bool:
    return bool(title) and _plain(_unlabelled(line)) == _plain(title)


def _unlabelled(line: str) -> str:
    label, colon, rest = line.partition(":")
    return rest.strip() if colon and label.strip().lower() in _words("title-labels") else line.lstrip("# ").strip()


def _is_headline(line: str, rest: str, first: bool) -> bool:
    """A short line without a sentence's end, set off by a blank line or a metadata line, with text after it."""
    if _unlabelled(line) != line:
        return True
    if not first or len(line) > _MAX_HEADLINE or _SENTENCE_END.search(line) or _DATELINE.match(line):
        return False
    following = rest.lstrip("\n ")
    if not following or len(following.split(None, 8)) < 8:
        return False
    if rest[1:].split("\n", 1)[0].strip() == "":
        return True
    return _metadata(following.split("\n", 1)[0].strip(), None) is not None


def _metadata(line: str, near: date | None) -> Heading | None:
    """What a line says that holds nothing but metadata; None for any other line."""
    if not line or len(line) > 160:
        return None
    found, position, content = Heading(), 0, False
    while position < len(line):
        rest = line[position:]
        if step := _SEPARATORS.match(rest):
            position += step.end()
        elif step := _dates.FULL.match(rest):
            found = replace(found, date=found.date or _dates.read_date(step[0], near))
            position, content = position + step.end(), True
        elif step := (_dates.TIME if content else _label("date-labels")).match(rest) or _label("date-labels").match(rest):
            position += step.end()
        elif (step := _label("author-labels").match(rest)) and (credit := _byline(rest[step.end() :])):
            found, used = _merge(found, credit[0]), credit[1]
            position, content = position + step.end() + used, True
        elif (step := _label("source-labels").match(rest)) and (names := _NAMES.match(rest[step.end() :])):
            found = replace(found, publisher=found.publisher or names[0].strip(" ."))
            position, content = position + step.end() + names.end(), True
        elif (step := re.match(r"[\w/' .-]+", rest)) and step[0].strip() in _words("wire-agencies"):
            found = replace(found, agency=found.agency or step[0].strip())
            position, content = position + step.end(), True
        else:
            return None
    return found if content else None


def _byline(rest: str) -> tuple[Heading, int] | None:
    """The people, agency and place of "Jane Doe and Ali Khan, Reuters, in Kabul", and how many characters they took."""
    names = _NAMES.match(rest)
    if not names:
        return None
    stop = _dates.FULL.search(names[0])
    used = stop.start() if stop else names.end()
    whole = names[0][:used].strip(" ,.")
    authors: list[str] = []
    found = Heading()
    for segment in re.split(r"\s*,\s*|\s+(?=(?:in|for|at)\s)|\s*/\s*", whole):
        head, _, tail = segment.partition(" ")
        place_of = tail if head in {"in", "at"} else ""
        name = tail if head in {"in", "at", "for"} else segment
        if not name or (_NOT_A_NAME.match(name.split()[0]) and not _is_outlet(name)):
            return None
        if name.lower() in _words("byline-fillers"):
            continue
        if _is_outlet(name):
            found = replace(found, agency=found.agency or name, publisher=found.publisher or name)
        elif place_of or authors:
            found = replace(found, place=found.place or name)
        else:
            authors.append(name)
    return replace(found, author=", ".join(authors) or None), used


def _is_outlet(name: str) -> bool:
    if name in _words("wire-agencies"):
        return True
    return any(word.strip(".").lower() in _words("publisher-words") for word in name.split())


def _dateline(text: str, found: Heading, day: date | None) -> Heading:
    """`found` with the dateline at `found.body` read and stepped over, if there is one."""
    match = _DATELINE.match(text, found.body, min(len(text), found.body + 160))
    if not match:
        return found
    place, agency, dash = match["place"], match["agency"] or match["wire"], match["dash"]
    following = text[match.end() : match.end() + 1]
    if (dash == "-" and not match["space"]) or not following or "\n" in match[0]:
        return found
    if place and place.split()[0].lower() in _PREPOSITIONS:
        return found
    capitals = bool(place) and place == place.upper() and sum(c.isalpha() for c in place) > (3 if dash == ":" else 2)
    named = bool(agency) and (capitals or _is_outlet(agency))
    dated = bool(match["date"]) and bool(place or match["year"])
    begins_sentence = following.isupper() or following.isdigit() or following in "\"'“‘«"
    if not (named or dated or (capitals and begins_sentence and not agency)):
        return found
    near = day or found.date
    read = _dates.read_date(match["date"], near) if match["date"] else None
    region = (match["region"] or "").strip(" ,")
    return replace(
        found,
        date=found.date or read,
        agency=agency or found.agency,
        place=(f"{place}, {region}" if place and region else place) or found.place,
        body=match.end(),
        yearless=match["date"].strip(" ,") if match["date"] and not (read or found.date) else "",
    )


@cache
def _words(name: str) -> frozenset[str]:
    return ontology.load().words(name)


@cache
def _label(name: str) -> re.Pattern[str]:
    words = sorted(_words(name), key=lambda word: (-len(word), word))
    return re.compile(rf"(?:{'|'.join(re.escape(word) for word in words)})\s*:?(?:\s+|$)", re.I)
