"""Judgements: what somebody decided about who is who, in a file that people can read, edit and keep in git.

One judgement a line, tab-separated: ``verdict left right who when why``. ``same A B`` makes B one with A, under A's
id; ``different A B`` keeps apart what would be merged. A and B are entity ids (``person/ash-carter``), or one report's
use of an id (``person/ash-carter@DOCUMENT``). Lines that begin with ``#`` and blank lines are left alone. Nothing else
is kept anywhere: taking a line out undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from kg.errors import JudgementError, OutputError, unknown

Verdict = Literal["same", "different"]
COLUMNS = ("verdict", "left", "right", "who", "when", "why")
_HEADER = "# " + "\t".join(COLUMNS)


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


@dataclass(frozen=True, slots=True)
class Judgements:
    """All judgements of a file, free of contradictions."""

    entries: tuple[Judgement, ...] = ()
    name: str = "judgements"

    def __post_init__(self) -> None:
        for entry in self.entries:
            if entry.verdict == "different" and self.canonical(entry.left) == self.canonical(entry.right):
                same = next(e for e in self.entries if e.verdict == "same")
                raise JudgementError(
                    f"{self.name}, line {entry.line}: '{entry.left}' and '{entry.right}' are said to be different here "
                    f"and the same elsewhere (see line {same.line} and those after it). Take one of the lines out."
                )

    def canonical(self, id: str) -> str:
        """The id that `id` goes by: the leftmost of the ids that it is the same as, and itself if there is none."""
        return self._names().get(id, id)

    def apart(self, one: str, other: str) -> bool:
        """Whether a judgement keeps `one` and `other` apart."""
        pair = {self.canonical(one), self.canonical(other)}
        return any(
            {self.canonical(entry.left), self.canonical(entry.right)} == pair
            for entry in self.entries
            if entry.verdict == "different"
        )

    def _names(self) -> dict[str, str]:
        groups: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.verdict == "same":
                left, right = groups.get(entry.left, [entry.left]), groups.get(entry.right, [entry.right])
                if left is not right:
                    left.extend(right)
                    groups |= dict.fromkeys(left, left)
        return {id: group[0] for id, group in groups.items()}


def read_judgements(path: Path) -> Judgements:
    """The judgements in the file `path`.

    Raises :class:`~kg.errors.JudgementError`, naming file and line, for a line that cannot be used and for judgements
    that contradict each other.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise JudgementError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise JudgementError(f"{path}: is not UTF-8 text. Save it as UTF-8, tab-separated.") from None
    return Judgements(tuple(_parse(text, str(path))), str(path))


def _parse(text: str, name: str) -> Iterator[Judgement]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield _entry(line.rstrip("\r"), f"{name}, line {number}", number)


def _entry(line: str, where: str, number: int) -> Judgement:
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


def add_judgement(path: Path, entry: Judgement) -> Judgements:
    """Append `entry` to the file `path` (made if it is not there) and give all its judgements back.

    Raises :class:`~kg.errors.JudgementError` where it contradicts what the file says, and leaves the file as it was.
    """
    known = read_judgements(path) if path.exists() else Judgements(name=str(path))
    both = Judgements((*known.entries, entry), str(path))
    text = path.read_text(encoding="utf-8-sig") if path.exists() else _HEADER + "\n"
    line = format_judgements([entry]).split("\n", 1)[1]
    try:
        path.write_text(text + ("" if text.endswith("\n") else "\n") + line, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}).") from None
    return both
