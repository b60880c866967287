"""Runs the console blocks of README.md and compares, or renews, what they print (``make docs``).

A block marked ``console`` holds commands after ``$ `` and what they print. Commands run one after another in one folder
that has the example reports under ``reports/``, and ``notes.ttl``. A line ``...`` stands for any lines. ``make demo`` is run as the
command that the Makefile runs. A block marked ``python`` is run as a program, and the block marked ``text`` after it is
what it prints. Blocks marked otherwise are left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
REPORTS = ROOT / "tests" / "examples" / "reports"
NOTES = ROOT / "tests" / "examples" / "notes.ttl"
BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.M | re.S)
NOT_RUN = ("make test", "make bench", "make check", "pip install", "git clone")


@dataclass(frozen=True)
class Step:
    """A command (or program) of the README, and what the README says it prints; `at` is where that stands."""

    command: str
    printed: str
    at: tuple[int, int]
    python: bool = False


def steps(text: str) -> Iterator[Step]:
    """All commands of `text`, in order."""
    program: str | None = None
    for block in BLOCK.finditer(text):
        kind, body, start = block[1], block[2], block.start(2)
        if kind == "python":
            program = body
        elif kind == "text":
            if program is not None:
                yield Step(program, body, (start, start + len(body)), python=True)
            program = None
        else:
            parts = list(re.finditer(r"^\$ (.*(?:\\\n.*)*)\n", body, re.M))
            for part, after in zip(parts, [*parts[1:], None], strict=True):
                end = after.start() if after else len(body)
                yield Step(part[1], body[part.end() : end], (start + part.end(), start + end))


def workplace() -> Path:
    """A folder with the example reports and notes."""
    folder = Path(tempfile.mkdtemp(prefix="kg-docs-"))
    shutil.copytree(REPORTS, folder / "reports")
    shutil.copy(NOTES, folder)
    return folder


def run(step: Step, folder: Path) -> str:
    """What the step prints, standard error included."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "TERM": "dumb", "PYTHONPATH": str(ROOT)}
    env.pop("COLUMNS", None)
    if step.python:
        command: str | list[str] = [sys.executable, "-c", step.command]
    else:
        command = step.command.replace("make demo REPORT=", "kg demo -o demo ")
        command = re.sub(r"^make demo$", "kg demo reports -o demo", command)
    done = subprocess.run(
        command,
        shell=not step.python,
        cwd=folder,
        env=env,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def matches(expected: str, printed: str) -> bool:
    """Whether `printed` is what is expected; a line ``...`` stands for any lines, ``[...]`` for any characters."""
    pattern = ""
    for line in expected.splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.escape(line).replace(re.escape("[...]"), ".*") + "\n"
    return re.fullmatch(pattern, printed) is not None


def abridged(expected: str, printed: str) -> str:
    """`printed`, cut where `expected` was: a last line ``...`` keeps as many lines as stood before it."""
    lines = expected.splitlines()
    if not lines or lines[-1] != "..." or "..." in lines[:-1]:
        return printed
    return "".join(f"{line}\n" for line in [*printed.splitlines()[: len(lines) - 1], "..."])


def renew() -> None:
    """Write what the commands print now into the README."""
    text = README.read_text(encoding="utf-8")
    folder = workplace()
    changes = []
    for step in steps(text):
        if not step.command.startswith(NOT_RUN):
            printed = run(step, folder)
            if not matches(step.printed, printed):
                changes.append((step.at, abridged(step.printed, printed)))
    for (start, end), printed in reversed(changes):
        text = text[:start] + printed + text[end:]
    README.write_text(text, encoding="utf-8")
    shutil.rmtree(folder)


if __name__ == "__main__":
    renew()
