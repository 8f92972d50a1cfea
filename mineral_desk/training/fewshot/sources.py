"""Where the photos come from, and how they are cropped, as the options say."""

import argparse

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import UsageError
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.training.fewshot.catalogue import read_catalogue
from mineral_desk.training.fewshot.crops import CropMethod, Cropper
from mineral_desk.training.fewshot.folders import read_folders
from mineral_desk.training.fewshot.named_photo import Source, joined
from mineral_desk.training.fewshot.options import columns_of
from mineral_desk.training.fewshot.tables import read_table

MOST_KEPT_PX = 1024
"""The long side of the paper's working copy."""


def read_sources(options: argparse.Namespace) -> Source:
    """All places that the options name."""
    found = []
    for place in options.photos:
        beside = place.with_name(f"{place.name}.csv")
        if not place.exists():
            raise UsageError(f"{place} does not exist.", "Check the spelling of its name.")
        if place.is_dir() and not beside.is_file():
            found.append(read_folders(place, options.specimen_pattern))
        else:
            table, root = (beside, place) if place.is_dir() else (place, options.root)
            found.append(read_table(table, root, columns_of(options), options.specimen_pattern))
    return joined([*found, *(read_catalogue(catalogue) for catalogue in options.catalogue)])


def cropper_of(options: argparse.Namespace) -> Cropper:
    """Photos are analysed with the models that are installed, where they are not analysed already."""
    kept_px = min(MOST_KEPT_PX, 2 * options.size_px)
    desk = Desk(find_folders(), Settings(analysis=AnalysisSettings(explain="none")))
    analyse = analyser(desk) if options.crop is CropMethod.PROGRAM else None
    return Cropper(options.crop, options.cache / "crops", kept_px, analyse)
