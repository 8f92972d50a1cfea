"""What is chosen at the place where we are: the photo on the Desk, the records in the Catalogue."""

from collections.abc import Callable

from mineral_desk.services.recording import Subject
from mineral_desk.ui.actions import Place
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.catalogue_place import CataloguePlace
from mineral_desk.ui.desk.desk_place import DeskPlace


class Chosen:
    """Asks the place each time: what is chosen changes without anybody being told."""

    def __init__(
        self, backend: Backend, desk: DeskPlace, catalogue: CataloguePlace, place: Callable[[], Place]
    ) -> None:
        self._backend, self._desk, self._catalogue, self._place = backend, desk, catalogue, place

    @property
    def subjects(self) -> list[Subject]:
        """The records or photos; on the Desk the one that is shown comes first."""
        if self._place() is Place.CATALOGUE:
            return [Subject(one) for one in self._catalogue.chosen_records]
        photo_id = self._desk.session.photo_id
        if self._place() is not Place.DESK or photo_id is None:
            return []
        others = (one for one in self._desk.queue.chosen_ids() if one != photo_id)
        return [self._backend.subject_of(one) for one in (photo_id, *others)]

    @property
    def specimen_ids(self) -> tuple[int, ...]:
        """Those of the subjects that are specimens."""
        return tuple(one.specimen_id for one in self.subjects if one.specimen_id is not None)

    @property
    def photo_id(self) -> int | None:
        """The photo on the Desk, or one of the specimen chosen in the Catalogue."""
        return {Place.DESK: self._desk.session.photo_id, Place.CATALOGUE: self._catalogue.chosen_id}.get(self._place())

    @property
    def looked_at_id(self) -> int | None:
        """The same, but the photo of the card beside the one on the Desk where such a card has the focus."""
        beside = self._desk.strip.focused_id if self._place() is Place.DESK else None
        return beside or self.photo_id

    @property
    def are_several(self) -> bool:
        """Whether several records are chosen in the Catalogue."""
        return self._place() is Place.CATALOGUE and self._catalogue.has_several_chosen
