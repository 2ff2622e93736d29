"""What one line of a page looks like by itself: prose, headline, dateline, byline, date, caption."""

from __future__ import annotations

import re

from memcon.reading.layout import BULLET

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DAY = rf"(?:(?:{MONTHS})\.? ?\d{{1,2}}|\d{{1,2}} (?:{MONTHS})\.?)(?: ?, ?\d{{4}}| \d{{4}})*"
# `KINSHASA`, `BUSAN, South Korea`, `Tel Aviv`, `L'AQUILA`
PLACE = r"[^\W\d_][\w.'’/-]*(?: [^\W\d_][\w.'’/-]*){0,3}(?:, ?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2})?"
AGENCY = r"\([A-Z][\w .,'’&/-]{1,40}\)"
DASH = r"(?:(?<=[ )])-{1,3}(?= )|-{2,3}| ?[–—―])"
DATELINE = re.compile(rf"(?:{PLACE} ?, ?)?(?:{PLACE} ?{AGENCY} ?,? ?)?(?i:{DAY}) ?,?(?: ?{AGENCY})?[ .:-]*")
PREFIX = re.compile(
    rf"(?P<line>(?P<place>{PLACE})"
    rf"(?:(?P<comma> ?, ?| )(?P<day>(?i:{DAY})) ?,?)?"
    rf"(?: ?(?P<agency>{AGENCY})| (?P<bare>AP|AFP|UPI|TASS|IRNA|WAM))?"
    rf"|(?i:{DAY}) ?{AGENCY}) ?{DASH} ?(?=[\"'“‘«„(\[]?\w)"
)
# `MOSCOW, November 3. /TASS/. `
SLASHED = re.compile(rf"{PLACE}, (?i:{DAY})\.? ?/[A-Z][\w .-]{{1,24}}/\.?(?: {DASH})?(?= )")
LONGEST_PREFIX = 110

DATE_WORDS = re.compile(
    r"(?i)posted|published|updated|last|modified|first|on|at|of|date|issued|ago|am|pm|a\.m\.|p\.m\."
    r"|edt|est|cet|cest|gmt|utc|bst|pst|pdt|eet|eest|msk|ist|et|pt|ct|mt|noon|midnight|local|time"
    r"|hrs?|hours?|days?|minutes?|mins?|page ?\d*"
    rf"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|{MONTHS}"
    r"|\d{1,4}(?:st|nd|rd|th|am|pm)?|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:am|pm|z)?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:t[\d:.+z-]+)?"
)
HAS_DATE = re.compile(rf"(?i)\b\d{{4}}\b|\b(?:{MONTHS})\b|\d[-/.]\d{{1,2}}[-/.]\d|\bago\b")
BETWEEN = re.compile(r"[\s,|·•()/–—]+|(?<=[a-z]{4})[.:]|:$|(?<=\s)-(?=\s)")

