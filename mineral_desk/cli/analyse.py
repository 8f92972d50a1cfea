"""``mineral-desk analyse``: photos in, one JSON object a line or a table out."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from rich.table import Table

from mineral_desk.cli.console import print_table, progress_bar
from mineral_desk.domain.analysis import EXPLANATION_METHODS, Analysis
from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.records import analysis_to_record
from mineral_desk.domain.setting import check_settings
from mineral_desk.services.analysing import analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import photo_files
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings, load_settings
from mineral_desk.services.wording import size_in_words, suggestions_in_words


def add_commands(commands: Any) -> None:
    """Add ``analyse``."""
    one = commands.add_parser("analyse", help="analyse photos", description="Analyse photos and folders of photos.")
    one.add_argument("photos", nargs="+", type=Path, metavar="PHOTO|FOLDER")
    one.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="store the analyses in this catalogue, reuse those in it"
    )
    one.add_argument("--cube-edge-mm", type=float, metavar="MM", help="true edge of the reference cube (default 10)")
    one.add_argument("--model", metavar="NAME", help="classifier to use")
    one.add_argument("--explain", choices=EXPLANATION_METHODS, help="activation map (default gradcam++)")
    one.add_argument("--masks", type=Path, metavar="FOLDER", help="write the mask of the best suggestion as PNG")
    one.add_argument("--jsonl", metavar="FILE|-", help="write one JSON object a photo")
    one.add_argument("--limit", type=int, metavar="N", help="analyse the first N photos only")
    one.add_argument("--again", action="store_true", help="analyse also what the catalogue already holds")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Analyse; 1 if some photo could not be analysed."""
    folders = find_folders()
    settings = _settings(load_settings(folders.settings_file), options)
    files = photo_files(options.photos)[: options.limit]
    with Desk(folders, settings, options.catalogue) as desk:
        failed = analyse_and_print(desk, files, again=options.again, masks=options.masks, jsonl=options.jsonl)
    return 1 if failed else 0


def analyse_and_print(
    desk: Desk, files: list[Path], *, again: bool = False, masks: Path | None = None, jsonl: str | None = None
) -> int:
    """Analyse ``files``; the table goes to standard output unless the JSON lines do. Returns how many failed."""
    failed, table = 0, _table()
    with _lines(jsonl) as lines, progress_bar() as bar:
        task = bar.add_task("Analysing", total=len(files))
        for done in analyse_files(desk, files, again=again, masks=masks):
            analysis = done.analysis
            if analysis.error:
                failed += 1
                print(analysis.error, file=sys.stderr)
            if lines is not None:
                lines.write(json.dumps(analysis_to_record(analysis), ensure_ascii=False, allow_nan=False) + "\n")
                lines.flush()
            table.add_row(*_row(analysis))
            bar.update(task, completed=done.done)
    if jsonl != "-":
        print_table(table)
        print(f"{len(files)} photos, {failed} failed.")
    return failed


def _settings(settings: Settings, options: argparse.Namespace) -> Settings:
    """The stored settings with what the command line says over them."""
    said = {"cube_edge_mm": options.cube_edge_mm, "model": options.model, "explain": options.explain}
    analysis = replace(settings.analysis, **{name: value for name, value in said.items() if value is not None})
    check_settings(analysis)
    return replace(settings, analysis=analysis)


@contextmanager
def _lines(target: str | None) -> Iterator[IO[str] | None]:
    """Where the JSON lines go; they are written one by one, so that a run cut short keeps those it made."""
    if target is None:
        yield None
    elif target == "-":
        yield sys.stdout
    else:
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            file = Path(target).open("w", encoding="utf-8")  # noqa: SIM115  closed by the block below
        except OSError as fault:
            raise OutputError(f"{target} cannot be written: {fault.strerror}.", "Choose another file.") from fault
        with file:
            yield file


def _table() -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Photo", "Name", "Size, mm", "Advice", "Seconds"):
        table.add_column(title, overflow="fold", justify="right" if title == "Seconds" else "left")
    return table


def _row(analysis: Analysis) -> tuple[str, ...]:
    advice = analysis.error or ", ".join(issue.code.value for issue in analysis.quality.issues) or "ok"
    return (
        analysis.photo.path.name,
        suggestions_in_words(analysis.suggestions),
        size_in_words(analysis.measurement),
        advice,
        f"{analysis.seconds['total']:.2f}",
    )
