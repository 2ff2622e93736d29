"""Lines of a page → what each is, and the rule that said so.

The steps are in `label`, in order: a line keeps the first label it gets. Losing a line of the
story is worse than keeping furniture, so what no rule knows stays in the story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from memcon.model import BlockKind
from memcon.reading import lines as look
from memcon.reading.furniture import Furniture, Phrases

K = BlockKind
# How many lines without prose part what stands above or below the story from it.
FAR = 8
# So many paragraphs in a row after a `Related` heading are the story going on.
GOES_ON = 3
TITLED = (K.BYLINE, K.DATE, K.DATELINE)


@dataclass(slots=True)
class Line:
    """A line of the page while it is being labelled."""

    text: str
    row: Furniture | None = None
    kind: BlockKind | None = None
    rule: str = ""
    prose: bool = False
    bullet: bool = False

    def be(self, kind: BlockKind, rule: str) -> None:
        """Take a label, unless the line has one."""
        if self.kind is None:
            self.kind, self.rule = kind, rule

    @property
    def is_open(self) -> bool:
        """Whether the line has no label yet."""
        return self.kind is None

    @property
    def tells(self) -> bool:
        """Whether the line is prose that no rule has taken from the story."""
        return self.prose and self.kind in (None, K.PARAGRAPH)


@dataclass(slots=True)
class Sheet:
    """The lines of a page with what is known of them all."""

    lines: list[Line]
    title: str = ""
    captions: frozenset[str] = frozenset()
    shouted: bool = False
    start: int = 0
    end: int = 0
    found: list[int] = field(default_factory=list)


def label(
    texts: Sequence[str], phrases: Phrases, title: str = "", captions: frozenset[str] = frozenset()
) -> list[Line]:
    """Label every line of a page; `title` is the headline where it is known from elsewhere."""
    letters = "".join(texts[:200])
    upper = sum(letter.isupper() for letter in letters)
    shouted = upper > 2 * sum(letter.islower() for letter in letters)
    sheet = Sheet([_line(text, phrases, shouted) for text in texts], title, captions, shouted)
    steps: tuple[Callable[[Sheet], None], ...] = (
        _by_table, _by_look, _captions, _players, _start, _signed, _headline, _standfirst, _end, _middle,
        _rest,
    )  # fmt: skip
    for step in steps:
        step(sheet)
    return sheet.lines


def _line(text: str, phrases: Phrases, shouted: bool) -> Line:
    bullet = look.is_bullet(text)
    return Line(text, phrases.find(text), bullet=bullet, prose=look.is_prose(look.bare(text), shouted))


def _by_table(sheet: Sheet) -> None:
    for line in sheet.lines:
        if line.row is not None:
            line.be(line.row.block, f"furniture: {line.row.phrase}")


def _by_look(sheet: Sheet) -> None:
    for line in sheet.lines:
        text = line.text
        if look.is_junk(look.bare(text)) and not look.is_date(text):
            line.be(K.FURNITURE, "no letters")
        elif look.is_dateline(text):
            line.be(K.DATELINE, "place and day")
        elif look.is_date(text):
            line.be(K.DATE, "date alone")
        elif look.byline_names(text):
            line.be(K.BYLINE, "by …")


def _captions(sheet: Sheet) -> None:
    for at, line in enumerate(sheet.lines):
        following = sheet.lines[at + 1].text if at + 1 < len(sheet.lines) else ""
        if line.text in sheet.captions:
            line.be(K.CAPTION, "figure caption")
        elif look.is_caption(line.text):
            line.be(K.CAPTION, "credit in parentheses")
        elif look.is_credit(following) and look.is_posed(line.text):
            line.be(K.CAPTION, "picture above its credit")
        elif at and sheet.lines[at - 1].kind is K.CAPTION and sheet.lines[at - 1].text[-1] in ",:":
            line.be(K.CAPTION, "below `caption`")


def _players(sheet: Sheet) -> None:
    """Label what goes with a film: its title, age, length and the words below the length."""
    for at, line in enumerate(sheet.lines):
        if line.row is None or line.row.kind != "player" or line.row.match == "exact":
            continue
        last = at
        for below in range(at + 1, min(at + 5, len(sheet.lines))):
            row = sheet.lines[below].row
            if row is not None and row.kind in ("player", "date"):
                last = below
        titled = any(not sheet.lines[below].row for below in range(at + 1, last))
        for below in range(at + 1, min(last + 1 + titled, len(sheet.lines))):
            sheet.lines[below].be(K.FURNITURE, "belongs to a film")


def _start(sheet: Sheet) -> None:
    """Find where the story's prose begins: not at a notice with a long menu below it."""
    told = [at for at, line in enumerate(sheet.lines) if line.tells]
    prose = [at for at in told if look.opens(sheet.lines[at].text)] or told
    sheet.start = prose[0] if prose else len(sheet.lines)
    for at, following in pairwise(prose):
        between = sheet.lines[at + 1 : following]
        if sum(line.bullet or line.row is not None or len(line.text) < 30 for line in between) < FAR:
            break
        if at > len(sheet.lines) // 2:
            break
        sheet.start = following


