"""Asking the graph in SPARQL: no updates, no calls to other servers, a time limit, errors that say where and what."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery

from kg.errors import QueryError
from kg.graph.answers import Answer

MOST_MEMORY = 2**31
"""How much a query with a time limit may take, in bytes."""
_LOOK = 0.1
"""How often its memory is looked at, in seconds."""
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
                  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<language>@[A-Za-z][A-Za-z0-9-]*)
      | (?P<name>[\w.-]*:(?:[\w.:%-]|\\.)*)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_WHERE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)


def run(
    data: ox.Store,
    text: str,
    prefixes: Mapping[str, str],
    *,
    timeout: float | None = None,
    limit: int | None = None,
) -> Answer:
    """The answer to a SPARQL 1.1 query; `prefixes` need not be declared in it.

    After `timeout` seconds the query is given up, and after `limit` rows or triples the rest is left out
    (``Answer.truncated``). Raises :class:`~kg.errors.QueryError` for a query that is malformed (line, column, and what
    was expected there), an update, a call of another server (``SERVICE``), or one that took too long or, with a
    `timeout`, more than 2 GiB of memory. Oxigraph cannot be interrupted: a query that was given up goes on in a thread
    of its own until it, or the process, ends.
    """
    refuse(text)
    if timeout is None:
        return _answer(data, text, prefixes, limit)
    outcome: list[Answer | QueryError] = []

    def work() -> None:
        try:
            outcome.append(_answer(data, text, prefixes, limit))
        except QueryError as error:
            outcome.append(error)

    thread = threading.Thread(target=work, name="query", daemon=True)
    before, end = _resident(), time.monotonic() + timeout
    thread.start()
    much = False
    while thread.is_alive() and not much and (left := end - time.monotonic()) > 0:
        thread.join(min(left, _LOOK))
        much = _resident() - before > MOST_MEMORY
    if not outcome:
        why = f"it had taken {MOST_MEMORY / 2**30:g} GiB of memory. A" if much else f"{timeout:g} s. Allow more time, a"
        raise QueryError(
            f"the query was given up after {why}sk for less (LIMIT, narrower patterns), "
            "or see whether two of its patterns share no variable."
        )
    if isinstance(outcome[0], QueryError):
        raise outcome[0]
    return outcome[0]


def _resident() -> int:
    """The memory of this process in bytes; 0 where the system does not tell it so."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def _answer(data: ox.Store, text: str, prefixes: Mapping[str, str], limit: int | None) -> Answer:
    try:
        result = data.query(text, prefixes=dict(prefixes))
        if isinstance(result, ox.QueryBoolean):
            return Answer(boolean=bool(result))
        most = None if limit is None else limit + 1
        if isinstance(result, ox.QueryTriples):
            triples = tuple(islice(result, most))
            truncated = limit is not None and len(triples) > limit
            return Answer(triples=triples[:limit], truncated=truncated)
        rows = tuple(tuple(row) for row in islice(result, most))
        truncated = limit is not None and len(rows) > limit
        return Answer(tuple(v.value for v in result.variables), rows[:limit], truncated=truncated)
    except SyntaxError as error:
        raise QueryError(explain(text, str(error), prefixes)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}.") from None


def refuse(text: str) -> None:
    """Raise :class:`~kg.errors.QueryError` for what changes data or calls another server, and for what is no query."""
    if not text.strip():
        raise QueryError("the query is empty. It needs SELECT, ASK, CONSTRUCT or DESCRIBE.")
    for position, (kind, token) in enumerate(_significant(text)):
        word = token.upper() if kind == "word" else ""
        if word == "SERVICE":
            raise QueryError("SERVICE, which asks another server, is not allowed in a query.")
        if word in _UPDATES and position == _heading(text):
            raise QueryError(
                f"{word} changes data, and a query may only ask (SELECT, ASK, CONSTRUCT, DESCRIBE). "
                "Reports are added and removed with 'kg add' and 'kg remove'."
            )


