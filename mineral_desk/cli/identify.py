"""``mineral-desk identify``: names for one photo, with what was found out about the specimen by hand."""

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mineral_desk.cli.catalogue import open_desk
from mineral_desk.cli.console import print_table, say, visible, watch
from mineral_desk.cli.lines import json_lines
from mineral_desk.cli.settings import existing_photo
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.properties import NO_PROPERTIES, Property, TypedProperties, with_property
from mineral_desk.domain.property_fit import Reason, Verdict
from mineral_desk.domain.suggestion_records import groups_to_record, names_to_record
from mineral_desk.services import own_limits, suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import load_settings
from mineral_desk.services.suggesting import Named
from mineral_desk.services.wording import odds_in_words

VERDICTS = {Verdict.FITS: "fits", Verdict.AGAINST: "speaks against", Verdict.UNCLEAR: "may be"}


def add_commands(commands: Any) -> None:
    """Add ``identify``."""
    words = (
        "Suggest names for a photo. What was found out by hand puts them in another order, and each property says what "
        "it fits and what it speaks against. With a catalogue its confirmed specimens have a say, and so has what its "
        "record of the specimen holds. Nothing is stored."
    )
    one = commands.add_parser("identify", help="suggest names by a photo and hardness, streak …", description=words)
    one.add_argument("photo", type=Path, metavar="PHOTO")
    one.add_argument("--catalogue", type=Path, metavar="FILE", help="the museum whose confirmed specimens have a say")
    one.add_argument(
        "--properties",
        metavar="LIST",
        default="",
        help="such as hardness=3-4,streak=green,lustre=silky,magnetism=none,density=4.05 (Mohs; g/cm³)",
    )
    one.add_argument("--jsonl", metavar="FILE|-", help="write one JSON object")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the names with their odds, the group where no name is sure enough, and the reasons."""
    typed, photo = read_properties(options.properties), existing_photo(options.photo)
    with ExitStack() as stack:
        desk = stack.enter_context(_desk(options.catalogue))
        if options.catalogue is not None:
            watch(own_limits.load_and_fit(desk), "Reading")
        named = suggesting.name_file(desk, photo, typed)
    inputs = [photo, *([options.catalogue] if options.catalogue else [])]
    if options.jsonl is not None:
        with json_lines(options.jsonl, inputs) as lines:
            assert lines is not None  # a target was given
            lines.write(_record(photo, named))
    if options.jsonl != "-":
        _print(named)
    return 0


def read_properties(text: str) -> TypedProperties:
    """``hardness=3-4,streak=green`` as what was typed. Raises :class:`UsageError` for what cannot be understood."""
    typed = NO_PROPERTIES
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, value = (one.strip() for one in part.partition("="))
        if not sign or name not in list(Property):
            known = ", ".join(Property)
            raise UsageError(f"“{part}” names no property.", f"Give NAME=VALUE; the names are {known}.")
        typed = with_property(typed, Property(name), value)
    return typed


def _desk(catalogue: Path | None) -> Desk:
    if catalogue is not None:
        return open_desk(catalogue)
    folders = find_folders()
    return Desk(folders, load_settings(folders.settings_file))


def _print(named: Named) -> None:
    suggestions = named.suggestions
    rows = [(one.species, odds_in_words(one.probability), f"{one.probability:.3f}") for one in suggestions.items]
    print_table(("Name", "Odds", "Probability"), rows, {2})
    if suggestions.unfamiliar:
        say("This hardly looks like a specimen.")
    group = suggestions.offered
    if group is not None:
        print(visible(f"No name is sure enough: {group.name}, {odds_in_words(group.probability)}."))
    print(f"Recommendation: {suggestions.recommendation.value}.")
    for name in named.label_names:
        says = "says" if name.sure else "seems to say"
        usual = f", usually {name.usual}" if name.usual else ""
        print(visible(f"A label {says} “{name.text}”: {name.species}{usual}."))
    for one in named.reasons:
        print(visible(f"{one.property.value} {one.typed}: {VERDICTS[one.verdict]} {one.species} ({one.known})"))


def _record(photo: Path, named: Named) -> Mapping[str, Any]:
    return {
        "photo": str(photo),
        **names_to_record(named.suggestions),
        **groups_to_record(named.suggestions),
        "properties": {one.value: named.properties.text(one) for one in named.properties.typed()},
        "reasons": [_reason(one) for one in named.reasons],
        "on_labels": [_on_label(one) for one in named.label_names],
    }


def _on_label(one: LabelName) -> Mapping[str, str | bool]:
    return {"species": one.species, "text": one.text, "sure": one.sure, "usual": one.usual}


def _reason(one: Reason) -> Mapping[str, str]:
    return {
        "property": one.property.value,
        "typed": one.typed,
        "species": one.species,
        "verdict": one.verdict.value,
        "known": one.known,
    }
