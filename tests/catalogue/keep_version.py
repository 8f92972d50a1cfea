"""Keep a small catalogue of today's format for later versions to open.

    python -m tests.catalogue.keep_version

writes ``version-N.mdc`` and ``merged-version-N.mdc`` into ``tests/catalogue/files``. Run it once for each released
format, never again for an old one.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mineral_desk.catalogue.merging.merging import merge
from mineral_desk.catalogue.merging.other import taken_in
from mineral_desk.catalogue.migrations import MIGRATIONS
from mineral_desk.catalogue.opening import Catalogue, create_catalogue
from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.merging import Side
from mineral_desk.domain.quality import IssueCode, Verdict
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_analysis, make_photo

FILES = Path(__file__).parent / "files"
NAMES_AND_PLACES = {
    "label_name": "Малахитъ",
    "group_name": "Rosasite group",
    "locality": "Гумешевский рудник, Урал",
    "donor": "А. Е. Ферсман",
    "storage_place": "Шкаф 14, ящик 6",
}
PROPERTIES = {"hardness": "3.5-4", "streak": "green", "lustre": "silky", "magnetism": "none", "density": "3.95"}


def keep(path: Path) -> None:
    """Write a file that holds something of everything: see ``test_versions.py``."""
    with create_catalogue(path) as catalogue:
        photos = []
        for name in ("малахит № 1.jpg", "IMG_2.jpg", "IMG_3.jpg", "IMG_4.jpg"):
            photo = make_photo(name)
            photo_id, _, _ = catalogue.photos.add(photo, "82451" if "№" in name else "", "file name", who="Анна")
            photos.append((photo_id, photo))
        (malachite, first), (reject, second), (undone, third), (_waiting, _) = photos
        embedding = np.array([0.6, -0.8], np.float32)
        catalogue.analyses.add(malachite, make_analysis(first, embedding=embedding), "f")
        rejected = make_analysis(second, verdict=Verdict.REJECT, issues=(IssueCode.ASPECT_RATIO,))
        catalogue.analyses.add(reject, rejected, "f")
        catalogue.analyses.add(undone, make_analysis(third, status=MeasurementStatus.FLAGGED), "f")
        size = SizeDecision(SizeVerb.TYPED, 52.0, 33.0, 20.0, 0.5, 0.4, depth_mm=15.0)
        catalogue.decisions.add(Decision(malachite, Verb.ACCEPT, "Анна", "Malachite", size=size, notes="дар 1912 г."))
        record = catalogue.specimens.by_number("82451")
        assert record is not None
        catalogue.specimens.edit(record.id, NAMES_AND_PLACES | PROPERTIES, "Анна")
        edited = catalogue.history.can_undo()
        assert edited is not None
        catalogue.history.give_reason(edited.id, "со старой этикетки", "Анна")
        catalogue.verifications.add([record.id], VerificationStatus.VERIFIED, "Boris", "looked at the specimen")
        catalogue.photos.overrule(reject, Overrules(frozenset({IssueCode.ASPECT_RATIO})), "Анна")
        marks = HandMarks(scale_line_px=((10.5, 20.25), (110.5, 20.25)), scale_line_mm=50.0)
        by_hand = SizeDecision(SizeVerb.ADJUSTED, 41.0, 22.0, None, 2.0, 1.5, marks=marks)
        catalogue.decisions.add(Decision(undone, Verb.CORRECT, "Boris", "Azurite", "7", size=by_hand))
        catalogue.history.undo("Анна")
        catalogue.saved_searches.keep("Крупные", "size:>50mm", "Анна")
        _shrink(catalogue)


def keep_merged(path: Path) -> None:
    """Write a file into which another one was merged: with conflicts that wait, and one that is settled."""
    with (
        TemporaryDirectory() as folder,
        create_catalogue(path) as ours,
        create_catalogue(Path(folder) / "Борис.mdc") as theirs,
    ):
        for catalogue, who, species, locality in (
            (ours, "Анна", "Malachite", "Урал"),
            (theirs, "Boris", "Azurite", "Altai"),
        ):
            photo = make_photo("IMG_1.jpg")
            photo_id, _, _ = catalogue.photos.add(photo, who=who)
            catalogue.analyses.add(photo_id, make_analysis(photo), f"models of {who}")
            catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, who, species, "82451"))
            catalogue.specimens.edit(1, {"locality": locality, "donor": who}, who)
        with taken_in(theirs.path, path) as taken:
            merge(ours, taken, "Анна", keep=False)
        settled = next(one for one in ours.conflicts.all() if one.part == "donor")
        ours.conflicts.settle(settled.id, Side.THEIRS, "Анна")
        _shrink(ours)


def _shrink(catalogue: Catalogue) -> None:
    catalogue.database.disable_wal()
    catalogue.database.execute("PRAGMA page_size = 1024")
    catalogue.database.vacuum()


if __name__ == "__main__":
    for name, keeping in (("version", keep), ("merged-version", keep_merged)):
        target = FILES / f"{name}-{MIGRATIONS[-1].version}.mdc"
        keeping(target)
        print(f"{target} ({target.stat().st_size} bytes)")
