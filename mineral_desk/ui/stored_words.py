"""What a catalogue keeps in English about photos that could not be analysed, in the window's language.

Catalogues hold such a fault as the sentences it was told in. They are recognised by the templates they were made of;
what was filled in comes back as text and is shown as text. Sentences that nothing here makes are shown as they stand.
"""

import re
import string

from mineral_desk.domain.phrase import Phrase, Value
from mineral_desk.ui.desk.sentences import split_advice
from mineral_desk.ui.words import spoken

FAULTS = (
    "{name} is empty.",
    "{name} is not there any more.",
    "{name} is a folder, not a photo.",
    "{name} is a device or a pipe, not a photo.",
    "{name} may not be read by you.",
    "{name} cannot be read: {reason}.",
    "{name} holds no picture.",
    "{name} is {words}, which this program does not open.",
    "{name} is a damaged {kind} file.",
    "{name}: the file ends too early; only {there} are there.",
    "{name}: the end of the file is blank.",
    "{name} needs more memory than there is.",
    "{name} needs more memory than is free.",
    "{name} is {width} x {height} pixels, {megapixels:,.0f} megapixels; the limit is {limit:g}.",
    "{name} is a moving picture of {megapixels:,.0f} megapixels; the limit for those is {limit:g}.",
    "{name} is a camera RAW file, and the part that opens those is not installed.",
    "{name} could not be analysed: the workers that opened it stopped working each time.",
    "{name} could not be laid down on the computer {computer}: {trouble}.",
    "Mineral Desk stumbled over {name}, a fault of its own.",
)
ADVICE = (
    "Copy it again, then Try again.",
    "Look in {folder}.",
    "Choose the photos in it.",
    "Choose the file of the photo.",
    "Change its permissions, or copy it elsewhere.",
    "Check the disk, then Try again.",
    "Check that it is the right file, and copy it again if it is.",
    "Save it as JPEG, PNG or TIFF.",
    "Close other programs.",
    "Close other programs, then Try again.",
    "Save a smaller copy of it.",
    "Save one of its pictures as JPEG or PNG.",
    'Install it with: pip install "mineral-desk[raw]"; or save the photo as JPEG or TIFF.',
    "Give them more memory (dask worker --memory-limit), or analyse it without --scheduler.",
    "Make room there, then try again.",
    "The details could not be written to the log.",
    "Details are in {log_file}; send that file with a word on what you did.",
    "On the computer {computer}: {what}",
)
_WITHIN = ("{size:.3g} {unit}", "{n} bytes")
"""Small phrases that stand within others."""
_SAID = frozenset({"reason", "words", "there", "unit", "what"})
"""The values that are words of the program; all others are names and places of the world."""
_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"


def stored_fault(text: str) -> tuple[str, str]:
    """What happened and what to do (empty where nothing is advised), from the text that a catalogue keeps."""
    ends = [found.end() for found in re.finditer(r"\.(?= )", text)]
    for end in ends:
        what, do = _recognised(text[:end], FAULTS), _recognised(text[end + 1 :], ADVICE)
        if what is not None and do is not None:
            return spoken(what), spoken(do)
    whole = _recognised(text, FAULTS)
    if whole is not None:
        return spoken(whole), ""
    return split_advice(text)


def stored_fault_line(text: str) -> str:
    """The same in one line."""
    return " ".join(filter(None, stored_fault(text)))


def _recognised(text: str, templates: tuple[str, ...]) -> Phrase | None:
    """The phrase that ``text`` is; None where none of ``templates`` makes it."""
    for template in templates:
        found = _pattern(template).fullmatch(text)
        if found is not None:
            return Phrase(template, {name: _value(template, name, part) for name, part in found.groupdict().items()})
    return None


def _pattern(template: str) -> re.Pattern[str]:
    parts = [
        re.escape(literal) + (f"(?P<{name}>{_NUMBER if form else '.+'})" if name else "")
        for literal, name, form, _ in string.Formatter().parse(template)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _value(template: str, name: str, text: str) -> Value:
    if f"{{{name}:" in template:
        return float(text.replace(",", ""))
    if name not in _SAID:
        return text
    return _recognised(text, (*_WITHIN, *ADVICE)) or Phrase(text)
