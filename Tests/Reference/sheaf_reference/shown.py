"""What is shown of any record and never decides anything (Protocol/6-fold.md, rules 12 to 15)."""

from .conflicts import Item


def items(record):
    return clock_items(record) + signature_items(record) + fork_items(record) + gap_items(record)


def shown(record, rule, field, lines):
    return Item(rule, False, record.id, field, frozenset(lines), "shown")


def clock_items(record):
    result, seen = [], set()
    for node in record.nodes:
        ahead = [other for other in node.named if other.fact.at > node.fact.at]
        if ahead and node.replica not in seen:
            seen.add(node.replica)
            farthest = min(ahead, key=lambda other: (-other.fact.at, other.hash))
            result.append(shown(record, 12, "clock", [node.hash, farthest.hash]))
    return result


def signature_items(record):
    return [shown(record, 13, "line", [line.hash]) for line in record.badly_signed]


def numbered(record):
    """(replica, n) -> hashes of the signed lines that carry it."""
    result = {}
    for line in record.signed:
        result.setdefault((line.replica, line.n), []).append(line.hash)
    return result


def fork_items(record):
    return [shown(record, 14, "line", group) for group in numbered(record).values() if len(group) > 1]


def gap_items(record):
    groups = numbered(record)
    return [
        shown(record, 15, "line", group)
        for (replica, n), group in groups.items()
        if n > 1 and (replica, n - 1) not in groups
    ]
