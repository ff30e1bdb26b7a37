"""Clocks of obligations: calendar days in a contract's zone, each clock running to the end of its last day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def due_at(started_at: datetime, days: int, zone: str) -> datetime:
    """The last second, in UTC, of the calendar day that lies `days` after the day of `started_at` in the zone.

    The day on which the clock starts is not counted. Raises ValueError for less than one day and for a naive moment.
    """
    if days < 1:
        raise ValueError("A clock runs for at least one day.")
    if started_at.tzinfo is None:
        raise ValueError("A moment needs a zone.")
    place = ZoneInfo(zone)
    day_after = started_at.astimezone(place).date() + timedelta(days=days + 1)
    # By the start of the next day: a day's own 23:59:59 comes twice where clocks go back at midnight. A midnight
    # that clocks skip is read with the offset before it, which is the moment they are put forward.
    midnight = datetime.combine(day_after, time(0), tzinfo=place)
    due = midnight.astimezone(UTC) - timedelta(seconds=1)
    # A zone may leave a whole day out; the clock then goes on to the next.
    return due if due > started_at else due_at(started_at, days + 1, zone)


def is_overdue(due: datetime, now: datetime) -> bool:
    """Whether a clock has run out."""
    return now > due


def whole_days_left(due: datetime, now: datetime, zone: str) -> int:
    """Calendar days of the zone between two moments: 0 on the last day, below zero once it is over."""
    place = ZoneInfo(zone)
    return (due.astimezone(place).date() - now.astimezone(place).date()).days


def is_known_zone(zone: str) -> bool:
    """Whether a name is one of a time zone."""
    try:
        return bool(zone) and ZoneInfo(zone).key == zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
