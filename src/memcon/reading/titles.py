"""Titles in their phrases: "the Russian foreign minister, Sergey Lavrov" → polity, office, name."""

from __future__ import annotations

from dataclasses import dataclass

from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import Hit, Office, SectorWord

POLITY_KINDS = frozenset({"state", "adjective", "people", "capital", "building", "organisation"})
BACKED = frozenset("backed supported sponsored armed trained funded financed aligned allied".split())
LINKS = frozenset({"of", "for", "from"})
# Who governs from a capital: "the junta in Niamey". An embassy there is another state's.
GOVERNING = frozenset(
    "administration authority cabinet command court general government judge junta leadership military "
    "ministry official parliament prosecutor regime ruler spokesman spokeswoman".split()
)
ORGANISATION_WORDS = frozenset(
    "ministry party agency bank university council committee institute centre center group company "
    "corporation union association movement front army brigade church court commission office times "
    "post news radio television channel newspaper foundation congress parliament airlines".split()
)
PLACE_WORDS = frozenset(
    "island islands sea strait gulf river lake mount mountain mountains street square province region "
    "airport port city town village district county base camp shoal peninsula valley road bridge".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """A noun phrase with an office or sector word: its tokens, polities and, maybe, its person."""

    first: int
    last: int
    head: int
    hit: Hit
    polities: tuple[str, ...]
    possessor: int = -1
    person: Hit | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of an article by number, and the hits that begin, go on or end at them."""

    by_index: dict[int, Token]
    at: dict[int, Hit]


def find_groups(sentence: Sentence, words: Words) -> list[Group]:
    """Find the phrases of a sentence that have an office or sector word, in text order."""
    low, high = sentence.tokens[0].i, sentence.tokens[-1].i
    found: list[Group] = []
    for i in range(low, high + 1):
        hit = words.at.get(i)
        if hit is None or hit.first != i or hit.kind not in ("office", "sector"):
            continue
        found.append(_group(hit, (low, high), words))
    return found


def _group(hit: Hit, bounds: tuple[int, int], words: Words) -> Group:
    first, polities, possessor = _leftwards(hit.first - 1, bounds[0], words)
    last, more = _rightwards(hit.last, bounds[1], words)
    if not polities and not more:
        last, more = _seated(hit.last, bounds[1], words)
    person, end = _named(hit, (first, last), bounds, words)
    row = hit.row
    implied = (row.polity,) if isinstance(row, Office) and row.polity else ()
    found = tuple(dict.fromkeys((*polities, *more))) or implied
    return Group(first, max(last, end), hit.last, hit, found, possessor, person)


def _leftwards(i: int, low: int, words: Words) -> tuple[int, tuple[str, ...], int]:
    """Walk left over modifiers; return the first token, the polities named, and a person's "'s"."""
    polities: list[str] = []
    joined = False
    possessor = -1
    while i >= low:
        token = words.by_index[i]
        hit = words.at.get(i)
        if hit is not None and hit.kind in POLITY_KINDS and _only_sides_with(hit, words):
            i = hit.first - 1
        elif hit is not None and hit.kind in POLITY_KINDS:
            if polities and not joined:
                break
            polities.insert(0, hit.key)
            i, joined = hit.first - 1, False
        elif hit is not None and hit.kind in ("person", "name") and words.by_index[hit.last + 1].tag == "POS":
            possessor = hit.first
            i = hit.first - 1
            break
        elif token.tag == "PRP$":
            possessor = i
            i -= 1
            break
        elif polities and token.lower in ("and", "-", "–", "/", ",") and _is_listed(i - 1, token, words):
            joined = True
            i -= 1
        elif _modifies(token, hit):
            i -= 1
        else:
            break
    return i + 1, tuple(polities), possessor


def _only_sides_with(hit: Hit, words: Words) -> bool:
    """Whether a polity is a friend or foe of the group, not its own: "pro-Russian", "Iranian-backed"."""
    around = (hit.first - 2, hit.first - 1, hit.last + 1, hit.last + 2)
    before, joint, link, after = (words.by_index[i].lower if i in words.by_index else "" for i in around)
    return (joint == "-" and before in ("pro", "anti")) or (link == "-" and after in BACKED)


def _goes_on(i: int, words: Words) -> bool:
    """Whether a comma or "and" leads to one more polity."""
    hit = words.at.get(i + 1)
    return words.by_index[i].lower in ("and", ",") and hit is not None and hit.kind in POLITY_KINDS


def _is_listed(i: int, joint: Token, words: Words) -> bool:
    """Whether a polity before a comma or "and" is one of a list: not in "In Kyiv, German minister …"."""
    hit = words.at.get(i)
    if hit is None or hit.kind not in POLITY_KINDS:
        return False
    before = words.by_index.get(hit.first - 1)
    placed = before is not None and before.pos == "ADP" and hit.kind not in ("adjective", "people")
    return joint.text != "," or not placed


def _modifies(token: Token, hit: Hit | None) -> bool:
    if hit is not None:
        return hit.kind in ("sector", "office", "name") and token.dep in ("compound", "amod", "nmod")
    return (token.tag in ("JJ", "JJS", "POS", "HYPH", "VBN", "VBG", "CD") and token.dep != "ROOT") or (
        token.dep in ("compound", "amod") and token.pos in ("NOUN", "ADJ", "PROPN")
    )


def _rightwards(i: int, high: int, words: Words) -> tuple[int, tuple[str, ...]]:
    """Walk right over "of Ukraine", "for the Middle East"; return the last token and the polities."""
    polities: list[str] = []
    last = i
    while last + 1 < high and words.by_index[last + 1].lower in LINKS:
        j = last + 2
        if words.by_index[j].tag in ("DT", "PRP$") and j < high:
            j += 1
        hit = words.at.get(j)
        if (
            hit is None
            or hit.kind not in POLITY_KINDS
            or not _links(words.by_index[last + 1], words.by_index[i])
        ):
            break
        polities.append(hit.key)
        last = hit.last
        while last + 2 <= high and _goes_on(last + 1, words):
            polities.append(words.at[last + 2].key)
            last = words.at[last + 2].last
        while last + 1 <= high and (words.by_index[last + 1].tag == "POS" or _continues(last + 1, words)):
            last += 1
    return last, tuple(polities)


def _seated(i: int, high: int, words: Words) -> tuple[int, tuple[str, ...]]:
    """Read the capital that those who govern sit in: "the authorities in Kabul"."""
    hit = words.at.get(i + 2) if i + 2 <= high else None
    inside = hit is not None and hit.kind == "capital" and words.by_index[i + 1].lower == "in"
    if hit is None or not inside or words.by_index[i].lemma.lower() not in GOVERNING:
        return i, ()
    return hit.last, (hit.key,)


def _links(word: Token, head: Token) -> bool:
    """Whether a preposition makes the polity after it one's own: "of", or "from" after several people."""
    return word.lower in ("of", "for") or (word.lower == "from" and head.tag in ("NNS", "NNPS"))


def _continues(i: int, words: Words) -> bool:
    """Whether "Supreme National Security Council" goes on after "Iran's"."""
    before = words.by_index[i - 1]
    hit = words.at.get(i)
    named = _kind(hit) in ("name", "sector") and _kind(words.at.get(i - 1)) in ("name", "sector")
    return (before.tag == "POS" and hit is not None) or named


def _kind(hit: Hit | None) -> str:
    return hit.kind if hit is not None else ""


def _named(hit: Hit, edges: tuple[int, int], bounds: tuple[int, int], words: Words) -> tuple[Hit | None, int]:
    """Find the name that a title belongs to: right after it, after a comma, or before as apposition."""
    if hit.kind == "sector" and not (isinstance(hit.row, SectorWord) and hit.row.kind == "official"):
        return None, -1
    first, last = edges
    after = last + 1
    if after <= bounds[1]:
        name = _name_at(after, words)
        if name is not None and _fits(name):
            return name, name.last
        if words.by_index[after].text == "," and after < bounds[1]:
            name = _name_at(_past_rank(after + 1, words), words)
            ends = name is not None and (
                name.last == bounds[1] or words.by_index[name.last + 1].text in (",", ".", "”", '"')
            )
            if name is not None and ends:
                return name, name.last
    return _apposed(first, bounds[0], words), -1


def _past_rank(i: int, words: Words) -> int:
    """Return where the name begins after a second title: "the army's spokesman, Rear Admiral Ann Poe"."""
    hit = words.at.get(i)
    return hit.last + 1 if hit is not None and hit.first == i and hit.kind == "office" else i


def _apposed(first: int, low: int, words: Words) -> Hit | None:
    """Return the name before ", the …", "X, 61, " or " (" when a title stands in apposition to it."""
    i = first - 1
    if i > low and words.by_index[i].tag in ("DT", "PRP$"):
        i -= 1
    if i <= low or words.by_index[i].text not in (",", "(", "-", "–", "—"):
        return None
    i -= 1
    if words.by_index[i].tag == "CD" and words.by_index[i - 1].text == ",":
        i -= 2
    hit = words.at.get(i)
    return hit if hit is not None and hit.last == i and hit.kind in ("name", "person") else None


def _name_at(i: int, words: Words) -> Hit | None:
    hit = words.at.get(i)
    if hit is None or hit.first != i:
        return None
    if hit.kind == "person" or (hit.kind == "name" and words.by_index[i].text[0].isupper()):
        return hit
    return None


def _fits(name: Hit) -> bool:
    """Whether a name after a title is a person's, not an organisation's or a place's."""
    return not (ORGANISATION_WORDS | PLACE_WORDS) & set(fold(name.key).split())
