"""Where pages come from."""

from memcon.sources.files import count, page_from, pages

__all__ = ["count", "page_from", "pages"]
