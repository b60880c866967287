"""What the README shows is what the commands print, and nothing of the command line goes unmentioned."""

import re
import shutil
import tomllib

import pytest

from kg import cli, commands
from tests import docs

TEXT = docs.README.read_text(encoding="utf-8")
STEPS = [step for step in docs.steps(TEXT) if not step.command.startswith(docs.NOT_RUN)]


@pytest.fixture(scope="module")
def folder():
    made = docs.workplace()
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize("step", STEPS, ids=[step.command.splitlines()[0][:60] for step in STEPS])
def test_a_command_prints_what_the_readme_shows(step, folder):
    printed = docs.run(step, folder)
    if not docs.matches(step.printed, printed):
        assert printed == step.printed, "README.md is out of date: 'make docs' renews it"


def test_the_first_screen_has_the_two_commands():
    start = "\n".join(TEXT.splitlines()[:100])
    assert "make demo" in start and "make test" in start and "import kg" in start


def test_every_command_stands_in_the_readme():
    assert {name for name, _ in commands.every(cli.app) if f"kg {name}" not in TEXT} == set()


def test_every_file_that_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXT)
    assert [link for link in links if not (docs.ROOT / link).exists()] == []


def test_the_changelog_knows_the_version():
    version = tomllib.loads((docs.ROOT / "pyproject.toml").read_text())["project"]["version"]
    from kg import __version__

    assert version == __version__
    changelog = (docs.ROOT / "CHANGELOG.md").read_text()
    assert f"## [{version}]" in changelog or "## [Unreleased]" in changelog


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n...\n", "a\nb\nc\n", True),
        ("...\nc\n", "a\nb\nc\n", True),
        ("a [...] c\n", "a b c\n", True),
        ("a\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_dots_stand_for_what_is_left_out(expected, printed, fits):
    assert docs.matches(expected, printed) == fits