def _signed(sheet: Sheet) -> None:
    """Label a line above the story, but the first, that holds an author and a date."""
    for line in sheet.lines[1 : sheet.start]:
        if look.signed_names(look.signed_date(line.text)[0]) and not look.is_dateline(line.text):
            line.be(K.BYLINE, "author and date")


def _headline(sheet: Sheet) -> None:
    """Find the headline above the story, the known one first."""
    above = sheet.lines[: sheet.start + 1] if sheet.title else sheet.lines[: sheet.start]
    if sheet.title:
        same = [at for at, line in enumerate(above) if alike(line.text, sheet.title)]
        if same:
            _set_headline(sheet, same[-1], "the stated title")
            return
    candidates = [at for at, line in enumerate(sheet.lines[: sheet.start]) if _may_head(sheet, at)]
    if len(sheet.lines) == 1 or not candidates:
        return
    if sheet.start > 6:
        known = _first_words(sheet)
        listed = sum(line.row is not None for line in sheet.lines[: sheet.start]) > 3
        fallback = candidates[-1:] if listed else candidates
        candidates = [at for at in candidates if _shares(sheet.lines[at].text, known)] or fallback
    first = candidates[0]
    for at in candidates[1:]:
        if _plain(sheet.lines[first].text).startswith(_plain(sheet.lines[at].text)):
            first = at
            break
    _set_headline(sheet, first, "headline above the story")


def _set_headline(sheet: Sheet, at: int, rule: str) -> None:
    line = sheet.lines[at]
    line.kind, line.rule = K.TITLE, rule
    sheet.found = [at]
    sheet.start = max(sheet.start, at + 1)
    for above in sheet.lines[:at]:
        above.be(K.FURNITURE, "above the headline")


def _may_head(sheet: Sheet, at: int) -> bool:
    line = sheet.lines[at]
    text = look.bare(line.text)
    if not line.is_open or not look.is_headline(text):
        return False
    words = look.words_of(text)
    near = [sheet.lines[beside] for beside in (at - 1, at + 1) if 0 <= beside < len(sheet.lines)]
    if line.bullet:
        return (
            len(words) >= 4 and not any(other.bullet for other in near) and any(w[0].islower() for w in words)
        )
    return len(words) >= 4 or sheet.start <= 6


def _first_words(sheet: Sheet) -> frozenset[str]:
    """Return the longer words of the story's first paragraphs."""
    story = [line.text for line in sheet.lines[sheet.start :] if line.tells][:6]
    return frozenset(word.lower() for text in story for word in look.words_of(text) if len(word) > 3)


def _shares(text: str, known: frozenset[str]) -> bool:
    """Whether enough of a line's longer words come back in the story."""
    own = {word.lower() for word in look.words_of(text) if len(word) > 3}
    return 4 * len(own & known) >= len(own) > 0


def _standfirst(sheet: Sheet) -> None:
    """Label what stands between the headline and the story: byline, summary, kickers."""
    if not sheet.found:
        return
    after = sheet.found[0] + 1
    signed = [at for at in range(sheet.start, min(sheet.start + 4, len(sheet.lines))) if _signs(sheet, at)]
    if signed and sum(line.tells for line in sheet.lines[signed[0] :]) >= GOES_ON:
        sheet.start = next(at for at in range(signed[0], len(sheet.lines)) if sheet.lines[at].tells)
    for at in range(after, sheet.start):
        line = sheet.lines[at]
        if look.office_holder(line.text) and at <= after + 1:
            line.be(K.BYLINE, "name and office below the headline")
        elif look.signed_date(line.text)[1]:
            line.be(K.DATE, "date with its source")
        elif _begins_story(sheet, at):
            line.be(K.PARAGRAPH, "")
        elif len(look.words_of(line.text)) >= 6 and not line.bullet:
            line.be(K.TITLE, "summary below the headline")
        else:
            line.be(K.FURNITURE, "between headline and story")


