"""Knowledge as data: `data/**/*.tsv` read into typed rows.

A row type is a frozen dataclass with a class attribute `TABLE`, the path below `data/`
(`{lang}` stands for the language). A wrong row stops with file, line and the valid choices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeVar, get_args, get_origin, get_type_hints

from memcon.errors import TableError

DATA = Path(__file__).parent / "data"


class Row(Protocol):
    """What every row type has: the place of its table below data/."""

    TABLE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Row)


class Tables:
    """The tables of one language and of the world, with the user's own rows added.

    `extra` is a directory whose TSV files add rows to the tables of the same names.

    >>> Tables("en").language
    'en'
    """

    def __init__(self, language: str = "en", extra: Path | None = None) -> None:
        if extra is not None and not extra.is_dir():
            raise TableError(f"{extra}: no such directory; --tables takes a folder of .tsv files")
        self.language = language
        self.extra = extra
        self._rows: dict[type, tuple[Any, ...]] = {}

    def rows(self, row_type: type[R]) -> tuple[R, ...]:
        """Return every row of a table, the user's last; raises TableError on a wrong one."""
        if row_type not in self._rows:
            self._rows[row_type] = tuple(self._read(row_type))
        return self._rows[row_type]

    def _read(self, row_type: type[R]) -> Iterator[R]:
        name = row_type.TABLE.format(lang=self.language)
        base = DATA / name
        if not base.is_file():
            raise TableError(f"data/{name}: no such table for language {self.language!r}")
        yield from read_rows(base, row_type)
        if self.extra is not None:
            for own in (self.extra / name, self.extra / Path(name).name):
                if own.is_file():
                    yield from read_rows(own, row_type)
                    break


def has_language(language: str) -> bool:
    """Whether a language has its folder of grammar tables."""
    return (DATA / language / "events.tsv").is_file()


@lru_cache(maxsize=8)
def load_tables(language: str = "en", extra: Path | None = None) -> Tables:
    """Return the tables of a language, loaded once per process."""
    return Tables(language, extra)


def read_rows(path: Path, row_type: type[R]) -> Iterator[R]:
    """Read one TSV file into rows, one at a time; raises TableError naming file and line.

    The first line names the columns, in any order; a column that may be left out is one
    whose field has a default. Blank lines and lines that begin with `#` are passed over.
    """
    hints = {name.rstrip("_"): kind for name, kind in get_type_hints(row_type).items()}
    names = [field.name.rstrip("_") for field in fields(row_type)]
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(lines, "").rstrip("\r\n").split("\t")
        unknown = [name for name in header if name not in names]
        if unknown:
            raise TableError(f"{path}:1: unknown column {unknown[0]!r}; the columns are {', '.join(names)}")
        for number, line in enumerate(lines, 2):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) > len(header):
                raise TableError(f"{path}:{number}: {len(cells)} cells, but {len(header)} columns")
            where = f"{path}:{number}"
            yield _row(row_type, hints, dict(zip(header, cells, strict=False)), where)


def _row(row_type: type[R], hints: dict[str, Any], cells: dict[str, str], where: str) -> R:
    own = {field.name.rstrip("_"): field.name for field in fields(row_type)}  # `from` is no name in Python
    values = {own[name]: _value(cell, hints[name], f"{where}: {name}") for name, cell in cells.items()}
    for field in fields(row_type):
        if field.name not in values and field.default is MISSING:
            raise TableError(f"{where}: a cell is missing ({field.name.rstrip('_')})")
    try:
        return row_type(**values)
    except ValueError as error:
        raise TableError(f"{where}: {error}") from None


def _value(cell: str, kind: Any, where: str) -> Any:
    cell = cell.strip()
    if kind is str:
        return cell
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in cell.split("|") if part.strip())
    if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        choices = get_args(kind) or tuple(str(member) for member in kind)
        if cell not in choices:
            raise TableError(f"{where}: {cell!r} is none of {', '.join(map(repr, choices))}")
        return cell if get_origin(kind) is Literal else kind(cell)
    try:
        return kind(cell)
    except ValueError:
        raise TableError(f"{where}: {cell!r} is no {kind.__name__}") from None
