"""The same words by the same speaker → one entry; figures about the same thing → one series."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from memcon.model import content_id
from memcon.record.days import day_number
from memcon.record.entries import Draft, together, write
from memcon.record.journal import Journal
from memcon.record.judgements import Standing, standing
from memcon.record.likeness import same_words, thing_of, words_of

DAYS = 7  # within which the same words are the same saying
ORDER = {"direct": 0, "mixed": 1, "indirect": 2}
STATEMENT = """
  SELECT s.id, s.key, s.kind AS class, s.words, s.entry_id, s.confidence, a.id AS article, a.original_id,
    a.earliest AS published, speaker.key AS speaker, addressee.key AS addressee
  FROM statement s JOIN article a ON a.id = s.article_id
  LEFT JOIN actor speaker ON speaker.id = s.speaker_id
  LEFT JOIN actor addressee ON addressee.id = s.addressee_id
  WHERE s.id = ?
"""
CONDITIONAL = """
  SELECT c.id, c.key, c.kind AS class, c.condition || ' ' || c.consequence AS words, c.entry_id,
    1.0 AS confidence, a.id AS article, a.original_id, a.earliest AS published,
    speaker.key AS speaker, NULL AS addressee
  FROM conditional c JOIN article a ON a.id = c.article_id
  LEFT JOIN actor speaker ON speaker.id = c.speaker_id
  WHERE c.id = ?
"""
# CROSS JOIN: from the one saying's hashes to those of others, never the other way
LIKE = """
  SELECT DISTINCT other.item_id FROM likeness own
  CROSS JOIN likeness other ON other.hash = own.hash AND other.kind = own.kind
  WHERE own.kind = ? AND own.item_id = ? AND other.item_id <> ?
"""


def merge_sayings(db: sqlite3.Connection, journal: Journal) -> None:
    """Bring the entries of statements and conditionals up to date with what is pending."""
    judged = standing(db)
    for kind, query in (("statement", STATEMENT), ("conditional", CONDITIONAL)):
        judged.bring_partners(db, kind)
        rows = db.execute("SELECT block FROM pending WHERE kind = ? ORDER BY block", (kind,)).fetchall()
        done: set[int] = set()
        entries: list[Draft] = []
        for row in rows:
            if row[0] in done:
                continue
            for group in _groups(db, kind, query, row[0], judged):
                done |= {item["id"] for item in group}
                entries.append(_entry(kind, group))
        write(db, journal, judged.joined(entries), judged)
        db.execute("DELETE FROM pending WHERE kind = ?", (kind,))


Rows = list[sqlite3.Row]


def _groups(db: sqlite3.Connection, kind: str, query: str, first: int, judged: Standing) -> list[Rows]:
    """Return whatever is alike, step by step, with one saying; in several groups where a person said so."""
    row = db.execute(query, (first,)).fetchone()
    if row is None:
        return []
    found, todo, alike = {first: row}, [row], []
    while todo:
        one = todo.pop()
        for (number,) in db.execute(LIKE, (kind, one["id"], one["id"])).fetchall():
            if number in found and not judged.different:
                continue
            other = found.get(number) or db.execute(query, (number,)).fetchone()
            if _alike(one, other):
                alike.append((one["key"], other["key"]))
                if number not in found:
                    found[number] = other
                    todo.append(other)
    return _parted(sorted(found.values(), key=_order), sorted(alike), judged)


def _parted(rows: Rows, alike: Sequence[tuple[str, str]], judged: Standing) -> list[Rows]:
    """Join what is alike pair by pair, but never two that a person said are different."""
    if not judged.different:
        return [rows]
    groups = {row["key"]: [row] for row in rows}
    for one, other in alike:
        a, b = groups[one], groups[other]
        if a is not b and not any(judged.apart_keys(x["key"], y["key"]) for x in a for y in b):
            a += b
            groups |= {row["key"]: a for row in b}
    return [sorted(one, key=_order) for one in {id(group): group for group in groups.values()}.values()]


def _alike(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    if one["speaker"] != other["speaker"]:
        return False
    a, b = day_number(one["published"]), day_number(other["published"])
    if a is not None and b is not None and abs(a - b) > DAYS:
        return False
    return same_words(words_of(one["words"]), words_of(other["words"]))


def _order(row: sqlite3.Row) -> tuple[object, ...]:
    return (
        ORDER.get(row["class"], 0),
        -len(row["words"]),
        row["published"] or "",
        row["article"] != row["original_id"],
        row["key"],
    )


def _entry(kind: str, group: Sequence[sqlite3.Row]) -> Draft:
    best = group[0]
    days = sorted(row["published"][:10] for row in group if row["published"])
    speakers = {("speaker", row["speaker"]) for row in group if row["speaker"]}
    addressees = {("addressee", row["addressee"]) for row in group if row["addressee"]}
    rule = "the same speaker, the same words" if len(group) > 1 else "stands by itself"
    return Draft(
        key=content_id("n", kind, min(row["key"] for row in group)),
        kind=kind,
        class_=best["class"],
        cameo="",
        form="",
        status="asserted",
        edtf=days[0] if days else "",
        earliest=days[0] if days else None,
        latest=days[0] if days else None,
        dating="reported",
        day=days[0] if days else "",
        place="",
        best=best["id"],
        words="",
        articles=len({row["article"] for row in group}),
        independent=len({row["original_id"] for row in group}),
        first_reported=days[0] if days else None,
        last_reported=days[-1] if days else None,
        actors=tuple(sorted(speakers | addressees)),
        members=tuple((row["id"], rule) for row in group),
        confidence=together((row["original_id"], row["confidence"]) for row in group),
    )


FIGURES = """
  SELECT f.id, f.unit, f.what, f.entry_id, a.id AS article, a.original_id, a.earliest AS published
  FROM likeness l JOIN figure f ON f.id = l.item_id JOIN article a ON a.id = f.article_id
  WHERE l.kind = 'figure' AND l.hash = ? {only}
  ORDER BY a.earliest IS NULL, a.earliest, f.key
