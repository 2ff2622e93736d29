"""Every error that memcon raises on purpose.

MemconError                 one line that names the file or URL and the fix
├── PageError               a page can't be read: empty, binary, too large, no prose
│   └── LanguageError       a page in a language that has no tables yet
├── TableError              a row of a data table is wrong: file, line and valid choices
├── ModelError              the grammar model is missing or is not the pinned one
├── RecordError             a record can't be opened, read or written; or asked for what isn't there
│   └── BusyError           another run is doing the same to a record
└── ExportError             a format needs a package that is missing, or its place can't be written
"""


class MemconError(Exception):
    """The root of memcon's errors; its text is one line for the user."""


class PageError(MemconError):
    """A page that can't be read; the others are read all the same."""


class LanguageError(PageError):
    """A page in a language without tables under data/."""


class TableError(MemconError):
    """A wrong row in a data table."""


class ModelError(MemconError):
    """A grammar model that is missing, unknown or changed."""


class RecordError(MemconError):
    """A record that can't be opened, read or written, or a question that it can't answer."""


class BusyError(RecordError):
    """A record to which another run is doing the same."""


class ExportError(MemconError):
    """A format that needs a missing package, or a place that can't be written."""
