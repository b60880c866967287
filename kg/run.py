"""What a run did: each report read, skipped or failed, and why; as text for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kg.graph.change import Change
from kg.records import Claim, Document
from kg.resolve import Merge
from kg.sources import Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report that was read, and the claims that were found in it."""

    document: Document
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of a run."""

    document: str
    origin: str
    title: str
    publisher: str | None
    date: date | None
    characters: int
    claims: int
    warnings: tuple[str, ...]
    updated: str | None = None
    dated: tuple[str, ...] = ()
    agency: str | None = None
    copy_of: str | None = None

    @classmethod
    def of(cls, outcome: Outcome) -> Entry:
        """The entry for `outcome`."""
        d = outcome.document
        updated = d.updated.isoformat() if d.updated else None
        claims = len(outcome.claims)
        about = (updated, d.dated, d.agency, d.copy_of)
        return cls(d.id, d.origin, d.title, d.publisher, d.date, len(d.text), claims, d.warnings, *about)


@dataclass(frozen=True)
class Run:
    """What a run did. `seconds` are the times of its stages; `interrupted` is true where it was stopped early."""

    read: tuple[Entry, ...]
    failures: tuple[Failure, ...] = ()
    merges: tuple[Merge, ...] = ()
    changes: tuple[Change, ...] = ()
    files: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def claims(self) -> int:
        """How many claims were found."""
        return sum(entry.claims for entry in self.read)

    @property
    def failed(self) -> tuple[Failure, ...]:
        """Inputs that something was wrong with."""
        return tuple(f for f in self.failures if not f.skipped)

    @property
    def skipped(self) -> tuple[Failure, ...]:
        """Inputs that were left out as they should be."""
        return tuple(f for f in self.failures if f.skipped)

    @property
    def ok(self) -> bool:
        """Whether every input was read or rightly left out, and something was."""
        return not self.failed and not self.interrupted

    def summary(self) -> str:
        """The run in one line."""
        counts = [_count(len(self.read), "report"), _count(self.claims, "claim")]
        for failures, what in ((self.skipped, "skipped"), (self.failed, "failed")):
            if failures:
                counts.append(f"{len(failures)} {what}")
        return ", ".join(counts) + (" (stopped early)" if self.interrupted else "")

    def as_dict(self) -> dict[str, object]:
        """The run for JSON."""
        return {
            "documents": len(self.read),
            "claims": self.claims,
            "interrupted": self.interrupted,
            "read": [
                {
                    "id": e.document,
                    "origin": e.origin,
                    "title": e.title,
                    "publisher": e.publisher,
                    "date": e.date.isoformat() if e.date else None,
                    "characters": e.characters,
                    "claims": e.claims,
                    "warnings": list(e.warnings),
                    "updated": e.updated,
                    "dated": list(e.dated),
                    "agency": e.agency,
                    "copy_of": e.copy_of,
                }
                for e in self.read
            ],
            "skipped": [{"origin": f.origin, "reason": f.reason, "language": f.language} for f in self.skipped],
            "failed": [{"origin": f.origin, "reason": f.reason} for f in self.failed],
            "merges": [{"old": m.old, "new": m.new, "why": m.why, "document": m.document} for m in self.merges],
            "changes": [
                {
                    "document": c.document,
                    "added": len(c.added),
                    "withdrawn": len(c.withdrawn),
                    "changed": len(c.changed),
                    "kept": len(c.kept),
                }
                for c in self.changes
            ],
            "files": list(self.files),
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
        }

    def markdown(self) -> str:
        """The run as ``report.md``."""
        lines = ["# What was read", "", self.summary() + ".", ""]
        if self.read:
            lines += ["| report | publisher | date | claims |", "|---|---|---|---:|"]
            lines += [
                f"| {_cell(e.title or e.origin)} | {_cell(e.publisher or '')} | {e.date or ''} | {e.claims} |"
                for e in self.read
            ]
            lines.append("")
        lines += _section("Failed", (f"{f.origin}: {f.reason}" for f in self.failed))
        lines += _section("Skipped", (f"{f.origin}: {f.reason}" for f in self.skipped))
        languages = Counter(f.language for f in self.skipped if f.language)
        lines += _section("Other languages", (f"{language}: {_count(n, 'report')}" for language, n in sorted(languages.items())))
        lines += _section("The same story in another outlet, counted as one origin", (_copy(e) for e in self.read if e.copy_of))
        lines += _section("Changed", (_change(c) for c in self.changes if c))
        lines += _section("Warnings", (f"{e.origin}: {w}" for e in self.read for w in e.warnings))
        lines += _section("Names made one, or told apart", (_merge(m) for m in self.merges))
        lines += _section("Times", (f"{stage}: {seconds:.1f} s" for stage, seconds in self.seconds.items()))
        return "\n".join(lines)


def _section(title: str, items: Iterable[str]) -> list[str]:
    found = [f"- {_cell(item)}" for item in items]
    return [f"## {title}", "", *found, ""] if found else []


def _merge(merge: Merge) -> str:
    where = f" in {merge.document}" if merge.document else ""
    return f"`{merge.old}`{where} is `{merge.new}`: {merge.why}"


def _copy(entry: Entry) -> str:
    return f"{entry.origin} ({entry.publisher or 'no outlet'}) is a copy of `{entry.copy_of}`"


def _change(change: Change) -> str:
    gone = (f"withdrawn: “{claim.evidence.quote}”" for claim in change.withdrawn)
    come = (f"added: “{claim.evidence.quote}”" for claim in change.added)
    other = (f"changed: “{before.evidence.quote}” to “{after.evidence.quote}”" for before, after in change.changed)
    return f"`{change.document}`: {'; '.join((*come, *other, *gone))}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
