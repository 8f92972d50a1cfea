"""``mineral-desk history``, ``restore-state``, ``verify``, ``undo`` and ``redo``: what people did, and going back."""

import argparse
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import print_table, visible
from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.past import PastState
from mineral_desk.domain.verification import REFUSALS, VerificationStatus
from mineral_desk.services import recording, reviewing, verifying
from mineral_desk.services.desk import Desk
from mineral_desk.services.merging import merge_to_take_back
from mineral_desk.services.paths import find_folders
from mineral_desk.services.recording import Subject
from mineral_desk.services.settings import load_settings

WHAT = "a photo's file, wherever it lies now, or a catalogue number"
NOTHING = "–"


def add_commands(commands: Any) -> None:
    """Add all five."""
    one = _command(commands, "history", "what happened to a record and its photos", show_history)
    one.add_argument("named", metavar="PHOTO|NUMBER", help=WHAT)
    _add_restore_state(commands)
    _add_verify(commands)
    _command(commands, "undo", "take the last act back", undo)
    _command(commands, "redo", "do the act last taken back again", redo)


def _command(commands: Any, name: str, words: str, run: Any) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words.capitalize() + ".")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.set_defaults(run=run)
    return one


def _add_restore_state(commands: Any) -> None:
    one = _command(commands, "restore-state", "bring an earlier state of a record back", restore_state)
    one.description = (
        "Show what bringing back the state of a line of 'mineral-desk history' would change; --apply writes it as a "
        "new act. Nothing that came after is deleted, and 'mineral-desk undo' takes it back."
    )
    one.add_argument("named", metavar="PHOTO|NUMBER", help=WHAT)
    one.add_argument("line", type=int, metavar="LINE", help="the number of the line in the history")
    one.add_argument("--apply", action="store_true", help="write it")
    one.add_argument("--reason", default="", metavar="WORDS", help="why; kept in the history")


def _add_verify(commands: Any) -> None:
    one = _command(commands, "verify", "verify or contest names that somebody else gave", verify)
    one.description = (
        "Say as a second person that the names of these specimens hold, or contest them with a reason. Whose word it "
        "is stands in the settings (Your name). A later change of the name ends the verification; the history keeps it."
    )
    one.add_argument("named", nargs="+", metavar="PHOTO|NUMBER", help=WHAT)
    one.add_argument("--contest", action="store_true", help="the names do not hold; their photos are unsure again")
    one.add_argument("--reason", default="", metavar="WORDS", help="why; needed with --contest")


def open_desk(path: Path) -> Desk:
    """The Desk over an existing catalogue. Raises :class:`UsageError` where there is none."""
    if not path.is_file():
        raise UsageError(f"There is no catalogue {path}.", "Check the spelling of its name.")
    folders = find_folders()
    return Desk(folders, load_settings(folders.settings_file), path)


def show_history(options: argparse.Namespace) -> int:
    """Print who did what to a record and its photos, when and why."""
    with open_desk(options.catalogue) as desk:
        subject = recording.subject_called(desk, options.named)
        print(visible(_heading(desk, subject, options.named)))
        lines = recording.history_of(desk, subject)
        for number, line in zip(range(len(lines), 0, -1), lines, strict=True):
            print(visible(f"{number:>4}  {_in_words(line)}"))
    return 0


def restore_state(options: argparse.Namespace) -> int:
    """Print what would change; with ``--apply``, change it."""
    with open_desk(options.catalogue) as desk:
        subject = recording.subject_called(desk, options.named)
        lines = recording.history_of(desk, subject)
        if not 1 <= options.line <= len(lines):
            raise UsageError(f"The history has no line {options.line}.", f"Its lines are 1 to {len(lines)}.")
        line = lines[len(lines) - options.line]
        state = recording.preview_state(desk, subject, line.as_of)
        print(visible(f"{options.line:>4}  {_in_words(line)}"))
        _print_state(state)
        if not state.changes:
            print("It stands so now; there is nothing to write.")
        elif options.apply:
            changes = recording.restore_state(desk, subject, line.as_of, options.reason)
            print(visible(f"Written: {changes.name}."))
        else:
            print("Nothing was written; add --apply to write it.")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Verify or contest; 1 where some of the names could not be judged."""
    status = VerificationStatus.CONTESTED if options.contest else VerificationStatus.VERIFIED
    with open_desk(options.catalogue) as desk:
        ids = []
        for named in options.named:
            subject = recording.subject_called(desk, named)
            if subject.specimen_id is None:
                raise UsageError(f"Nothing is decided about {named} yet.", "A second person looks at what was named.")
            ids.append(subject.specimen_id)
        refused = verifying.refused(desk, ids, status)
        changes = verifying.verify(desk, ids, status, options.reason)
    print(visible(f"Written: {changes.name}."))
    for why, count in refused.items():
        print(f"{count} passed over: {REFUSALS[why]}.")
    return 1 if refused else 0


def undo(options: argparse.Namespace) -> int:
    """Take the last act back."""
    with open_desk(options.catalogue) as desk:
        changes = reviewing.undo(desk)
        merged = None if changes else merge_to_take_back(desk)
    if merged is not None:
        raise UsageError(
            f"The last thing done was merging {merged.other}, which is taken back as a whole.",
            f"mineral-desk restore --from “{merged.kept or 'A BACKUP'}” --catalogue “{options.catalogue}”",
        )
    print(visible(f"Undone: {changes.target_name}.") if changes else "There is nothing to undo.")
    return 0


def redo(options: argparse.Namespace) -> int:
    """Do the act last taken back again."""
    with open_desk(options.catalogue) as desk:
        changes = reviewing.redo(desk)
    print(visible(f"Redone: {changes.target_name}.") if changes else "There is nothing to redo.")
    return 0


def _heading(desk: Desk, subject: Subject, named: str) -> str:
    """The number and the name, or the photo's place."""
    record = None if subject.specimen_id is None else desk.reading.specimens.get(subject.specimen_id)
    if subject.photo_id is not None:
        row = desk.reading.queue.row(subject.photo_id)
        return f"{row.path}  {row.catalogue_number}".rstrip()
    return named if record is None else f"{record.catalogue_number}  {record.species}".rstrip()


def _in_words(line: HistoryLine) -> str:
    who = line.who or "Mineral Desk"
    said = "; ".join(part for part in (line.details, line.why) if part)
    undone = "  [undone]" if line.undone else ""
    return f"{line.when:%Y-%m-%d %H:%M}  {who}: {line.what}{f' ({said})' if said else ''}{undone}"


def _print_state(state: PastState) -> None:
    rows = [
        (f"{one.what}, {one.whose}" if one.whose else one.what, one.now or NOTHING, one.then or NOTHING)
        for one in state.changes
    ]
    if rows:
        print_table(("", "Now", "Then"), rows, ())
