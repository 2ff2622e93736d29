"""The event of an act that is done by saying something."""

from __future__ import annotations

from memcon.model import Event, Evidence, Span, Status, content_id


def speech_act(
    trigger: Span,
    pair: tuple[str, ...],
    codes: tuple[str, str],
    evidence: Evidence,
    status: Status,
    said_in: str = "",
) -> Event:
    """Make the event of an act done by saying: `pair` is the speaker and whom it is towards, if anybody."""
    return Event(
        id=content_id("e", trigger.start, trigger.end, evidence.rule, *pair),
        trigger=trigger,
        sources=pair[:1],
        targets=pair[1:],
        codes={"plover": codes[0], "cameo": codes[1]},
        status=status,
        evidence=evidence,
        said_in=said_in,
    )
