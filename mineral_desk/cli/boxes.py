"""``mineral-desk boxes``: which boxes the specimens of a catalogue need, and what stands in which drawer."""

import argparse
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible, watch
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.setting import declared_settings
from mineral_desk.domain.storing.boxes import written_sides
from mineral_desk.domain.storing.fitting import Boxed
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import Borderline, DrawerOrder, StorageSettings, UnknownHeight, rules_of
from mineral_desk.services.desk import Desk
from mineral_desk.services.language import ENGLISH, SPOKEN
from mineral_desk.services.storing.on_paper.order import PrintOrder
from mineral_desk.services.storing.on_paper.printing import check_print_file, print_plan
from mineral_desk.services.storing.plan_files import check_plan_file, write_order, write_plan
from mineral_desk.services.storing.planning import plan_storage
from mineral_desk.services.whose import Whose, complaints
from mineral_desk.services.wording import odds_in_words

HEADINGS = ("Box", "Inside, mm", "Have", "Need", "Order")
BORDERLINE_HEADINGS = ("Number", "Name", "Box", "Larger", "Too small")
FIGURES = (2, 3, 4)
SHOWN_BORDERLINE = 20
DESCRIPTION = (
    "Find the smallest box for each specimen from the sizes in its record, count what is to be ordered, and fill "
    "drawers with the boxes. One photo shows two sides: a box that rests on an assumed one is a lower bound, and is "
    "called so. Specimens without a size that a person vouches for get no box and are counted apart. What is not said "
    "here is taken from the settings; nothing is changed. Print the file of --plan at 100 %, without fitting it to the "
    "page."
)


def add_commands(commands: Any) -> None:
    """Add ``boxes``."""
    one = commands.add_parser("boxes", help="the boxes and drawers that specimens need", description=DESCRIPTION)
    one.add_argument("query", nargs="?", default="", metavar="QUERY", help="as 'mineral-desk search' understands it")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--out", type=Path, metavar="FILE", help="every specimen with its box, as .csv or .json")
    one.add_argument("--order", type=Path, metavar="FILE", help="how many of each box to order, as .csv")
    helped = {field.name: about for field, about in declared_settings(StorageSettings)}
    one.add_argument("--plan", type=Path, metavar="FILE.pdf", help="the plan on paper: totals, drawers to scale, index")
    one.add_argument("--paper", choices=list(PAPERS_MM), help="of --plan")
    one.add_argument("--drawers", type=_drawers, metavar="N[-M]", help="print only these drawers with --plan")
    one.add_argument("--language", choices=SPOKEN, help="of --plan; that of the window's settings, else English")
    one.add_argument("--boxes", metavar="'A 40x30x25 600; ...'", help=helped["boxes"].help)
    one.add_argument("--drawer", metavar="LxWxH", help=helped["drawer"].help)
    one.add_argument("--padding-mm", type=float, metavar="MM", help=helped["padding_mm"].help)
    one.add_argument("--safety-sd", type=float, metavar="N", help=helped["safety_sd"].help)
    one.add_argument("--wall-mm", type=float, metavar="MM", help=helped["wall_mm"].help)
    one.add_argument(
        "--unknown-height", choices=[one.value for one in UnknownHeight], help=helped["unknown_height"].help
    )
    one.add_argument("--borderline", choices=[one.value for one in Borderline], help="the box that they get")
    one.add_argument("--drawer-order", choices=[one.value for one in DrawerOrder], help=helped["drawer_order"].help)
    one.set_defaults(run=run)


def _drawers(text: str) -> tuple[int, int | None]:
    """``7``, ``7-12``, or ``7-`` for all from there on."""
    found = re.fullmatch(r"(\d{1,9})(-)?(\d{1,9})?", text.strip())
    if found is None or (found[3] and not found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} are no drawers: write 7, 7-12 or 7-")
    last = found[3] if found[2] else found[1]
    return int(found[1]), int(last) if last else None


