"""Entries as Parquet, in Hive partitions by month; the only file that imports pyarrow, and only when called.

The same record gives the same bytes with the same pyarrow.
Source: https://arrow.apache.org/docs/python/parquet.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from memcon.answers import Entry
from memcon.errors import ExportError
from memcon.views.formats import Selection, missing
from memcon.views.table import ENTRY, Cell, of_entry

ROWS = 50_000  # rows of a row group
NO_MONTH = "unknown"  # and not Hive's word for null, which pyarrow can't join with months


def folder(chosen: Selection, place: Path) -> None:
    """Write `month=2022-02/part-0.parquet` and so on below a folder that holds no Parquet yet.

    The month is that of the first day that the entry can be, else of the first report.
    """
    with missing("parquet", "bulk"):
        import pyarrow
        import pyarrow.parquet
    if next(place.glob("**/*.parquet"), None) is not None:
        raise ExportError(f"{place}: holds Parquet files already; give a new folder")
    kinds = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    kinds["date"] = pyarrow.date32()
    schema = pyarrow.schema(
        [pyarrow.field(one.name, kinds[one.type], metadata={"description": one.says}) for one in ENTRY]
    )
    files: Counter[str] = Counter()
    for month, entries in groupby(chosen.entries(), month_of):
        name = place / f"month={month}" / f"part-{files[month]}.parquet"
        files[month] += 1
        name.parent.mkdir(exist_ok=True)
        with pyarrow.parquet.ParquetWriter(name, schema, compression="zstd") as writer:
            for rows in _rows(entries):
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    if not files:
        pyarrow.parquet.write_table(schema.empty_table(), place / "part-0.parquet", compression="zstd")


def month_of(entry: Entry) -> str:
    """Return the month that an entry is filed under, or "unknown"."""
    first = entry.earliest or entry.first_reported
    return first[: len("2022-02")] if first else NO_MONTH


def _rows(entries: Iterable[Entry]) -> Iterator[list[dict[str, Cell]]]:
    rows: Iterator[dict[str, Any]] = map(of_entry, entries)
    while found := list(islice(rows, ROWS)):
        yield found
