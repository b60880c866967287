"""Judgements: what somebody decided about who is who, in a file that people can read, edit and keep in git.

One judgement a line, tab-separated: ``verdict left right who when why``. ``same A B`` makes B one with A, under A's
id; ``different A B`` keeps apart what would be merged. A and B are entity ids (``person/ash-carter``), or one report's
use of an id (``person/ash-carter@DOCUMENT``). Lines that begin with ``#`` and blank lines are left alone. Nothing else
is kept anywhere: taking a line out undoes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from kg import output
from kg.errors import JudgementError, unknown

Verdict = Literal["same", "different"]
COLUMNS = ("verdict", "left", "right", "who", "when", "why")
_HEADER = "# " + "\t".join(COLUMNS)
_LARGEST = 50_000_000
_LONGEST = 5_000
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and marks that reorder or hide what a reader sees (Unicode TR36); tabs, and the joiners that some
scripts need, are none of these."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Somebody's decision that two ids stand for the same or for different entities; `line` is where it was read."""

    verdict: Verdict
    left: str
    right: str
    who: str = ""
    when: date | None = None
    why: str = ""
    line: int = 0


@dataclass(frozen=True)
class Judgements:
    """All judgements of a file, free of contradictions."""

    entries: tuple[Judgement, ...] = ()
    name: str = "judgements"

    def __post_init__(self) -> None:
        for entry in self.entries:
            if entry.verdict == "different" and self.canonical(entry.left) == self.canonical(entry.right):
                group = self.canonical(entry.left)
                same = next(e for e in self.entries if e.verdict == "same" and self.canonical(e.left) == group)
                raise JudgementError(
                    f"{self.name}, line {entry.line}: '{entry.left}' and '{entry.right}' are said to be different here "
                    f"and the same elsewhere (see line {same.line} and those after it). Take one of the lines out."
                )

    def canonical(self, id: str) -> str:
        """The id that `id` goes by: the leftmost of the ids that it is the same as, and itself if there is none."""
        return self._canonical.get(id, id)

    def apart(self, one: str, other: str) -> bool:
        """Whether a judgement keeps `one` and `other` apart."""
        return frozenset((self.canonical(one), self.canonical(other))) in self._apart

    def groups(self) -> dict[str, list[str]]:
        """The ids that are said to be one, by the id that they go by; that one first."""
        found: dict[str, list[str]] = {}
        for id, canonical in self._canonical.items():
            found.setdefault(canonical, [canonical])
            if id != canonical:
                found[canonical].append(id)
        return found

    @cached_property
    def _canonical(self) -> dict[str, str]:
        above: dict[str, str] = {}

        def top(id: str) -> str:
            path = []
            while above.setdefault(id, id) != id:
                path.append(id)
                id = above[id]
            above.update(dict.fromkeys(path, id))
            return id

        for entry in self.entries:
            if entry.verdict == "same":
                left, right = top(entry.left), top(entry.right)
                above[right] = left
        return {id: top(id) for id in list(above)}

    @cached_property
    def _apart(self) -> frozenset[frozenset[str]]:
        pairs = ((self.canonical(e.left), self.canonical(e.right)) for e in self.entries if e.verdict == "different")
        return frozenset(map(frozenset, pairs))


def read_judgements(path: Path) -> Judgements:
    """The judgements in the file `path`.

    Raises :class:`~kg.errors.JudgementError`, naming file and line, for a line that cannot be used, for judgements that
    contradict each other, and for what is no file of judgements at all.
    """
    return Judgements(tuple(_parse(_text(path), str(path))), str(path))


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a pipe or a device might never end
            raise JudgementError(f"{path}: is no file. A file of judgements is meant, tab-separated text.")
        if path.stat().st_size > _LARGEST:
            raise JudgementError(f"{path}: is larger than {_LARGEST // 10**6} MB, which no file of judgements is. Is it another file?")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise JudgementError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise JudgementError(f"{path}: is not UTF-8 text. Save it as UTF-8, tab-separated.") from None


