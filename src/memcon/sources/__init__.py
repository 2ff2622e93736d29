"""Where pages come from."""

from memcon.sources.addresses import nameless
from memcon.sources.files import Online, collect, count, names, page_from, pages
from memcon.sources.manners import Manners

__all__ = ["Manners", "Online", "collect", "count", "nameless", "names", "page_from", "pages"]
