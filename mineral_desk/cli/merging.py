"""``mineral-desk merge`` and ``conflicts``: what several people did apart, brought together."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible, watch
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.merging import PART_WORDS, Brought, Conflict, MergeReport, Said, Side
from mineral_desk.services import merging

SETTLED, WAITING = 0, 1
SHOWN = 40


def add_commands(commands: Any) -> None:
    """Add ``merge`` and ``conflicts``."""
    words = (
        "Bring everything that another catalogue holds into this one: photos, analyses, and each act under the name of "
        "whoever did it. Nothing is dropped: where two people said something different, what stands here stands until "
        "a person settles it. A copy of the catalogue is kept before. The other file is only read. Exit status 1 where "
        "something waits for a person."
    )
    one = commands.add_parser("merge", help="bring another catalogue into this one", description=words)
    one.add_argument("other", type=Path, metavar="OTHER")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--dry-run", action="store_true", help="tell what would come of it, write nothing")
    one.add_argument("--conflicts", type=Path, metavar="FILE", help="write what waits for a person here, CSV or JSON")
    one.add_argument("--who", default="", metavar="NAME", help="in whose name (default: the one in the settings)")
    one.set_defaults(run=merge)
    words = "List what two people said differently, or settle it. Undo takes that back. Exit status 1 where some wait."
    one = commands.add_parser("conflicts", help="what two people said differently", description=words)
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--out", type=Path, metavar="FILE", help="write the list here, CSV or JSON")
    one.add_argument("--take", choices=[Side.OURS.value, Side.THEIRS.value], help="whose word is to stand for the IDs")
    one.add_argument("--type", metavar="VALUE", help="what is to stand instead of both, for one ID")
    one.add_argument("ids", type=int, nargs="*", metavar="ID", help="as the list has them")
    one.add_argument("--who", default="", metavar="NAME", help="in whose name (default: the one in the settings)")
    one.set_defaults(run=conflicts)


def merge(options: argparse.Namespace) -> int:
    """Merge; 1 if anything waits for a person."""
    if options.conflicts is not None:
        merging.check_list_name(options.conflicts)
    with open_desk(options.catalogue) as desk:
        if options.dry_run:
            report = watch(merging.preview_merge(desk, options.other), "Comparing")
        else:
            report = watch(merging.merge(desk, options.other, options.who), "Merging")
        waiting = list(report.conflicts) if options.dry_run else merging.conflicts(desk)
    _print(report)
    if options.conflicts is not None:
        merging.write_conflicts(options.conflicts, waiting)
        print(visible(f"What waits for a person is in {options.conflicts}."))
    elif waiting:
        _print_conflicts(waiting)
    return WAITING if waiting else SETTLED


def conflicts(options: argparse.Namespace) -> int:
    """List or settle; 1 if anything waits for a person, or could not be settled."""
    if options.out is not None:
        merging.check_list_name(options.out)
    _check(options)
    side = Side.TYPED if options.type is not None else None if options.take is None else Side(options.take)
    failed = False
    with open_desk(options.catalogue) as desk:
        for conflict_id in options.ids:
            assert side is not None  # as was checked
            try:
                done = merging.settle(desk, conflict_id, side, options.type or "", options.who)
                print(visible(f"{conflict_id}: {done.name}."))
            except UsageError as fault:
                say(f"{conflict_id}: {fault}")
                failed = True
        waiting = merging.conflicts(desk)
    if options.out is not None:
        merging.write_conflicts(options.out, waiting)
        print(visible(f"{options.out}: {_many(len(waiting), 'conflict')}."))
    elif waiting and not options.ids:
        _print_conflicts(waiting)
    print(f"{_many(len(waiting), 'conflict')} left." if waiting else "No conflicts are left.")
    return WAITING if waiting or failed else SETTLED


def _check(options: argparse.Namespace) -> None:
    if options.take is not None and options.type is not None:
        raise UsageError("--take and --type say two things.", "Give one of them.")
    if options.ids and options.take is None and options.type is None:
        raise UsageError("It is not said what is to stand.", "Add --take ours, --take theirs or --type VALUE.")
    if not options.ids and (options.take is not None or options.type is not None):
        raise UsageError("It is not said which conflict is meant.", "Add the numbers that the list has.")
    if options.type is not None and len(options.ids) > 1:
        raise UsageError("One value cannot settle several conflicts.", "Give one number.")


def _print(report: MergeReport) -> None:
    if report.brought.is_nothing:
        print(visible(f"{report.other} holds nothing that is not here."))
        return
    verb = "would come" if report.dry_run else "came"
    print(visible(f"From {report.other} {verb}: {brought_words(report.brought)}."))
    for who, count in sorted(report.brought.people.items()):
        print(visible(f"  {who}: {_many(count, 'act')}"))
    if report.conflicts:
        print(f"{_many(len(report.conflicts), 'conflict')}: what stands here stands until somebody settles it.")
    if report.dry_run:
        print("Nothing was written; leave --dry-run out to write it.")
    elif report.kept is not None:
        print(visible(f"The catalogue as it was before is kept as {report.kept}."))


def brought_words(brought: Brought) -> str:
    """How much came, what there is of it."""
    told = (
        (brought.acts, "act"), (brought.photos, "photo"), (brought.places, "further place of a photo"),
        (brought.analyses, "analysis"), (brought.decisions, "decision"), (brought.specimens, "new record"),
        (brought.unified, "record that was here under another GUID"), (brought.searches, "saved search"),
        (brought.reasons, "reason"),
    )  # fmt: skip
    return ", ".join(_many(count, what) for count, what in told if count)


def _print_conflicts(waiting: list[Conflict]) -> None:
    rows = [
        (str(one.id), one.about, PART_WORDS.get(one.part, one.part), _side(one.ours), _side(one.theirs))
        for one in waiting[:SHOWN]
    ]
    print_table(("ID", "About", "What", "Stands here", "The other"), rows)
    if len(waiting) > SHOWN:
        say(f"… and {len(waiting) - SHOWN} more; 'mineral-desk conflicts --out FILE' lists all of them.")
    print("Settle them in the window, or with 'mineral-desk conflicts --take ours|theirs ID'.")


def _side(side: Said) -> str:
    when = "" if side.when is None else f"{side.when.astimezone():%Y-%m-%d %H:%M}"
    who = ", ".join(filter(None, (side.who, when)))
    return f"{side.words or '–'}{f' ({who})' if who else ''}"


_PLURALS = {
    "analysis": "analyses",
    "saved search": "saved searches",
    "further place of a photo": "further places of photos",
    "record that was here under another GUID": "records that were here under another GUID",
}


def _many(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else _PLURALS.get(what, what + 's')}"