def _begins_story(sheet: Sheet, at: int) -> bool:
    """Whether a line above the first prose is story already: a question, an answer, an opening clause."""
    line, above = sheet.lines[at], sheet.lines[at - 1]
    spoken = line.prose and line.text[-1] == "?"
    follows = above.kind is K.PARAGRAPH and look.FINAL.search(line.text) is not None
    return spoken or follows or (line.text[-1] == ":" and len(look.words_of(line.text)) >= 6)


def _signs(sheet: Sheet, at: int) -> bool:
    line = sheet.lines[at]
    return line.kind is K.BYLINE and line.row is None


def _end(sheet: Sheet) -> None:
    """Find where the story ends: at the first heading below it that nothing but teasers follows."""
    sheet.end = len(sheet.lines)
    told = letters = 0
    resumes = _resumes(sheet)
    rest = sum(len(line.text) for line in sheet.lines[sheet.start :] if line.tells)
    for at in range(sheet.start, len(sheet.lines)):
        line = sheet.lines[at]
        if line.tells:
            told += 1
            letters += len(line.text)
        elif told and line.row is not None and line.row.scope == "after" and line.kind is not K.TITLE:
            if _closes(sheet, at, line.row, told, resumes) and (told >= 2 or rest < 2 * letters):
                sheet.end = at
                break
            _box(sheet, at)
    _far_below(sheet)
    _label_below(sheet)
    _about_author(sheet)


def _label_below(sheet: Sheet) -> None:
    """Label everything below the end of the story."""
    closing = sheet.lines[sheet.end].row if sheet.end < len(sheet.lines) else None
    kind = K.COMMENT if closing is not None and closing.kind == "comment" else K.FURNITURE
    rule = f"below: {closing.phrase}" if closing else "far below the story"
    for line in sheet.lines[sheet.end :]:
        listed = kind is K.FURNITURE and not line.prose and len(look.words_of(line.text)) >= 4
        line.be(K.RELATED if listed and closing and closing.kind == "related" else kind, rule)


def _about_author(sheet: Sheet) -> None:
    """Label a last paragraph that says who the author is."""
    signed = [look.byline_names(line.text) for line in sheet.lines if line.kind is K.BYLINE]
    authors = [name.split(" and ")[0].lower() for name in signed if name]
    told = [line for line in sheet.lines[sheet.start : sheet.end] if line.tells]
    for line in told[GOES_ON:][-2:]:
        if any(line.text.lower().startswith((f"{author} is ", f"{author}, ")) for author in authors):
            line.be(K.FURNITURE, "about the author")


def _closes(sheet: Sheet, at: int, row: Furniture, told: int, resumes: int) -> bool:
    """Whether a heading ends the story; a comment form does even if comments follow it."""
    if row.kind == "comment" and not _in_bar(sheet, at) and told >= GOES_ON:
        return True
    return resumes < at


def _resumes(sheet: Sheet) -> int:
    """Return where the last run of paragraphs begins that is long enough to be story."""
    run = 0
    for at in range(len(sheet.lines) - 1, sheet.start - 1, -1):
        line = sheet.lines[at]
        run = run + 1 if line.tells and not line.bullet and look.FINAL.search(line.text) else 0
        if run >= GOES_ON:
            return at
    return -1


def _in_bar(sheet: Sheet, at: int) -> bool:
    """Whether a line stands in a bar of share buttons."""
    beside = [sheet.lines[near].row for near in (at - 1, at + 1) if 0 <= near < len(sheet.lines)]
    return any(row is not None and row.kind in ("share", "menu") for row in beside)


def _box(sheet: Sheet, at: int) -> None:
    """Label the lines of a box within the story, up to the next prose."""
    for line in sheet.lines[at + 1 :]:
        if line.prose:
            break
        line.be(K.RELATED, "listed in a box")


