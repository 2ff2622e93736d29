"""What of a reading is shown."""

from __future__ import annotations

from dataclasses import replace

from memcon.model import Reading, Status


def facts(reading: Reading) -> Reading:
    """Keep only the events and meetings that the text says have happened."""
    events = tuple(event for event in reading.events if event.status is Status.ASSERTED)
    meetings = tuple(meeting for meeting in reading.meetings if meeting.status == "held")
    return replace(reading, events=events, meetings=meetings, conditionals=())


def confident(reading: Reading, least: float) -> Reading:
    """Keep only the events, meetings and statements of at least this confidence, from 0 to 1."""
    return replace(
        reading,
        events=tuple(event for event in reading.events if event.confidence >= least),
        meetings=tuple(meeting for meeting in reading.meetings if meeting.confidence >= least),
        statements=tuple(one for one in reading.statements if one.confidence >= least),
    )
