"""Where pages come from."""

from memcon.sources.files import page_from, pages

__all__ = ["page_from", "pages"]
