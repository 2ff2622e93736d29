"""Whether bytes that no name or header tells of are HTML or plain text."""

from __future__ import annotations

HTML, PLAIN = "text/html", "text/plain"
# How a page of HTML may begin, or what its first lines hold.
HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<p>", b"<p ", b"<div", b"<article", b"<h1")


def media_type(content: bytes) -> str:
    """Return the kind of a page by how it begins.

    >>> media_type(b"<!DOCTYPE html><p>News"), media_type(b"News")
    ('text/html', 'text/plain')
    """
    start = content[:2000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower().replace(b"\0", b"")
    return HTML if any(sign in start for sign in HTML_SIGNS) else PLAIN
