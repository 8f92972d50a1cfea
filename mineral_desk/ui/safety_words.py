"""What is said about backups, checks and restores."""

from mineral_desk.domain.keeping import CheckReport, CopyMade, Finding, Holdings, PreparedRestore
from mineral_desk.ui.job_dialog import Answer
from mineral_desk.ui.merging.merge_words import conflict_count_words
from mineral_desk.ui.words import clock, count, date, number, spoken, tr

MEGABYTE = 1e6


def holdings_words(held: Holdings) -> str:
    """``Photos: 170,000, decisions: 136,000, last act on 21 Nov 2026 at 10:44``."""
    words = tr("Photos: {photos}, decisions: {decisions}", photos=count(held.photos), decisions=count(held.decisions))
    if held.last_act is None:
        return words
    local = held.last_act.astimezone()
    return tr("{words}, last act on {day} at {time}", words=words, day=date(local), time=clock(local))


def backup_words(made: CopyMade) -> Answer:
    """A backup was made."""
    size = number(made.byte_size / MEGABYTE)
    said = tr("The backup is made and verified: {path}, {size} MB.", path=made.path, size=size)
    return f"{said}\n{holdings_words(made.holdings)}.", ""


def check_words(report: CheckReport) -> Answer:
    """A catalogue was checked."""
    held = f"{holdings_words(report.holdings)}."
    waiting = report.holdings.conflicts
    if waiting:
        held = f"{held}\n{conflict_count_words(waiting)}."
    if not report.findings:
        return f"{tr('The catalogue is sound.')}\n{held}", ""
    said = tr("Found in {name}: {n}", name=report.path.name, n=count(len(report.findings)))
    return f"{said}\n{held}", "\n\n".join(map(finding_words, report.findings))


def finding_words(finding: Finding) -> str:
    """What is wrong, and what to do about it."""
    return f"{spoken(finding.what)} {spoken(finding.to_do)}"


def restore_question(prepared: PreparedRestore) -> str:
    """What a restore would do, before it is done."""
    now = tr("It cannot be read now.") if prepared.now is None else f"{holdings_words(prepared.now)}."
    lines = [
        tr("The backup {name}:", name=prepared.backup.name),
        f"{holdings_words(prepared.then)}.",
        "",
        tr("The catalogue {name}:", name=prepared.catalogue.name),
        now,
        "",
        tr("What the catalogue is now is kept beside it, with the date in its name."),
    ]
    return "\n".join([*lines, *map(finding_words, prepared.findings)])
