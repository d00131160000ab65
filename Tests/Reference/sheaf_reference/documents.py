"""The document of a whole small state, as `shared/`, `exemplar/` and the random states write it."""

from .state import State


def state_document(stories, moments=()):
    """Shards, views, cards, claims, conflicts and displays of everything the stories' replicas wrote.

    `moments` are unix ms at which every session is displayed.
    """
    shards = {}
    for story in stories:
        shards.setdefault(story.path, set()).update(story.all)
    texts = {path: [line.decode("utf-8") for line in sorted(lines)] for path, lines in sorted(shards.items()) if lines}
    return {"shards": texts, **folded(shards, moments)}


def folded(shards, moments):
    """What the lines of these shards (path -> lines) mean."""
    state = State([(path.split("/")[0], lines) for path, lines in shards.items()])
    latest = state.last_fact()
    return {
        "views": state.views(),
        "cards": [card.view() for card in state.cards],
        "claims": [subject.view() for subject in state.claims],
        "conflicts": state.conflicts(),
        "display": [
            {"record": session.id, **session.display(at, latest)} for session in state.sessions for at in moments
        ],
    }
