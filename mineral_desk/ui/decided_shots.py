"""A copy of the open catalogue in which the proposals are accepted, so that pictures of the Catalogue have records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.ui.desk.draft import begin
from mineral_desk.ui.services_backend import ServicesBackend

ACCEPTED_AT_MOST = 200


@contextmanager
def decided_copy(backend: ServicesBackend) -> Iterator[ServicesBackend]:
    """The copy; the catalogue itself stays as it is, and the copy goes afterwards."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / backend.catalogue_name
        finish(backend.back_up(copy))
        with Desk(replace(backend.desk.folders, user=Path(folder)), backend.settings, copy) as desk:
            decided = ServicesBackend(desk)
            decided.load_minerals()
            accept_proposals(decided)
            yield decided


def accept_proposals(backend: ServicesBackend) -> None:
    """Decide as Enter would, where a name is proposed or suggested."""
    for row in list(backend.queue_rows(QueueFilter.TO_DECIDE, ACCEPTED_AT_MOST, 0)):
        draft = begin(backend.open_photo(row.id), None)
        if not draft.chosen_name and draft.suggestions:
            draft = draft.with_name(draft.suggestions[0].species)
        if draft.can_accept:
            backend.decide(draft.decision())
