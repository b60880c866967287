"""Parquet: one report a row, by the names of the columns (``--map text=body`` for other names); needs ``parquet``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from kg.records import Document
from kg.sources import _dispatch
from kg.sources._document import FIELDS, from_record
from kg.sources._records import Failure, Options, told

SUFFIXES = (".parquet", ".pq")

_ROWS = 256


def sniff(head: bytes) -> bool:
    """Whether `head` begins a Parquet file."""
    return head.startswith(b"PAR1")


def read(stream: BinaryIO, origin: str, options: Options) -> Iterator[Document | Failure]:
    """The reports in `stream`, a few rows at a time; of the columns only those that hold fields are read."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        yield Failure(origin, "is a Parquet file, and reading those needs pyarrow: pip install 'dateline-kg[parquet]'.")
        return
    with _dispatch.seekable(stream) as source:
        row = 0
        try:
            file = parquet.ParquetFile(source)
            wanted = {dict(options.mapping).get(field, field) for field in FIELDS}
            columns = [name for name in file.schema_arrow.names if name in wanted]
            if not columns:
                columns = file.schema_arrow.names[:8]
            for batch in file.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
                for record in batch.to_pylist():
                    row += 1
                    yield from_record(_readable(record), f"{origin}, row {row}", options)
        except (arrow.ArrowException, OSError, ValueError, KeyError, OverflowError, io.UnsupportedOperation) as error:
            yield Failure(origin, f"is no Parquet file that can be read ({told(error)})" + (f", after row {row}." if row else "."))


def _readable(record: dict[str, Any]) -> dict[str, Any]:
    """A row with times as texts and bytes as UTF-8."""
    return {key: _value(value) for key, value in record.items()}


def _value(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
