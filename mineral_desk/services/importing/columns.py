"""Which column is read as which field: what was confirmed before for these headings, what is proposed, what is said."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.headings import Mapped, plain_heading, propose_mapping
from mineral_desk.domain.importing import IMPORT_FIELDS
from mineral_desk.domain.phrase import said
from mineral_desk.services.exporting.order import Profile
from mineral_desk.services.exporting.profiles import PROFILES
from mineral_desk.services.importing.failures import REASON, ROW
from mineral_desk.services.importing.reading import check_mapping
from mineral_desk.services.writing import write_text

FILE_NAME = "import columns.json"
MOST_REMEMBERED = 200
LARGEST_BYTES = 1_000_000
NO_FIELD = ("", "-")
_SHORT_NAMES = {"name": "species", "group": "group_name", "number": "catalogue_number"}


def columns_for(headings: Sequence[str], user: Path, profile: Profile = Profile.PLAIN) -> Mapped:
    """The mapping confirmed last for these headings or, without one, the proposal.

    A ``profile`` other than plain takes that program's headings only, as our exports write them.
    """
    if profile is Profile.PLAIN:
        return _remembered(user).get(_mark(headings)) or proposed(headings)
    known = {column.heading for column in PROFILES[profile]}
    found = propose_mapping([heading if heading in known else "" for heading in headings])
    if not any(found):
        raise UsageError(
            said("The list has none of the columns of {profile}.", profile=profile), "Import it without --profile."
        )
    return found


def proposed(headings: Sequence[str]) -> Mapped:
    """What the headings mean by themselves; the columns of a file of failures are passed over."""
    return propose_mapping(["" if heading in (REASON, ROW) else heading for heading in headings])


def say_columns(headings: Sequence[str], mapped: Mapped, told: Sequence[str]) -> Mapped:
    """``mapped`` with what a person says over it, each as "COLUMN=FIELD"; "COLUMN=" leaves a column out.

    Raises :class:`UsageError` for a column or field that there is not.
    """
    chosen = list(mapped)
    for one in told:
        heading, sign, wanted = one.rpartition("=")
        places = [place for place, name in enumerate(headings) if name.strip() == heading.strip()]
        if not sign or not places:
            raise UsageError(
                said("The list has no column “{heading}”.", heading=heading or one),
                said("It has {headings}.", headings=_listed(headings)),
            )
        name = _field(wanted.strip())
        chosen = ["" if name and taken == name else taken for taken in chosen]
        chosen[places[0]] = name
    return tuple(chosen)


def remember_columns(headings: Sequence[str], mapped: Mapped, user: Path) -> None:
    """Keep a confirmed mapping for lists with the same headings. Raises :class:`OutputError`, :class:`UsageError`."""
    check_mapping(mapped, headings)
    known = _remembered(user)
    known.pop(_mark(headings), None)
    known[_mark(headings)] = mapped
    kept = dict(list(known.items())[-MOST_REMEMBERED:])
    write_text(user / FILE_NAME, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def _remembered(user: Path) -> dict[str, Mapped]:
    """What was confirmed; a file that was spoilt is as good as none."""
    try:
        with (user / FILE_NAME).open("rb") as file:
            found: Any = json.loads(file.read(LARGEST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {mark: tuple(mapped) for mark, mapped in found.items() if _is_mapping(mapped)}


def _is_mapping(mapped: Any) -> bool:
    return isinstance(mapped, list) and all(
        isinstance(one, str) and (not one or one in IMPORT_FIELDS) for one in mapped
    )


def _mark(headings: Sequence[str]) -> str:
    """The same for headings that differ in case and signs only."""
    plain = "\n".join(plain_heading(heading) for heading in headings)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _field(wanted: str) -> str:
    if wanted in NO_FIELD:
        return ""
    by_words = {words: name for name, words in IMPORT_FIELDS.items()}
    name = (
        _SHORT_NAMES.get(wanted)
        or by_words.get(wanted)
        or (f"{wanted}_mm" if f"{wanted}_mm" in IMPORT_FIELDS else wanted)
    )
    if name not in IMPORT_FIELDS:
        raise UsageError(
            said("There is no field {wanted}.", wanted=wanted),
            said("The fields are {fields}.", fields=", ".join(IMPORT_FIELDS)),
        )
    return name


def _listed(headings: Sequence[str]) -> str:
    shown = ", ".join(f"“{heading}”" for heading in headings[:30])
    return f"{shown} …" if len(headings) > 30 else shown
