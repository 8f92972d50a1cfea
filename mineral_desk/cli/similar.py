"""``mineral-desk similar``: the specimens of a catalogue that look most like a photo."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible, watch
from mineral_desk.cli.lines import json_lines
from mineral_desk.cli.settings import existing_photo
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.domain.record_numbers import path_to_text
from mineral_desk.services import suggesting
from mineral_desk.services.wording import likeness_in_words

HEADINGS = ("Alike", "", "Name", "Number", "Named by", "Photo")
MOST = 10_000


def add_commands(commands: Any) -> None:
    """Add ``similar``."""
    words = (
        "List the specimens of a catalogue that look most like a photo, named or not, one photo of each, best first. "
        "The photo itself and others of its specimen are left out. A photo that the catalogue does not hold, or holds "
        "without an analysis by the model in use, is analysed and not stored."
    )
    one = commands.add_parser("similar", help="find specimens that look like a photo", description=words)
    one.add_argument("photo", type=Path, metavar="PHOTO")
    one.add_argument("--catalogue", type=Path, required=True, metavar="FILE")
    one.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many specimens (default: 20)")
    one.add_argument("--jsonl", metavar="FILE|-", help="write one JSON object a specimen")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what looks alike."""
    if not 1 <= options.limit <= MOST:
        raise UsageError(f"--limit {options.limit} is no number of specimens.", f"Give one from 1 to {MOST}.")
    photo = existing_photo(options.photo)
    with open_desk(options.catalogue) as desk:
        count = watch(suggesting.load_memory(desk), "Reading")
        unusable = len(desk.memory.unusable)
        if unusable:
            say(f"{unusable} stored photos cannot be compared. Analyse them again: analyse --again.")
        found = suggesting.find_alike_to_file(desk, photo, options.limit)
    inputs = [options.catalogue, photo]
    if options.jsonl is not None:
        with json_lines(options.jsonl, inputs) as lines:
            assert lines is not None  # a target was given
            for one in found:
                lines.write(_record(one))
    if options.jsonl is None:
        print_table(HEADINGS, map(_cells, found), {0})
    if options.jsonl != "-":
        print(visible(f"{len(found)} specimens of {count} photos in {options.catalogue.name}."))
    return 0


def _cells(one: AlikePhoto) -> tuple[str, ...]:
    words = likeness_in_words(one.likeness)
    return (f"{one.likeness:.2f}", words, one.species, one.catalogue_number, one.who, one.path.name)


def _record(one: AlikePhoto) -> Mapping[str, Any]:
    return {
        "photo": path_to_text(one.path),
        "sha256": one.sha256,
        "likeness": round(one.likeness, 4),
        "species": one.species,
        "catalogue_number": one.catalogue_number,
        "named_by": one.who,
        "named_at": None if one.when is None else one.when.isoformat(),
    }
