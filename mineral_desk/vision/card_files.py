"""A card as it stands: which files it names, and what in it would be passed over in silence."""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mineral_desk.domain.errors import ModelMissing, ModelUnfit
from mineral_desk.domain.phrase import reason_of, said

MAX_CARD_BYTES = 1 << 18
"""The shipped ones have ten thousand bytes at most."""
MOST_DOTS = 200
"""In a line. The parts of a dotted key cost time and memory by their square: a megabyte of them takes all there is."""
_CURE = "Ask whoever made the model for a card that fits it."

_MEANT = (
    "kind", "version", "file", "sha256", "input", "outputs", "labels", "calibration", "memory", "fullgrad", "data",
    "licence",
)  # fmt: skip
"""What a card's reader looks for at its top; other keys are facts for people, unless they look like one of these."""
_LIMITS = frozenset({"probability", "gap"})
_READ = {
    ("input",): frozenset({"name", "size_px", "scale", "offset"}),
    ("labels",): frozenset({"file", "sha256"}),
    ("fullgrad",): frozenset({"file", "sha256"}),
    ("calibration",): frozenset({"temperature", "least_likeness", "colour_weight", "levels"}),
    ("memory",): frozenset({"nearest", "sharpness", "weight", "levels", "least_group"}),
    ("abstaining",): frozenset({"least_familiarity", "least_group"}),
    ("zero_shot",): frozenset({"dimensions", "logit_scale", "calibrated_on"}),
    ("calibration", "levels", "*"): _LIMITS,
    ("memory", "levels", "*"): _LIMITS,
}
"""The keys of the tables from which suggestions are computed: one that nobody reads there is a slip."""
_SLIP_LIKENESS = 0.8


def card_table(path: Path) -> dict[str, Any]:
    """The card in the file ``path`` as it stands. Raises :class:`ModelMissing`, :class:`ModelUnfit`."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CARD_BYTES + 1)
    except OSError as fault:
        raise ModelMissing(
            said("The model card {path} cannot be read: {reason}.", path=path, reason=reason_of(fault)), _CURE
        ) from fault
    return parsed_card(data, path.name)


def parsed_card(data: bytes, name: str) -> dict[str, Any]:
    """The card in ``data``. Raises :class:`ModelUnfit` where it is no TOML, or more than a card can be."""
    if len(data) > MAX_CARD_BYTES:
        raise ModelUnfit(said("The model card {name} is larger than a card can be.", name=name), _CURE)
    if any(line.count(b".") > MOST_DOTS for line in data.splitlines()):
        raise ModelUnfit(
            said("The model card {name} has a line with more than {most} dots.", name=name, most=MOST_DOTS), _CURE
        )
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise ModelUnfit(said("The model card {name} is no text.", name=name), _CURE) from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ModelUnfit(
            said("The model card {name} does not make sense: {fault}.", name=name, fault=fault), _CURE
        ) from fault


def named_files(card: Mapping[str, Any]) -> dict[str, str]:
    """The files that a card names, each with its sha256 in lower case: the model's own, and those of its sections.

    Raises :class:`ModelUnfit` where a file has no sha256, or two.
    """
    files: dict[str, str] = {}
    for table in (card, *(part for part in card.values() if isinstance(part, Mapping))):
        if "file" not in table:
            continue
        name, sha256 = str(table["file"]), str(table.get("sha256", "")).lower()
        if len(sha256) != 64 or files.get(name, sha256) != sha256:
            raise ModelUnfit(said("The card does not say the sha256 of {name!r}.", name=name), _CURE)
        files[name] = sha256
    if "file" not in card:
        raise ModelUnfit("The card names no model file.", _CURE)
    return files


def bytes_on_disk(card_file: Path) -> int:
    """What a card and the files that it names take in bytes; those that are not there count nothing.

    Raises as :func:`card_table` and :func:`named_files`.
    """
    names = named_files(card_table(card_file))
    return byte_size(card_file) + sum(byte_size(card_file.parent / Path(name).name) for name in names)


def byte_size(path: Path) -> int:
    """The size of a file; 0 where there is none, or none can be of that name."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return 0
    return about.st_size if stat.S_ISREG(about.st_mode) else 0


def refuse_slips(card: Mapping[str, Any], name: str) -> None:
    """Raise :class:`ModelUnfit` for a key that nobody reads where a misspelt one would change what is suggested."""
    for key in card:
        meant = [] if key in _MEANT else get_close_matches(key, _MEANT, 1, _SLIP_LIKENESS)
        if meant:
            raise ModelUnfit(
                said(
                    "The card {name} has an unknown key {key!r}; is {meant!r} meant?",
                    name=name,
                    key=key,
                    meant=meant[0],
                ),
                _CURE,
            )
    for place, known in _READ.items():
        for found, table in _tables(card, place):
            unknown = sorted(set(table) - known)
            if unknown:
                raise ModelUnfit(
                    said(
                        "The card {name} has an unknown key {unknown!r} in [{found}].",
                        name=name,
                        unknown=unknown[0],
                        found=found,
                    ),
                    _CURE,
                )


def _tables(
    card: Mapping[str, Any], place: tuple[str, ...], above: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables at ``place``; ``*`` stands for any name."""
    if not place:
        yield above, card
        return
    for name in card if place[0] == "*" else [place[0]]:
        part = card.get(name)
        if isinstance(part, Mapping):
            yield from _tables(part, place[1:], f"{above}.{name}".lstrip("."))
