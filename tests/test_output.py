"""Nobody sees half of a file."""

import errno
import os
from pathlib import Path

import pytest

from kg import output
from kg.errors import OutputError


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    with output.replacing(path) as stream:
        stream.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ValueError])
def test_a_file_stays_as_it_was_when_something_goes_wrong(tmp_path, problem):
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    with pytest.raises(problem), output.replacing(path) as stream:
        stream.write(b"ne")
        raise problem
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_an_error_that_says_so(tmp_path):
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    with pytest.raises(OutputError, match="No space left on device"), output.replacing(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_real_full_device_is_an_error_that_says_so():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("wb") as full:
        full.write(b"x" * 100_000)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    path = tmp_path / "graph"
    path.write_text("a file")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        output.folder(path)


def test_a_folder_that_cannot_be_made_is_refused():
    with pytest.raises(OutputError, match="cannot be written to"):
        output.folder(Path("/proc/nowhere/graph"))


def test_new_files_have_the_usual_permissions(tmp_path):
    with output.replacing(tmp_path / "a") as stream:
        stream.write(b"a")
    (tmp_path / "b").write_bytes(b"b")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode
