"""Registers and the tie (Protocol/6-fold.md, rules 9 and 10)."""

from .conflicts import Item, hashes


def maximal(nodes):
    """Those that no other of them knew."""
    return [node for node in nodes if not any(other.knew(node) for other in nodes)]


def tie(node):
    """Greatest first: human > automatic, then greater (at, c), then smaller line hash."""
    inverted = -int(node.hash, 16)
    return node.human, node.clock, inverted


def deciding_step(winner, loser):
    if winner.human != loser.human:
        return "human-over-automatic"
    if winner.clock != loser.clock:
        return "later-clock"
    return "smaller-hash"


def settle(nodes, value, rule, session, field, always_open=False):
    """(the winning node or None, the item or None) of one register."""
    top = maximal(nodes)
    if not top:
        return None, None
    winner = max(top, key=tie)
    losers = [node for node in top if value(node) != value(winner)]
    if not losers:
        return winner, None
    item = Item(
        rule=rule,
        open=always_open or any(node.human for node in losers),
        session=session,
        field=field,
        lines=hashes(top),
        decided_by=deciding_step(winner, max(losers, key=tie)),
        winner=winner.hash,
        losers=hashes(losers),
    )
    return winner, item
