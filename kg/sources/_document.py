"""What every reader ends in: raw fields in, a Document out, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kg.records import Document, digest
from kg.sources import _when
from kg.sources._decode import clean
from kg.sources._heading import read_heading
from kg.sources._language import language_of
from kg.sources._outlets import by_domain, credited, host_of, is_agency
from kg.sources._records import Failure, Options

_SENTENCE_END = re.compile(r"[.!?\n。।؟]")
# Far beyond any sentence; the time that a parse takes grows with the square of a sentence's length.
_LONGEST_SENTENCE = 5_000

_GIVEN = "what was given for reports without one"

FIELDS = ("id", "text", "title", "publisher", "author", "date", "updated", "url", "language")


def make(
    text: str,
    origin: str,
    options: Options,
    *,
    id: str | None = None,
    title: str = "",
    publisher: str | None = None,
    author: str | None = None,
    day: object = None,
    days: Sequence[_when.Said] = (),
    made: Sequence[_when.Said] = (),
    updates: Sequence[_when.Said] = (),
    url: str | None = None,
    language: str | None = None,
    warnings: tuple[str, ...] = (),
) -> Document | Failure:
    """The document of `text`, with its head read as metadata; fields that are given win over what the head says.

    `day` is the date of publication in any form; `days` are more of them, the best first, with what says so, `made`
    are days that count where the text itself says none, and `updates` those of changes. A text that is empty, too long or
    in another language is a Failure.
    """
    if len(text) > options.max_characters:
        return too_long(origin, f"{len(text):,} characters", options)
    text, cleaning = clean(text)
    if not any(c.isalnum() for c in text):
        return Failure(origin, "is empty: there is no text in it.")
    longest = max(map(len, _SENTENCE_END.split(text)))
    if longest > _LONGEST_SENTENCE:
        return Failure(origin, f"is no running text: {longest:,} characters on end without the end of a sentence.")
    language = (language or language_of(text)).lower().replace("_", "-").split("-")[0]
    title, author, url = _line(title), _line(author), url or options.url
    given = ((day, "its fields"), *days)
    known = _when.decide(given, (), options.today).published
    heading = read_heading(text, title=title, day=known or options.date)
    path = _when.from_url(url)
    when = _when.decide(
        (*given, (heading.date, "its head"), *((path,) if path else ())),
        updates,
        options.today,
        instead=((options.date, _GIVEN), *made),
    )
    if when.published and not known and any(f"published {when.published} ({by})" in when.evidence for _, by in made):
        warnings = (*warnings, f"dated {when.published} by {made[0][1]} alone")
    agency = heading.agency or credited(text) or (author if is_agency(author) else None)
    # A byline's agency is the outlet where nothing else says who is; the address of another outlet does.
    masthead = heading.publisher if heading.publisher != heading.agency else None
    outlet = _line(publisher) or masthead or by_domain(url) or heading.agency or options.publisher or host_of(url)
    document = Document(
        id=_line(id) or digest(text),
        text=text,
        title=heading.title,
        publisher=outlet,
        author=author or heading.author,
        date=when.published,
        url=url or None,
        language=language,
        retrieved=options.retrieved,
        agency=agency if agency != outlet else None,
        place=heading.place,
        body=heading.body,
        origin=origin,
        warnings=(*warnings, *cleaning, *_date_warnings(when.published, heading.yearless, options), *when.warnings),
        updated=when.updated,
        dated=when.evidence,
    )
    if language not in options.languages:
        reason = f"is in another language ({language}); read are: {', '.join(options.languages)}."
        return Failure(origin, reason, skipped=True, language=language, document=document)
    return document


def too_long(origin: str, size: str, options: Options) -> Failure:
    """The failure for a report of `size` that is longer than a report may be."""
    return Failure(
        origin,
        f"is too long for one report ({size}, at most {options.max_characters:,} characters are read); "
        "split it into its reports, or raise --max-characters.",
    )


def _line(value: object) -> str:
    """A metadata value as one clean line."""
    return " ".join(clean(str(value))[0].split()) if value is not None else ""


def _date_warnings(published: date | None, yearless: str, options: Options) -> Iterator[str]:
    if published is None:
        why = f"the dateline says {yearless!r} without a year" if yearless else "no date of publication"
        yield f"{why}: relative dates stay open (--date gives one)"
    elif options.today is not None and published > options.today:
        yield f"dated {published}, which is after today ({options.today})"


def from_record(record: object, where: str, options: Options, warnings: tuple[str, ...] = ()) -> Document | Failure:
    """The document of a record: an object with at least a text, under the keys that `options` map."""
    if not isinstance(record, dict):
        return Failure(where, f"is not a JSON object but {_kind(record)}; a report is an object with at least 'text'.")
    if unknown := sorted({field for field, _ in options.mapping} - set(FIELDS)):
        return Failure(where, f"--map names '{unknown[0]}', which is no field of a report; there are {', '.join(FIELDS)}.")
    # A record without the key that is mapped may be of another kind, with names of ours.
    mapped = {field: key for field, key in options.mapping if _value(record, key) is not None or field not in record}
    keys = {field: field for field in FIELDS} | mapped
    fields = {field: _value(record, key) for field, key in keys.items()}
    text = fields["text"]
    if not isinstance(text, str):
        have = ", ".join(str(key) for key in list(record)[:8]) or "none"
        reason = f"has no text under '{keys['text']}' (its keys: {have}); --map text=KEY names another key."
        return Failure(where, reason)
    for field, value in fields.items():
        if isinstance(value, list | dict | bool):
            warnings = (*warnings, f"'{keys[field]}' is {_kind(value)}, not a text, and was left out")
            fields[field] = None
    return make(
        text,
        where,
        options,
        id=_text(fields["id"]),
        title=_text(fields["title"]) or "",
        publisher=_text(fields["publisher"]),
        author=_text(fields["author"]),
        day=fields["date"],
        updates=((fields["updated"], "its fields"),),
        url=_text(fields["url"]),
        language=_text(fields["language"]),
        warnings=warnings,
    )


def _value(record: dict[str, object], key: str) -> object:
    """What a record has under a key, or under a path of keys: ``source.name``."""
    found: object = record
    if key in record or "." not in key:
        return record.get(key)
    for step in key.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _text(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}
    return kinds.get(type(value), "a number" if isinstance(value, float) else "null")
