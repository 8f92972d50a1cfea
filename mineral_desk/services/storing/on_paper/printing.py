"""The job that writes a plan as a PDF file."""

from functools import partial
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.services.desk import Desk
from mineral_desk.services.language import load_language
from mineral_desk.services.minerals import name_in
from mineral_desk.services.storing.on_paper.order import ENDING, PrintOrder, PrintReport, drawers_asked
from mineral_desk.services.writing import replacing


def check_print_file(out: Path) -> None:
    """Raise :class:`UsageError` where the name is none of a PDF file."""
    if out.suffix.lower() != ENDING:
        raise UsageError(
            said("{name} is no name for a printed plan.", name=out.name), said("End it with {ending}.", ending=ENDING)
        )


def print_plan(desk: Desk, plan: StoragePlan, order: PrintOrder, out: Path) -> Job[PrintReport]:
    """Write the plan as PDF; the file appears whole when the job ends, cancelled nothing is left.

    Raises :class:`UsageError` for another ending, for drawers that are not there or too many, and where there is
    nothing to print; :class:`OutputError` where the file cannot be written.
    """
    check_print_file(out)
    if not plan.specimens:
        raise UsageError("There is no specimen in the plan.", "Choose others, or search for something else.")
    drawers = drawers_asked(plan, order)
    language = load_language(desk.folders.resources, order.language)
    named, name = partial(name_in, desk.minerals, language), desk.reading.path.name
    from mineral_desk.services.storing.on_paper.plan_file import PlanFile, Spoken  # noqa: PLC0415  starts sooner

    with replacing(out) as part:
        printed = PlanFile(plan, order, drawers, Spoken(language, named, name), part)
        pages = yield from printed.write()
    return PrintReport(out, len(drawers), pages, printed.sheet.scale)
