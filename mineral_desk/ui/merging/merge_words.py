"""What is said about a merge and its conflicts, in the window's language."""

import re

from mineral_desk.domain.merging import PART_WORDS, Brought, Conflict, MergeReport, PastMerge, Said
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.history_block import in_own_words
from mineral_desk.ui.names import display_name
from mineral_desk.ui.words import clock, count, date, speaks_russian, tr

CONFLICT_COLUMNS = ("About", "What", "Stands here", "The other says")
NOTHING = "–"
BROUGHT_WORDS = {
    "acts": "acts",
    "photos": "new photos",
    "places": "further places of photos",
    "analyses": "analyses",
    "decisions": "decisions",
    "specimens": "new records",
    "unified": "records that were here already",
    "searches": "saved searches",
    "reasons": "reasons",
}
SAID_SHORTLY = ("removed", "a record without a number", "group", "unsure", "verified", "contested")
COUNTED_UP_TO = 1000
_NUMBERED = re.compile(r"(.{1,60}?): (.+)")


def brought_words(brought: Brought) -> str:
    """``1,204 acts, 310 new photos``: how much comes of what."""
    told = ((name, getattr(brought, name)) for name in BROUGHT_WORDS)
    return ", ".join(f"{tr(BROUGHT_WORDS[name])}: {count(many)}" for name, many in told if many)


def people_words(brought: Brought) -> str:
    """By whom the acts are."""
    return ", ".join(f"{who} ({count(many)})" for who, many in sorted(brought.people.items()))


def report_words(report: MergeReport) -> str:
    """One sentence about a merge that was done, or that is to be."""
    if report.brought.is_nothing:
        return tr("{name} holds nothing that is not here.", name=report.other.name)
    if report.dry_run:
        return tr("This would come: {what}.", what=brought_words(report.brought))
    return tr("This came: {what}.", what=brought_words(report.brought))


def conflict_count_words(waiting: int) -> str:
    """``3 conflicts``, or that there are very many."""
    if waiting >= COUNTED_UP_TO:
        return tr("Conflicts: {n} or more", n=count(waiting))
    return tr("Conflicts: {n}", n=count(waiting))


def part_words(conflict: Conflict) -> str:
    """What the two sides disagree about."""
    return tr(PART_WORDS.get(conflict.part, conflict.part))


def said_words(backend: Backend, part: str, said: Said) -> str:
    """What one side says."""
    if not said.words:
        return NOTHING
    if part == "decision":
        numbered = _NUMBERED.fullmatch(said.words)
        number, what = (numbered[1], numbered[2]) if numbered else ("", said.words)
        decided = in_own_words(what, backend)
        return f"{number}: {decided}" if number else decided
    if part in ("name", "record", "specimen"):
        told = (tr(one) if one in SAID_SHORTLY else display_name(backend, one) for one in said.words.split(", "))
        return ", ".join(told)
    if part == "size" and speaks_russian():
        return said.words.replace(".", ",").replace(" mm", " мм")
    return " ".join(said.words.split())


def by_words(said: Said) -> str:
    """Who said it and when; nothing where no act tells."""
    when = "" if said.when is None else f"{date(said.when.astimezone())}, {clock(said.when)}"
    return ", ".join(filter(None, (said.who, when)))


def past_merge_words(merge: PastMerge) -> str:
    """The merge as the Edit menu names it."""
    return tr("merging {name}", name=merge.other)
