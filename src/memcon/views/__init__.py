"""The record out: one file per output, listed here; a view takes readings or entries and yields text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from memcon.model import Reading
from memcon.views import (
    csv_rows,
    csv_table,
    datasette,
    entries,
    event_data,
    ftm,
    geojson,
    gexf,
    html_page,
    icalendar_items,
    json_lines,
    markdown,
    memorandum,
    parquet,
    timeline,
    warc,
    web_annotations,
)
from memcon.views.formats import Format

View = Callable[[Iterable[Reading], bool], Iterator[str]]

VIEWS: dict[str, View] = {
    "text": memorandum.render,
    "json": json_lines.render,
    "csv": csv_rows.render,
    "html": html_page.render,
}

# What `memcon export` offers; see Format for the fields.
FORMATS: tuple[Format, ...] = (
    Format(
        "csv",
        ".csv",
        "A table; as a folder, a Frictionless data package with the sources.",
        csv_table.text,
        folder=csv_table.folder,
    ),
    Format("jsonl", ".jsonl", "One JSON object a line, with all parties.", entries.jsonl),
    Format(
        "parquet",
        "",
        "A folder of Parquet files by month, for DuckDB, pandas, Polars, Spark.",
        folder=parquet.folder,
        extra="bulk",
        packages=("pyarrow",),
    ),
    Format(
        "ics",
        ".ics",
        "A calendar: what is planned or was called off, unless filters ask for more.",
        data=icalendar_items.data,
        extra="calendar",
        packages=("icalendar",),
        asks={"status": "planned,cancelled,postponed"},
    ),
    Format("geojson", ".geojson", "Points on a map, with how near each place is known.", geojson.text),
    Format(
        "gexf",
        ".gexf",
        "Who met and who accused whom, for Gephi: what happened, unless filters ask for more.",
        gexf.text,
        asks={"status": "asserted,historical"},
    ),
    Format(
        "eventdata",
        ".tsv",
        "One pair of actors a row, in the columns of CAMEO event data (Phoenix).",
        event_data.text,
    ),
    Format(
        "annotations", ".jsonld", "W3C Web Annotations: what was read from which words.", web_annotations.text
    ),
    Format("markdown", ".md", "The chronology with its words and pages.", markdown.text),
    Format("timelinejs", ".json", "The JSON of TimelineJS.", timeline.text),
    Format("ftm", ".ftm.jsonl", "FollowTheMoney entities, for Aleph and its kin.", ftm.text),
    Format(
        "warc",
        ".warc.gz",
        "The pages as they arrived, also those in which nothing happens; `add` reads them again.",
        data=warc.warc,
        asks={"kind": "all"},
    ),
    Format("datasette", ".yaml", "The metadata for `datasette RECORD -m metadata.yaml`.", datasette.metadata),
)
