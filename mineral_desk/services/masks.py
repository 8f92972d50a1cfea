"""The masks of suggestions as PNG files."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mineral_desk import vision
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.services.writing import write_bytes


class MaskFolder:
    """A folder of masks, one a photo, named like the photo; photos of one name in several folders get a number."""

    def __init__(self, folder: Path, photos: Iterable[Path] = ()) -> None:
        """Raises :class:`UsageError` where one of ``photos`` lies in the folder: it might be overwritten."""
        place = os.path.realpath(folder)
        if any(os.path.realpath(parent) == place for parent in {photo.parent for photo in photos}):
            raise UsageError(
                said("{folder} holds photos of this run; masks would mix with them.", folder=folder),
                "Choose another folder.",
            )
        self.folder = folder
        self._taken: dict[str, Path] = {}

    def write(self, analysis: Analysis) -> Analysis:
        """Write the mask (single-channel PNG at the size of the upright photo, 255 where the suggested mineral is).

        Returns the analysis with the file named in its explanation; unchanged where it has none. Raises
        :class:`OutputError`.
        """
        if analysis.explanation is None:
            return analysis
        path = self.folder / self._name(analysis.photo.path)
        width, height = analysis.photo.width_px, analysis.photo.height_px
        write_bytes(path, vision.mask.encode_mask(analysis.explanation, width, height))
        return analysis.with_explanation(replace(analysis.explanation, mask_file=path))

    def _name(self, photo: Path) -> str:
        number, name = 1, f"{photo.stem}.png"
        while self._taken.setdefault(name, photo) != photo:
            number += 1
            name = f"{photo.stem}-{number}.png"
        return name