def _parse(text: str, name: str) -> Iterator[Judgement]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield _entry(line.rstrip("\r"), f"{name}, line {number}", number)


def _entry(line: str, where: str, number: int) -> Judgement:
    if found := _UNSEEN.search(line):
        raise JudgementError(
            f"{where}: an invisible character (U+{ord(found[0]):04X} in column {found.start() + 1}), which could make the line "
            "look like another. Take it out."
        )
    if len(line) > _LONGEST:
        raise JudgementError(f"{where}: {len(line):,} characters; {_LONGEST:,} are the most that a judgement has.")
    fields = [field.strip() for field in line.split("\t")]
    if not 3 <= len(fields) <= len(COLUMNS):
        raise JudgementError(
            f"{where}: {len(fields)} tab-separated fields; 3 to {len(COLUMNS)} are meant: {' '.join(COLUMNS)}."
        )
    verdict, left, right, who, when, why = fields + [""] * (len(COLUMNS) - len(fields))
    try:
        day = date.fromisoformat(when) if when else None
    except ValueError:
        raise JudgementError(f"{where}: '{when}' is no date; write it as 2021-07-09.") from None
    return make_judgement(verdict, left, right, who=who, when=day, why=why, line=number, where=where)


def make_judgement(
    verdict: str,
    left: str,
    right: str,
    *,
    who: str = "",
    when: date | None = None,
    why: str = "",
    line: int = 0,
    where: str = "judgement",
) -> Judgement:
    """A judgement of words. Raises :class:`~kg.errors.JudgementError`, saying `where`, for words that make none."""
    if verdict not in get_args(Verdict):
        raise JudgementError(f"{where}: {unknown('verdict', verdict, get_args(Verdict))}")
    if not left or not right or left == right:
        raise JudgementError(f"{where}: two different entity ids are needed, here are '{left}' and '{right}'.")
    return Judgement("same" if verdict == "same" else "different", left, right, who, when, why, line)


def format_judgements(entries: Iterable[Judgement]) -> str:
    """`entries` as the text of a judgement file, which :func:`read_judgements` reads back."""
    lines = [_HEADER]
    for e in entries:
        when = e.when.isoformat() if e.when else ""
        fields = (e.verdict, e.left, e.right, e.who, when, e.why)
        lines.append("\t".join(" ".join(field.split()) for field in fields).rstrip("\t"))
    return "\n".join(lines) + "\n"


def add_judgement(path: Path, *entries: Judgement) -> Judgements:
    """Append `entries` to the file `path` (made if it is not there) and give all its judgements back.

    Raises :class:`~kg.errors.JudgementError` where one contradicts what the file says, and leaves the file as it was;
    :class:`~kg.errors.OutputError` where it cannot be written.
    """
    text = _text(path) if path.exists() else _HEADER + "\n"
    new = text + ("" if text.endswith("\n") else "\n") + format_judgements(entries).split("\n", 1)[1]
    found = Judgements(tuple(_parse(new, str(path))), str(path))
    _write(path, new)
    return found


def take_out(path: Path, line: int | None = None) -> tuple[Judgement, Judgements]:
    """Undo the judgement on a line of the file `path`, the last one unless given; it, and what is left.

    Raises :class:`~kg.errors.JudgementError` where there is none.
    """
    known = read_judgements(path).entries if path.exists() else ()
    taken = known[-1] if known and line is None else next((entry for entry in known if entry.line == line), None)
    if taken is None:
        lines = f"Judgements stand on the lines {', '.join(str(e.line) for e in known[:20])}." if known else "There is none at all."
        raise JudgementError(f"{path}: there is no judgement {f'on line {line}' if line else 'to undo'}. {lines}")
    kept = [text for number, text in enumerate(_text(path).split("\n"), 1) if number != taken.line]
    _write(path, "\n".join(kept))
    return taken, read_judgements(path)


def _write(path: Path, text: str) -> None:
    with output.replacing(path) as stream:
        stream.write(text.encode("utf-8"))