# fmt: off
SMALL = frozenset((
    "and", "of", "for", "in", "with", "the", "from", "to", "at", "on", "&", "de", "la", "le", "van",
    "von", "der", "den", "bin", "al", "el", "ben", "y", "und", "e",
))
# fmt: on
BYLINE = re.compile(r"(?:\+ |\* )?(?:By|BY|by)[: ] ?(?P<names>[^\W\d_].{1,118})")
MARKED = re.compile(r"(?P<names>[^\W\d_][^·|]{2,60}?) ?[·|] .*\b(?i:posted|published|updated)\b")
OFFICE = re.compile(
    r"(?P<names>(?:[A-Z][\w.'’-]* ){1,4}[A-Z][\w'’-]+),? (?:, )?[A-Za-z]*(?i:secretary|minister|president|"
    r"ambassador|spokes\w+|editor|correspondent|reporter|writer|director|chair\w*|adviser|advisor|envoy|governor|"
    r"representative|senator|professor|analyst|news|press|times|post)\b.*"
)
CREDIT = re.compile(r"[.!?'\"”’)\w] ?\((?:[^()/]{2,60}/){1,3}[^()/]{2,60}\)$")
CREDIT_LINE = re.compile(
    r"(?i)\(?(?:photo|picture|image|photograph|foto|credit|фото)s?(?: by| credit)?\s?[:/]"
)
POSED = re.compile(
    r"(?i)\b(?:(?:second|third|fourth|far)[ -])?(?:left|right|center|centre)\b[,)]|\([LRC]\)|\bpictured\b"
    r"|\bposes?\b|\blooks? on\b|\bfile photo\b|\bis seen\b"
    r"|\b(?:speaks|attends?|shakes? hands|gestures|greets|walks|arrives) (?:during|with|at|to|as|in|his)\b"
)
# What divides an author from a date on one line.
DIVIDER = re.compile(r"\s*[|·•]\s*|\s+[-–—/]\s+")
WHOLE_DAY = re.compile(rf"(?i)\b{DAY}\b.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
CLOSING_DAY = re.compile(rf"(?P<words>[^\W\d_].{{2,60}}?), (?P<day>(?i:{DAY})(?<= \d{{4}}))")
FINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
LATER = re.compile(r"[:;,][\"'”’»)\]]*$")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")
JUNK = re.compile(r"[\W\d_]*")


def words_of(text: str) -> list[str]:
    """Return the words of a line."""
    return WORD.findall(text)


def bare(text: str) -> str:
    """Return a line without its bullet."""
    found = BULLET.match(text)
    return text[found.end() :].lstrip() if found else text


def is_bullet(text: str) -> bool:
    """Whether a line begins with a bullet."""
    return BULLET.match(text) is not None


def is_shouted(text: str) -> bool:
    """Whether a line is in capitals."""
    return text.upper() == text and text.lower() != text


def is_prose(text: str, shouted: bool = False) -> bool:
    """Whether a line reads as a sentence of a story: words enough, not all of them capitalised.

    >>> is_prose("The ministers met on Friday."), is_prose("Corrections and Clarifications")
    (True, False)
    """
    words = words_of(text[:4000])
    if shouted:
        return len(words) >= 12 or (len(words) >= 4 and FINAL.search(text) is not None)
    small = sum(word[0].islower() for word in words)
    if text.isupper() or not small:
        return False
    if FINAL.search(text):
        return len(words) >= 4
    return len(words) >= 14 and 5 * small >= 2 * len(words)


def opens(text: str) -> bool:
    """Whether prose may open a story: a headline may be a question or a long line without a stop."""
    final = FINAL.search(text)
    if final is None:
        return len(words_of(text[:400])) >= 25 or re.search(r"[a-z][.!?] [A-Z]", text[:400]) is not None
    return not final[0].startswith("?") or re.search(r"[.!?] ", text[:400]) is not None


def is_headline(text: str) -> bool:
    """Whether a line may be a headline: some words, not too many, no full stop at the end."""
    words = words_of(text)
    if not 2 <= len(words) <= 30 or len(text) > 220:
        return False
    stopped = text[-1] in ".:;,…" and not text.endswith(("U.S.", "U.N.", "U.K."))
    return not stopped or is_shouted(text) or (text[-1] == "." and is_capitalised(words))


def is_capitalised(words: list[str]) -> bool:
    """Whether the words are written as in a title: all long ones with a capital."""
    return len(words) >= 4 and all(word[0].isupper() or len(word) < 5 or word[0].isdigit() for word in words)


def is_dateline(text: str) -> bool:
    """Whether a line is a dateline and nothing else.

    >>> is_dateline("KINSHASA, April 30 , 1997 (AFP)"), is_dateline("Thursday, October 10, 2019")
    (True, False)
    """
    if len(text) > LONGEST_PREFIX:
        return False
    found = DATELINE.fullmatch(text)
    shouted = re.split("[ ,]", text, maxsplit=1)[0].isupper()
    dated = re.search(r"\b\d{1,2}\b.*\b(?:19|20)\d\d\b", text) is not None  # "Manila, 8 August 2023"
    return found is not None and (shouted or (dated and len(words_of(text)) <= 6)) and not is_date(text)


def dateline_end(text: str, opening: bool) -> int:
    """Return where a dateline that begins a paragraph ends, or 0.

    A place in capitals with nothing after it counts only where the story opens.

    >>> dateline_end("KYIV, Jan 19 (Outlet) — The minister came.", True)
    23
    """
    slashed = SLASHED.match(text[: LONGEST_PREFIX + 2])
    if slashed is not None:
        return slashed.end()
    found = PREFIX.match(text[: LONGEST_PREFIX + 2])
    if found is None or len(found["line"]) > LONGEST_PREFIX:
        return 0
    if not found["place"] or found["agency"] or found["bare"]:
        return len(found[0].rstrip())
    city = found["place"].split(",")[0]
    if found["day"]:
        sure = city.isupper() or "," in found["comma"]
    else:
        sure = opening and city.isupper() and len(city) > 3
    return len(found[0].rstrip()) if sure else 0


def is_date(text: str) -> bool:
    """Whether a line holds a date and nothing else.

    >>> is_date("Wed, Oct 16, 2024 page1"), is_date("May the talks begin")
    (True, False)
    """
    if len(text) > 120 or not HAS_DATE.search(text):
        return False
    parts = [part for part in BETWEEN.split(bare(text)) if part]
    return 0 < len(parts) <= 24 and all(DATE_WORDS.fullmatch(part.rstrip(".,:")) for part in parts)


def byline_names(text: str) -> str:
    """Return who wrote it, if a line is a byline.

    >>> byline_names("By Ann Example and Bo Example")
    'Ann Example and Bo Example'
    """
    if len(text) > 160:
        return ""
    found = MARKED.match(text)
    if found is not None:
        return found["names"].removeprefix("By ").strip()
    found = BYLINE.fullmatch(text)
    if found is None or (text.endswith(".") and len(words_of(text)) > 6):
        return ""
    words = found["names"].split()
    named = all(word[0].isupper() or word.lower() in SMALL or not word[0].isalpha() for word in words)
    return found["names"].strip(" ,") if named and words[0][0].isupper() and len(words) <= 14 else ""


def signed_date(text: str) -> tuple[str, bool]:
    """Return the words that stand beside a whole date in a line, and whether there is one.

    >>> signed_date("Ann Example, Geneva | 4 February 2022"), signed_date("Talks | Our view")
    (('Ann Example, Geneva', True), ('', False))
    """
    if len(text) > 120:
        return "", False
    parts = [part.strip() for part in DIVIDER.split(bare(text)) if part.strip()]
    dated = [part for part in parts if is_date(part) and WHOLE_DAY.search(part)]
    if not dated and len(parts) == 1:
        found = CLOSING_DAY.fullmatch(parts[0])
        if found is not None and signed_names(found["words"]):
            parts, dated = [found["words"], found["day"]], [found["day"]]
    words = [part for part in parts if not is_date(part) and not is_junk(part)]
    beside = " | ".join(words)
    fits = bool(dated and words) and len(words_of(beside)) <= 8 and FINAL.search(beside) is None
    return (beside, True) if fits else ("", False)


def signed_names(beside: str) -> str:
    """Return the author among the words beside a date: "Ann Example" of "Ann Example, Geneva"."""
    name = byline_names(beside) or re.split(r" \| |,| in ", beside, maxsplit=1)[0]
    words = name.split()
    named = all(word[0].isupper() or word.lower() in SMALL for word in words)
    return name if 2 <= len(words) <= 8 and named and words[0][0].isupper() else ""


def office_holder(text: str) -> str:
    """Return the name, if a line is a name with an office: `Ann Example, Secretary of State`."""
    if len(text) > 120 or FINAL.search(text):
        return ""
    found = OFFICE.fullmatch(text)
    return found["names"] if found else ""


def is_caption(text: str) -> bool:
    """Whether a line ends in a photographer's credit: `… at the table. (Ann Example/Agency)`."""
    return len(text) <= 900 and CREDIT.search(text[-260:]) is not None


def is_credit(text: str) -> bool:
    """Whether a line is the credit of a picture."""
    return len(text) <= 80 and CREDIT_LINE.match(text) is not None


def is_posed(text: str) -> bool:
    """Whether a line describes a picture by who stands where."""
    return len(text) <= 900 and POSED.search(text) is not None


def is_junk(text: str) -> bool:
    """Whether a line has no letters."""
    return JUNK.fullmatch(text) is not None
