"""What the command line prints on a terminal and in a pipe."""

import io
import sys

import pytest

from kg import console, plugins
from kg.errors import OutputError, PartError, SourceError
from kg.run import Entry
from kg.sources import Failure


class Terminal(io.StringIO):
    def isatty(self):
        return True


ENTRY = Entry("d1", "report.txt", "A town", "Press", None, 100, 7, ())


def test_a_terminal_sees_how_far_it_is_and_a_pipe_sees_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with console.progress(quiet=False) as tell:
        assert tell is not None
        tell(ENTRY)
        tell(Failure("x", "is bad."))
    assert "2 reports, 7 claims" in sys.stderr.getvalue()
    with console.progress(quiet=True) as tell:
        assert tell is None
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with console.progress(quiet=False) as tell:
        assert tell is None
    assert sys.stderr.getvalue() == ""


def test_a_table_in_a_pipe_depends_on_no_terminal(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    console.table(("who", "what"), [("[bold]Rebels[/bold]", "x" * 200), (None, 3)])
    out = capsys.readouterr().out
    assert "[bold]Rebels[/bold]" in out and out.count("x") == 200
    assert max(map(len, out.splitlines())) <= 120


def test_text_comes_from_files_that_hold_text(tmp_path):
    (tmp_path / "q.rq").write_bytes(b"\xef\xbb\xbfASK {}")
    assert console.read_text(str(tmp_path / "q.rq")) == "ASK {}"
    (tmp_path / "bad.rq").write_bytes(b"\xff\xfeA")
    for name in ("bad.rq", "none.rq"):
        with pytest.raises(SourceError, match=name):
            console.read_text(str(tmp_path / name))


def test_what_cannot_be_written_says_so():
    with pytest.raises(OutputError, match="cannot be written"), console.destination("/proc/none/x"):
        raise AssertionError("never reached")


def outsider(name):
    return f"hello {name}"


def test_a_part_of_an_outsider_is_found_by_module_and_name():
    assert plugins.load("kg.export", "tests.test_console:outsider", "export", "format") is outsider
    with pytest.raises(PartError, match=r"cannot be imported.*package\.module:function"):
        plugins.load("kg.export", "no.such.module:x", "export", "format")
    with pytest.raises(PartError, match="has no 'nothing'"):
        plugins.load("kg.export", "tests.test_console:nothing", "export", "format")
    with pytest.raises(PartError, match="Did you mean 'turtle'"):
        plugins.load("kg.export", "turtel", "export", "format")
    assert "turtle" in plugins.names("kg.export") and not any(n.startswith("_") for n in plugins.names("kg.export"))
