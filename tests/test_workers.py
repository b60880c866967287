"""Batches over processes: order, the same results for any number of processes, and a process that dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kg.workers import spread


class Double:
    def __call__(self):
        return lambda batch: [2 * n for n in batch]


class DieOn:
    """Work that ends its process at one item, as the system's out-of-memory killer does."""

    def __init__(self, item):
        self.item = item

    def __call__(self):
        def work(batch):
            if self.item in batch:
                os._exit(9)
            return list(batch)

        return work


def lost(item):
    return f"lost {item}"


BATCHES = [[n, n + 1] for n in range(0, 24, 2)]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order_whatever_the_number_of_processes(workers):
    done = list(spread(Double(), BATCHES, workers, lost))
    assert done == [[2 * n for n in batch] for batch in BATCHES]


def test_nothing_is_started_for_nothing():
    def never():
        raise AssertionError("called")

    assert list(spread(never, [], 4, lost)) == []


def test_an_item_that_kills_its_process_is_lost_alone():
    done = [item for batch in spread(DieOn(7), BATCHES, 2, lost) for item in batch]
    assert done == [n if n != 7 else "lost 7" for n in range(24)]


FOR_EVER = """
import itertools, sys, time
from tests.test_workers import Slow, lost
from kg.workers import spread
if __name__ == "__main__":
    for done in spread(Slow(), ([n] for n in itertools.count()), 2, lost):
        print(*done, flush=True)
"""


class Slow:
    """Work that tells which process did it."""

    def __call__(self):
        return lambda batch: [time.sleep(0.01) or os.getpid() for _ in batch]


def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path):
    script = tmp_path / "forever.py"
    script.write_text(FOR_EVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or str(Path.cwd()) for p in sys.path)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment) as running:
        seen = {int(running.stdout.readline()) for _ in range(40)}
        os.kill(running.pid, signal.SIGKILL)
    children = [psutil.Process(pid) for pid in seen if psutil.pid_exists(pid)]
    assert len(seen) == 2
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive
