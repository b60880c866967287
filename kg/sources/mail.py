"""Mail: one message (EML) or a mailbox (MBOX); the plain text of a message, or the article of its HTML."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO

from kg.errors import SourceError
from kg.records import Document
from kg.sources import _decode
from kg.sources._document import make, too_long
from kg.sources._page import article
from kg.sources._records import Failure, Options, told

SUFFIXES = (".eml", ".mbox")

_HEADER = re.compile(rb"^(?:From |(?:Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|Delivered-To):)", re.I)
_QUOTED = re.compile(r"(?m)^>.*\n?")
_SIGNATURE = re.compile(r"(?m)^-- \n(?s:.*)\Z")
# A message carries its text once or twice, and what is attached to it.
_SHARE = 8


def sniff(head: bytes) -> bool:
    """Whether `head` begins with the headers of a message, or with the first line of a mailbox."""
    lines = head.splitlines()[:2]
    return len(lines) == 2 and bool(_HEADER.match(lines[0])) and b":" in lines[1]


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The messages in `stream`."""
    limit = _SHARE * options.max_bytes
    number, parts, size, mailbox = 0, list[bytes](), 0, False
    while line := stream.readline(limit):
        if line.startswith(b"From ") and (not parts or not parts[-1].strip()):
            if mailbox and parts:
                number += 1
                yield _message(parts, size, f"{origin}, message {number}", limit, options)
            mailbox, parts, size = True, [], 0
            continue
        size += len(line)
        if size <= limit:
            parts.append(line)
    where = f"{origin}, message {number + 1}" if mailbox else origin
    yield _message(parts, size, where, limit, options)


def _message(parts: list[bytes], size: int, origin: str, limit: int, options: Options) -> Document | Failure:
    if size > limit:
        return too_long(origin, f"a message of {size:,} bytes", options)
    try:
        message = email.message_from_bytes(b"".join(parts), policy=email.policy.default)
        if not isinstance(message, EmailMessage):
            return Failure(origin, "is no mail message.")
        body = message.get_body(("plain", "html"))
        sender = parseaddr(str(message.get("From", "")))[0]
        title, day, id = (_header(message, name) for name in ("Subject", "Date", "Message-ID"))
        raw = body.get_payload(decode=True) if body is not None else b""
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, TypeError, OverflowError) as error:
        return Failure(origin, f"is no mail message that can be read ({told(error)}).")
    if body is None or not isinstance(raw, bytes):
        return Failure(origin, "has no text: the message holds attachments alone.")
    try:
        text, warnings = _text(raw, body.get_content_charset())
    except SourceError as error:
        return Failure(origin, f"its text {error}")
    if body.get_content_type() == "text/html":
        return article(text, origin, options, warnings=warnings)
    text = _SIGNATURE.sub("", _QUOTED.sub("", text.replace("\r\n", "\n")))
    return make(text, origin, options, id=id.strip("<>"), title=title, publisher=sender, day=day, warnings=warnings)


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "") or "")


def _text(raw: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    try:
        return _decode.decode_as(raw, charset or "utf-8"), ()
    except ValueError:
        return _decode.decode(raw)
