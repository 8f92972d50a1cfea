"""``mineral-desk analyse``: photos in, one JSON object a line or a table out."""

import argparse
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from mineral_desk.cli.console import complain, print_table, progress_bar, say
from mineral_desk.cli.lines import json_lines
from mineral_desk.cli.numbering import add_numbers_option, apply_numbers
from mineral_desk.domain.analysis import EXPLANATION_METHODS, Analysis
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.domain.records import analysis_to_record
from mineral_desk.domain.setting import check_settings
from mineral_desk.services import own_limits, suggesting
from mineral_desk.services.analysing import Engine, analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import find_photos
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings, load_settings
from mineral_desk.services.spreading.engine import spread_over
from mineral_desk.services.wording import size_in_words, suggestions_in_words


def add_commands(commands: Any) -> None:
    """Add ``analyse``."""
    one = commands.add_parser("analyse", help="analyse photos", description="Analyse photos and folders of photos.")
    one.add_argument("photos", nargs="+", type=Path, metavar="PHOTO|FOLDER")
    one.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="store the analyses in this catalogue, reuse those in it"
    )
    one.add_argument("--cube-edge-mm", type=float, metavar="MM", help="true edge of the reference cube (default 10)")
    one.add_argument("--model", metavar="NAME|FOLDER/NAME", help="classifier to use")
    one.add_argument("--explain", choices=EXPLANATION_METHODS, help="activation map (default gradcam++)")
    one.add_argument("--masks", type=Path, metavar="FOLDER", help="write the mask of the best suggestion as PNG")
    one.add_argument("--jsonl", metavar="FILE|-", help="write one JSON object a photo")
    one.add_argument("--limit", type=int, metavar="N", help="analyse the first N photos only")
    one.add_argument("--again", action="store_true", help="analyse also what the catalogue already holds")
    one.add_argument(
        "--scheduler", metavar="ADDRESS", help="let the workers of this Dask scheduler do it, such as tcp://HOST:8786"
    )
    add_numbers_option(one)
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Analyse; 1 if some photo could not be analysed or some folder not be read."""
    if options.limit is not None and options.limit < 0:
        raise UsageError(f"A limit of {options.limit} photos makes no sense.", "Give 0 or more.")
    if options.numbers is not None and options.catalogue is None:
        raise UsageError("Numbers from a list are kept in a catalogue.", "Name one with --catalogue.")
    folders = find_folders()
    settings = _settings(load_settings(folders.settings_file), options)
    found = find_photos(options.photos, passed_over=options.masks)
    for fault in found.faults:
        complain(fault)
    if not found.files and not found.faults:
        say(f"There are no photos in {', '.join(map(str, options.photos))}.")
    files = found.files[: options.limit]
    with (
        Desk(folders, settings, options.catalogue) as desk,
        nullcontext() if options.scheduler is None else spread_over(desk, options.scheduler) as engine,
    ):
        failed = analyse_and_print(
            desk, files, again=options.again, masks=options.masks, jsonl=options.jsonl, engine=engine
        )
        if options.numbers is not None:
            failed += apply_numbers(desk, options.numbers)
    return 1 if failed or found.faults else 0


def analyse_and_print(
    desk: Desk,
    files: list[Path],
    *,
    again: bool = False,
    masks: Path | None = None,
    jsonl: str | None = None,
    engine: Engine | None = None,
) -> int:
    """Analyse ``files``; the table goes to standard output unless the JSON lines do. Returns how many failed."""
    failed, rows = 0, []
    # a model that cannot be used leaves old results alone
    job = analyse_files(desk, files, again=again, masks=masks, engine=engine)
    inputs = files if desk.lane is None else [*files, desk.lane.path]
    if desk.lane is not None:
        finish(own_limits.load_and_fit(desk))
    with json_lines(jsonl, inputs) as lines, progress_bar() as bar:
        task = bar.add_task("Analysing", total=len(files))
        for done in job:
            analysis, _ = suggesting.with_memory(desk, done.analysis, done.photo_id)
            if analysis.error:
                failed += 1
                say(analysis.error)
            if lines is not None:
                lines.write(analysis_to_record(analysis))
            rows.append(_row(analysis))
            bar.update(task, completed=done.done)
    if jsonl != "-":
        print_table(("Photo", "Name", "Size, mm", "Advice", "Seconds"), rows, right={4})
        print(f"{len(files)} photo{'' if len(files) == 1 else 's'}, {failed} failed.")
    return failed


def _settings(settings: Settings, options: argparse.Namespace) -> Settings:
    """The stored settings with what the command line says over them."""
    said = {"cube_edge_mm": options.cube_edge_mm, "model": options.model, "explain": options.explain}
    analysis = replace(settings.analysis, **{name: value for name, value in said.items() if value is not None})
    check_settings(analysis)
    return replace(settings, analysis=analysis)


def _row(analysis: Analysis) -> tuple[str, ...]:
    advice = analysis.error or ", ".join(issue.code.value for issue in analysis.quality.issues) or "ok"
    return (
        analysis.photo.path.name,
        suggestions_in_words(analysis.suggestions),
        size_in_words(analysis.measurement),
        advice,
        f"{analysis.seconds['total']:.2f}",
    )