def _far_below(sheet: Sheet) -> None:
    """Move the end up to the last prose that isn't parted from the story by a menu."""
    prose = [at for at in range(sheet.start, sheet.end) if sheet.lines[at].tells]
    total = sum(len(sheet.lines[at].text) for at in prose)
    told = 0
    for at, following in pairwise(prose):
        told += len(sheet.lines[at].text)
        between = sheet.lines[at + 1 : following]
        listed = sum(line.bullet or line.row is not None for line in between)
        if listed >= FAR and 10 * told >= 7 * total:
            sheet.end = at + 1
            return


def _middle(sheet: Sheet) -> None:
    """Label the lines of the story itself, down to its last prose and what it says after that."""
    last = max((at for at in range(sheet.start, sheet.end) if sheet.lines[at].tells), default=-1)
    above: Line | None = None
    for at in range(sheet.start, sheet.end):
        line = sheet.lines[at]
        if line.is_open and at <= last:
            _tell(sheet, at, above)
        elif line.is_open and not line.bullet and look.FINAL.search(line.text) and at == last + 1:
            line.be(K.PARAGRAPH, "")
            last = at
        above = above if line.bullet else line


def _tell(sheet: Sheet, at: int, above: Line | None) -> None:
    """Label a line between the story's first prose and its last."""
    line = sheet.lines[at]
    asks = line.text[-1] == "?" or not look.FINAL.search(line.text)
    if asks and (line.bullet or _between_bullets(sheet, at)):
        _item(line, above)
    elif line.prose:
        line.be(K.PARAGRAPH, "")
    elif _is_loud(sheet, line):
        line.be(K.RELATED, "link in capitals")
    elif look.FINAL.search(line.text) or look.LATER.search(line.text) or line.text[0] in '"“„«':
        line.be(K.PARAGRAPH, "")


def _is_loud(sheet: Sheet, line: Line) -> bool:
    """Whether a line is a link as some sites print them: a whole headline in capitals."""
    loud = look.is_shouted(line.text) and not sheet.shouted and line.text[-1] not in ".:"
    return loud and not line.text[0].isdigit() and len(look.words_of(line.text)) >= 7


def _item(line: Line, above: Line | None) -> None:
    """Tell an item of the story's own list from a link to another story; `above` stands before the list."""
    introduced = above is not None and above.text.endswith(":") and above.kind is K.PARAGRAPH
    if introduced or line.text[-1] in ";,":
        line.be(K.PARAGRAPH, "")
    elif len(look.words_of(line.text)) >= 4:
        line.be(K.RELATED, "title in a list")
    else:
        line.be(K.FURNITURE, "short item in a list")


def _between_bullets(sheet: Sheet, at: int) -> bool:
    around = [sheet.lines[near].bullet for near in (at - 1, at + 1) if 0 <= near < len(sheet.lines)]
    return len(around) == 2 and all(around)


def _rest(sheet: Sheet) -> None:
    """Label short lines: headings where prose follows, else menus; alone, they are the story."""
    told = [at for at, line in enumerate(sheet.lines) if line.kind is K.PARAGRAPH]
    for at, line in enumerate(sheet.lines):
        if not line.is_open:
            continue
        if not told:
            line.be(K.PARAGRAPH, "")
        elif at < told[0] or line.bullet:
            line.be(K.FURNITURE, "above the story" if at < told[0] else "short item in a list")
        elif at > told[-1]:
            last = at == told[-1] + 1 and len(look.words_of(line.text)) >= 6 and not line.bullet
            line.be(K.PARAGRAPH if last else K.FURNITURE, "" if last else "below the last paragraph")
        elif _run(sheet, at) >= GOES_ON and not sheet.lines[told[0]].text.endswith(":"):
            line.be(K.FURNITURE, "run of short lines")
        elif len(look.words_of(line.text)) <= 14:
            line.be(K.HEADING, "short line within the story")
        else:
            line.be(K.PARAGRAPH, "")


def _run(sheet: Sheet, at: int) -> int:
    """Count the short lines around one."""

    def short(line: Line) -> bool:
        return line.kind in (None, K.HEADING) or line.rule == "run of short lines"

    count = 1
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(sheet.lines) and short(sheet.lines[near]) and count < 9:
            count += 1
            near += step
    return count


def alike(one: str, other: str) -> bool:
    """Whether two lines are the same headline, but for case, marks and bullets."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(look.words_of(look.bare(text).replace("’", "'"))).lower()
