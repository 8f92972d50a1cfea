"""The museum's own confirmed photos."""

from pathlib import Path

from mineral_desk.services.confirmed import confirmed_photos
from mineral_desk.training.fewshot.named_photo import NamedPhoto, Source


def read_catalogue(catalogue: Path) -> Source:
    """The photos of ``catalogue`` whose name a person confirmed and nobody contests, with their specimens.

    What the classifier saw when they were analysed is what is learnt from. Raises :class:`CatalogueError`.
    """
    return Source(
        [
            NamedPhoto(one.path, one.species, f"{catalogue}: {one.specimen}", part=one.part, sha256=one.sha256)
            for one in confirmed_photos(catalogue)
        ]
    )