def _significant(text: str) -> Iterator[tuple[str, str]]:
    """The tokens but comments and spaces; code point escapes, which SPARQL allows anywhere, are resolved first."""
    resolved = _ESCAPE.sub(lambda m: _character(m[1] or m[2]), text)
    for match in _TOKEN.finditer(resolved):
        kind = str(match.lastgroup)
        if kind != "comment" and not match[0].isspace():
            yield kind, match[0]


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _heading(text: str) -> int:
    """The place among the tokens where the query's own first word stands, after BASE and PREFIX lines."""
    tokens = list(_significant(text))
    at = 0
    while at < len(tokens):
        word = tokens[at][1].upper()
        if word == "PREFIX":
            at += 3
        elif word == "BASE":
            at += 2
        else:
            break
    return at


def explain(text: str, message: str, prefixes: Mapping[str, str]) -> str:
    """What is wrong with a query, where, and what was expected there, from Oxigraph's words."""
    found = _WHERE.search(message)
    if not found:
        return f"the query is malformed: {message}."
    if slip := _slip(text):
        return slip
    line, column, words = int(found[1]), int(found[2]), found[3]
    if "Prefix not found" in words:
        written = (text.splitlines() or [""])[line - 1]
        names = re.findall(r"([\w.-]*):", written[max(0, column - 40) : column + 40])
        unknown = next((n for n in names if n not in prefixes), "")
        column = written.rfind(f"{unknown}:", 0, column) + 1
        return _at(text, line, column, f"the prefix '{unknown}:' is not known. Known: {', '.join(sorted(prefixes))}")
    told = [w.strip() for w in re.sub(r"\[[^\]]*\]", "", words).split(", ")]
    if clear := [w for w in told if re.fullmatch(r"[A-Z][a-z]+( [A-Za-z]+)+", w)]:
        return _at(text, line, column, f"{clear[0][0].lower()}{clear[0][1:]}")
    kept = [w for w in told if re.fullmatch(r"[A-Za-z0-9]+|\"[^\"]+\"", w) and w not in {"LATERAL", "SERVICE"}]
    if {"ABS", "STR"} <= set(kept):
        kept = ["an expression"]
    if not kept:
        # The parser went back to where all was well; rdflib's tells where the clause begins that it could not finish.
        line, column = _unfinished(text) or (line, column)
        kept = ["a whole clause from here on: a triple needs a subject, a predicate and an object"]
    return _at(text, line, column, f"expected {' or '.join([', '.join(kept[:-1]), kept[-1]] if kept[1:] else kept)}")


def _slip(text: str) -> str | None:
    """The commonest slips, told better than a grammar can: the first word, an open string, an open bracket."""
    tokens = [(m.start(), str(m.lastgroup), m[0]) for m in _TOKEN.finditer(text) if not m[0].isspace()]
    tokens = [t for t in tokens if t[1] != "comment"]
    head = _heading(text)
    if head >= len(tokens) or tokens[head][2].upper() not in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
        start = tokens[head][0] if head < len(tokens) else len(text)
        return _at(text, *_position(text, start), "expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    opened: list[tuple[int, str]] = []
    for start, kind, token in tokens:
        if kind != "other":
            continue
        if token in "\"'":
            return _at(text, *_position(text, start), "the string that begins here has no end")
        if token in "{([":
            opened.append((start, token))
        elif token in "})]" and (not opened or _PAIRS[opened.pop()[1]] != token):
            return _at(text, *_position(text, start), f"this '{token}' closes nothing that is open")
    if opened:
        start, token = opened[-1]
        return _at(text, *_position(text, start), f"this '{token}' is never closed: expected '{_PAIRS[token]}'")
    return None


def _unfinished(text: str) -> tuple[int, int] | None:
    try:
        parseQuery(text)
    except ParseException as error:
        return error.lineno, error.column
    except (ValueError, TypeError, RecursionError):  # what rdflib's parser lets through on odd input
        return None
    return None


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _at(text: str, line: int, column: int, words: str) -> str:
    lines = text.split("\n")
    written = lines[min(line, len(lines)) - 1].rstrip("\r")
    pointed = f"\n  {written}\n  {' ' * (column - 1)}^" if len(written) < 200 else ""
    return f"line {line}, column {column} of the query: {words}.{pointed}"
