"""Read strings that name an actor; write the country and the sectors that they stand for.

python bench/accuracy/predict_actors.py IN.jsonl OUT.jsonl

IN   {"id", "text", "kw": {"query_date": ISO day, "known_country": a name}, either may be missing}
OUT  {"id", "text", "country", "code_1", "code_2"}: ISO 3166 alpha-3 and PLOVER's sectors, "" for none
"""

from __future__ import annotations

from lines import Row, run
from mapping import SECTORS

from memcon.reading.actor_codes import code_actor
from memcon.tables import load_tables


def predict(row: Row) -> Row:
    """Return the codes of a string."""
    given = row.get("kw") or {}
    codes = code_actor(
        row["text"], load_tables(), given.get("query_date", ""), given.get("known_country", "")
    )
    sectors = [SECTORS.get(sector, sector) for sector in codes.sectors]
    first, second = (*sectors, "", "")[:2]
    return {
        "id": row["id"],
        "text": row["text"],
        "country": codes.country,
        "code_1": first,
        "code_2": second,
    }


if __name__ == "__main__":
    run(__doc__, predict, ("id", "text", "kw"))