"""
KNOWN = """
  SELECT 1 FROM article a JOIN figure f ON f.article_id = a.id
  WHERE f.entry_id = ? AND a.original_id = ? LIMIT 1
"""


def merge_figures(db: sqlite3.Connection, journal: Journal) -> None:
    """Put new figures into their series; anchor 1 asks for a series to be counted anew."""
    rows = db.execute(
        "SELECT block, max(anchor) AS anew FROM pending WHERE kind = 'figure' GROUP BY block ORDER BY block"
    ).fetchall()
    judged = standing(db)
    for series, anew in rows:
        if anew:
            db.execute(
                "UPDATE figure SET entry_id = NULL WHERE id IN "
                "(SELECT item_id FROM likeness WHERE kind = 'figure' AND hash = ?)",
                (series,),
            )
        _extend(db, journal, judged, series, bool(anew))
    db.execute("DELETE FROM pending WHERE kind = 'figure'")


def _extend(db: sqlite3.Connection, journal: Journal, judged: Standing, series: int, anew: bool) -> None:
    key = content_id("n", "figure", series)
    before = db.execute("SELECT * FROM entry WHERE key = ?", (key,)).fetchone()
    new = db.execute(FIGURES.format(only="AND f.entry_id IS NULL"), (series,)).fetchall()
    if not new:
        if before is not None and anew:
            journal.withdraw(db, before, "")
        return
    start = None if anew else before
    seen: set[int] = set()
    independent = start["independent"] if start else 0
    for row in new:
        known = start and db.execute(KNOWN, (start["id"], row["original_id"])).fetchone()
        independent += row["original_id"] not in seen and not known
        seen.add(row["original_id"])
    articles = (start["articles"] if start else 0) + len({row["article"] for row in new})
    days = sorted(row["published"][:10] for row in new if row["published"])
    first = min(
        [*days[:1], *([start["first_reported"]] if start and start["first_reported"] else [])], default=None
    )
    last = max(
        [*days[-1:], *([start["last_reported"]] if start and start["last_reported"] else [])], default=None
    )
    thing = thing_of(new[0]["what"]) or new[0]["unit"]
    entry = Draft(
        key=key, kind="figure", class_=new[0]["unit"], cameo="", form="", status="asserted",
        edtf=(first or "") if first == last else f"{first}/{last}", earliest=first, latest=last,
        dating="reported", day=first or "", place="", best=new[0]["id"], words=thing or "numbers",
        articles=articles, independent=independent, first_reported=first, last_reported=last,
        actors=(), members=tuple((row["id"], "the same thing counted") for row in new),
    )  # fmt: skip
    write(db, journal, [entry], judged)
