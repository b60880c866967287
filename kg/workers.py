"""Spreads batches over processes, with the same results in the same order whatever their number.

Batches are made before they are spread, so that no result depends on how many processes there are. A process that dies
(the system may kill one that takes too much memory) takes one document with it, and no other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[list[Item]], list[Result]]

_WORTH_IT = 4
"""Batches below which starting processes takes longer than it saves."""

_work: Any = None


def spread(
    make: Callable[[], Work[Item, Result]],
    batches: Iterable[list[Item]],
    workers: int,
    lost: Callable[[Item], Result],
) -> Iterator[list[Result]]:
    """The results of ``make()(batch)`` for each batch, in order.

    `make` is called once in each process and must be picklable, as must items and results. `lost` gives the result for
    an item that killed its process.
    """
    batches = iter(batches)
    first = list(islice(batches, _WORTH_IT))
    if workers <= 1 or len(first) < _WORTH_IT:
        work = make() if first else None
        for batch in chain(first, batches):
            if work is not None:
                yield work(batch)
        return
    pool = _pool(make, workers)
    waiting: deque[tuple[list[Item], Future[list[Result]]]] = deque()
    rest = chain(first, batches)
    try:
        for batch in islice(rest, 2 * workers):
            waiting.append((batch, pool.submit(_run, batch)))
        while waiting:
            batch, future = waiting.popleft()
            try:
                done = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                done = _one_by_one(make, batch, lost)
                pool = _pool(make, workers)
                waiting = deque((b, pool.submit(_run, b)) for b, _ in waiting)
            for batch in islice(rest, 1):
                waiting.append((batch, pool.submit(_run, batch)))
            yield done
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(
    make: Callable[[], Work[Item, Result]], batch: list[Item], lost: Callable[[Item], Result]
) -> list[Result]:
    """A batch that killed its process, each item in a process that may die of it."""
    done: list[Result] = []
    pool = _pool(make, 1)
    for item in batch:
        try:
            done += pool.submit(_run, [item]).result()
        except BrokenProcessPool:
            pool.shutdown(wait=False)
            pool = _pool(make, 1)
            done.append(lost(item))
    pool.shutdown()
    return done


def _pool(make: Callable[[], Work[Item, Result]], workers: int) -> ProcessPoolExecutor:
    # Forking a process that has threads (and Oxigraph starts some) can hang the child; a fresh one cannot.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=partial(_start, make))


def _start(make: Callable[[], Any]) -> None:
    global _work  # noqa: PLW0603 - a worker process has this one task, and no other way to keep it between batches
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = make()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: killed, it could not tell, and this one would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(batch: list[Item]) -> list[Result]:
    if _work is None:
        raise RuntimeError("a worker was given a batch before it was started")
    done: list[Result] = _work(batch)
    return done
