"""Faults of the program itself: written down, and told in words."""

import logging
from pathlib import Path

from mineral_desk import __version__
from mineral_desk.domain.phrase import Phrase, said


def write_down(fault: BaseException, about: str, log_file: Path) -> Phrase:
    """Add ``fault`` with its trace to the log; returns a sentence that says where it is to be found."""
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=log_file, encoding="utf-8", format="%(asctime)s %(levelname)s %(message)s")
        logging.getLogger("mineral_desk").error(
            "a fault of the program (version %s): %a", __version__, about, exc_info=fault
        )
    except OSError:
        return said("The details could not be written to the log.")
    return said("Details are in {log_file}; send that file with a word on what you did.", log_file=log_file)
