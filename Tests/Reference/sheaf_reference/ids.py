"""Record ids: UUIDv7 in 32 lower-case hex digits (Protocol/2-facts.md, section 2)."""

import hashlib
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TIME_MIN = 946_684_800_000  # 2000-01-01T00:00:00.000Z
TIME_MAX = 4_102_444_799_999  # 2099-12-31T23:59:59.999Z


def derived_session_id(milliseconds, author, member):
    """The id of the session whose first member is `member` ("commit:<oid>" or "pr:<number>")."""
    moment = min(max(milliseconds, TIME_MIN), TIME_MAX)
    digest = hashlib.sha256(f"session\n{author}\n{member}\n".encode("utf-8")).digest()
    return uuid7(moment, digest[:10])


def uuid7(milliseconds, tail):
    """48 bits of time, then the ten bytes of `tail` with version and variant written over."""
    octets = bytearray(milliseconds.to_bytes(6, "big") + tail)
    octets[6] = octets[6] & 0x0F | 0x70
    octets[8] = octets[8] & 0x3F | 0x80
    return bytes(octets).hex()


def time_of(record):
    """Unix ms in the id's first 12 digits."""
    return int(record[:12], 16)


def date_of(record):
    """(year, month, day) in UTC, or None when the calendar cannot express it."""
    try:
        moment = EPOCH + timedelta(milliseconds=time_of(record))
    except OverflowError:
        return None
    return moment.year, moment.month, moment.day
