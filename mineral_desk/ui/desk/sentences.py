"""What the Desk says: odds, sizes, reasons and marks in words of the window's language."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mineral_desk.domain.catalogue import PhotoRow, PhotoState
from mineral_desk.domain.engraved_edge import UNIT
from mineral_desk.domain.flag import FLAG_WORDS, Flag
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.services.wording import odds_of
from mineral_desk.ui.words import fill, number, tr

ENGRAVED_LENGTH = re.compile(rf"[\d.,]+ ?{UNIT}\b", re.IGNORECASE)
TENTHS_BELOW_MM = 10.0
REASON_LETTERS = "abcdefghijklmno"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state's shape, colour and word."""

    icon: str
    colour: str
    word: str


def flag_sentences(flag: Flag) -> tuple[str, str]:
    """What happened and what to do, without the full stop at the end of a heading."""
    words = FLAG_WORDS[flag.code]
    try:
        return fill(words.what, flag.values), fill(words.do, flag.values)
    except (KeyError, ValueError):
        return tr(words.short) + ".", ""


def flag_short(row: PhotoRow) -> str:
    """The first reason in two words."""
    return tr(FLAG_WORDS[row.flags[0]].short) if row.flags else tr("Check size")


def split_advice(said: str) -> tuple[str, str]:
    """A fault's text as what happened and what to do."""
    what, _, do = said.partition(". ")
    return (f"{what}.", do) if do else (said, "")


def odds(probability: float) -> str:
    """``9 of 10``."""
    hits, total = odds_of(probability)
    return tr("{hits} of {total}", hits=hits, total=total)


def error_text(error_mm: float) -> str:
    """``1.2``, or ``14`` where tenths mean nothing any more."""
    return number(error_mm, 1 if error_mm < TENTHS_BELOW_MM else 0)


def engraving_text(engraving: str) -> str:
    """The length that is engraved (``1 CM``); all that was read where there is none in it."""
    found = ENGRAVED_LENGTH.search(one_line(engraving))
    return found.group() if found is not None else one_line(engraving)


def one_line(read: str) -> str:
    """The lines read on a cube or a plate as one (``T. 1 CM S.``)."""
    return " ".join(read.split())


def size_text(length_mm: float | None, width_mm: float | None, said: Callable[[float], str] = number) -> str:
    """``68.8 × 55.1 mm``, each side as ``said``; empty where there is none."""
    if length_mm is None:
        return ""
    if width_mm is None:
        return tr("{length} mm", length=said(length_mm))
    return tr("{length} × {width} mm", length=said(length_mm), width=said(width_mm))


def title_of(row: PhotoRow) -> str:
    """The catalogue number, or the file's name where there is none yet."""
    return row.catalogue_number or row.path.stem


def mark_of(row: PhotoRow, named: str, dark: bool = False) -> Mark:
    """How the photo stands; ``named`` is its proposed or decided name in the window's language."""
    if row.state is PhotoState.DECIDED:
        if row.verification is VerificationStatus.CONTESTED:
            return Mark("mark-none", "muted", tr("Contested"))
        mark = "mark-verified" if row.verification is VerificationStatus.VERIFIED else "mark-decided"
        return Mark(f"{mark}-dark" if dark else mark, "success", named or tr("Unsure"))
    simple = {
        PhotoState.WAITING: Mark("mark-working", "muted", tr("Working")),
        PhotoState.FAILED: Mark("mark-failed", "danger", tr("Failed")),
        PhotoState.SET_ASIDE: Mark("mark-set-aside", "muted", tr("Set aside|state")),
    }
    if row.state in simple:
        return simple[row.state]
    if row.size_status is not None and row.size_status is not MeasurementStatus.MEASURED:
        return Mark("mark-flagged", "warning", flag_short(row))
    if not row.proposed:
        return Mark("mark-none", "muted", tr("No suggestion"))
    return Mark("mark-to-decide", "muted", named)