def run(options: argparse.Namespace) -> int:
    """Plan, print the totals, and write what was asked for."""
    _check_files(options)
    with open_desk(options.catalogue) as desk:
        said = {field.name: getattr(options, field.name) for field, _ in declared_settings(StorageSettings)}
        settings = replace(desk.settings.storage, **{name: value for name, value in said.items() if value is not None})
        rules, whose = rules_of(settings), Whose(options.query)
        for complaint in complaints(desk, whose):
            say(str(complaint))
        plan = watch(plan_storage(desk, whose, rules), "Planning")
        _print(plan)
        for path, write in ((options.out, write_plan), (options.order, write_order)):
            if path is not None:
                print(visible(f"Written: {watch(write(plan, path), 'Writing')}"))
        if options.plan is not None:
            _print_on_paper(desk, plan, whose, settings.paper, options)
    return 0


def _check_files(options: argparse.Namespace) -> None:
    if options.out is not None:
        check_plan_file(options.out)
    if options.plan is not None:
        check_print_file(options.plan)
    named = [path.resolve() for path in (options.out, options.order, options.plan) if path is not None]
    twice = next((path for path in named if named.count(path) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice.name} is named twice.", "Give each file a name of its own.")


def _print_on_paper(desk: Desk, plan: StoragePlan, whose: Whose, paper: str, options: argparse.Namespace) -> None:
    first, last = options.drawers or (1, None)
    own = desk.settings.window.language
    language = options.language or (own if own in SPOKEN else ENGLISH)
    order = PrintOrder(paper, language, first, last, whose, datetime.now().astimezone().date())
    report = watch(print_plan(desk, plan, order, options.plan), "Printing")
    pages = f"{report.drawers} drawer{'' if report.drawers == 1 else 's'} on {report.pages} pages of {paper}"
    print(visible(f"{pages}, 1 : {report.scale:g}, written to {report.out}. Print at 100 %."))


def _print(plan: StoragePlan) -> None:
    rows = [
        (one.box.name, _inside(one.box), str(one.box.have), str(one.need), str(one.order) if one.order else "–")
        for one in plan.counts
    ]
    print_table(HEADINGS, rows, FIGURES)
    print()
    if plan.borderline:
        print_table(BORDERLINE_HEADINGS, map(_borderline, plan.borderline[:SHOWN_BORDERLINE]))
        left = len(plan.borderline) - SHOWN_BORDERLINE
        print(f"… and {left} more; --out lists all.\n" if left > 0 else "")
    for line in summary(plan):
        print(line)


def summary(plan: StoragePlan) -> list[str]:
    """The figures, each with what it means."""
    lines = [f"Specimens: {plan.specimens}; in boxes: {len(plan.boxed)}; drawers: {len(plan.drawers)}."]
    if plan.lower_bounds:
        third = "left out" if plan.rules.unknown_height is UnknownHeight.NONE else "assumed"
        lines.append(f"Lower bounds: {plan.lower_bounds}. One photo shows two sides, and the third is {third}.")
    if plan.borderline:
        lines.append(f"Borderline: {len(plan.borderline)}. Their error crosses the limit of a box.")
    if plan.too_large:
        lines.append(f"Fit no box: {len(plan.too_large)}.")
    lines += [f"Boxes {one.box.name} do not go into the drawer: {one.need}." for one in plan.outside_drawers]
    if plan.unsized:
        why = Counter(one.unsized for one in plan.unsized)
        told = ", ".join(f"{reason.value.replace('_', ' ')} {number}" for reason, number in why.most_common() if reason)
        lines.append(f"Without a size that a person vouches for, so without a box: {len(plan.unsized)} ({told}).")
    return lines


def _inside(box: Any) -> str:
    return written_sides(box.length_mm, box.width_mm, box.height_mm)


def _borderline(one: Boxed) -> tuple[str, ...]:
    larger = "none" if one.larger is None else one.larger.name
    return (one.specimen.number, one.specimen.species, one.smallest.name, larger, odds_in_words(one.too_small))
