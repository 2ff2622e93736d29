"""What `memcon export` can write: one line a format, and what a format is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from memcon.answers import Account, Entry
from memcon.errors import ExportError
from memcon.model import Actor, Page


class Selection(Protocol):
    """What of a record is to be written: nouns, streamed in order of day, as often as asked."""

    @property
    def name(self) -> str:
        """The record's name: its file, without folder and suffix."""
        ...

    def entries(self) -> Iterator[Entry]:
        """Give the entries that were asked for."""
        ...

    def accounts(self) -> Iterator[Account]:
        """Give them with what is under each: who takes part, where, every claim with its words."""
        ...

    def actors(self, ids: Iterable[str]) -> Iterator[tuple[Actor, tuple[str, ...]]]:
        """Give actors with their commonest office and the ways their names are written, by id."""
        ...

    def named(self, articles: Iterable[str]) -> Iterator[tuple[str, Actor]]:
        """Give (page, actor) for whoever is named in pages, page by page."""
        ...

    def pages(self) -> Iterator[Page]:
        """Give the pages under these entries, all if all were asked for, as they arrived."""
        ...


@contextmanager
def missing(format: str, extra: str) -> Iterator[None]:  # noqa: A002
    """Turn the import of a package that is not there into the extra that brings it."""
    try:
        yield
    except ImportError as error:
        raise ExportError(f"{format}: needs {error.name}; pip install 'memcon[{extra}]'") from None


Text = Callable[[Selection], Iterator[str]]
Bytes = Callable[[Selection], Iterator[bytes]]
Folder = Callable[[Selection, Path], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffix of its file, what it is, and what writes it.

    It has a `text`, a stream of bytes (`data`) or a `folder`; with a text and a folder, the text goes
    to standard output or a file of that suffix, and the folder is whatever else is named.
    `extra` is the extra of memcon that brings the `packages` it needs; `asks` what it is made of
    unless the user says otherwise (fields of Filter).

    >>> Format("csv", ".csv", "A table.", text=lambda chosen: iter(["id\\n"])).binary
    False
    """

    name: str
    suffix: str
    says: str
    text: Text | None = None
    data: Bytes | None = None
    folder: Folder | None = None
    extra: str = ""
    packages: tuple[str, ...] = ()
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def binary(self) -> bool:
        """Whether its stream is bytes."""
        return self.data is not None

    def stream(self, chosen: Selection) -> Iterator[str] | Iterator[bytes]:
        """Give the one file, piece by piece; raises ExportError if it is a folder of files."""
        if self.data is not None:
            return self.data(chosen)
        if self.text is None:
            raise ExportError(f"{self.name}: a folder of files; give one with -o DIR")
        return self.text(chosen)

    def write(self, chosen: Selection, place: Path) -> None:
        """Write a file, or a folder of files; raises ExportError if `place` can't be written."""
        try:
            if self.folder is not None and (self.text is None or place.suffix != self.suffix):
                place.mkdir(parents=True, exist_ok=True)
                self.folder(chosen, place)
            else:
                _write(place, self.stream(chosen))
        except OSError as error:
            raise ExportError(f"{place}: can't be written ({error.strerror}); give another place") from None


def _write(place: Path, pieces: Iterable[str] | Iterable[bytes]) -> None:
    """Write a file beside its place and put it there whole, so that what breaks off leaves the old one."""
    whole = place.is_file() or not place.exists()  # no pipe, no device
    beside = place.with_name(f".{place.name}.part") if whole else place
    try:
        with beside.open("wb") as file:
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
        if whole:
            beside.replace(place)
    finally:
        if whole:
            beside.unlink(missing_ok=True)
