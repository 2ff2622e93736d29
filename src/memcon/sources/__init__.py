"""Where pages come from."""

from memcon.sources.files import count, names, page_from, pages

__all__ = ["count", "names", "page_from", "pages"]
