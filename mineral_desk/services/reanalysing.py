"""Analysing again because another classifier is in use: analyses are added, nothing a person wrote is touched."""

from collections.abc import Iterator
from dataclasses import replace

from mineral_desk.domain.progress import Job
from mineral_desk.services.analysing import Analysed, analyse_taken_in, fingerprint
from mineral_desk.services.desk import Desk
from mineral_desk.services.models import model_in_use

BATCH = 200


def count_of_other_models(desk: Desk) -> int:
    """How many photos show the analysis of another classifier than the one in use. Raises a :class:`ModelError`."""
    return desk.reading.analyses.count_of_other_models(_model_sha256(desk))


def analyse_with_model_in_use(desk: Desk) -> Job[int]:
    """Give every photo that shows the analysis of another classifier one of the classifier in use.

    Those that wait for a decision come first. Where the catalogue holds such an analysis from before, it is added once
    more, so that it is the last one and shown. Cancelled, it goes on from there when it is started again. Returns how
    many photos it came to.
    """
    sha256, done = _model_sha256(desk), 0
    total = desk.reading.analyses.count_of_other_models(sha256)
    for photo_ids in _batches(desk, sha256):
        for one in analyse_taken_in(desk, photo_ids):
            done += 1
            yield replace(_shown(desk, one), done=done, total=max(done, total))
    return done


def _shown(desk: Desk, one: Analysed) -> Analysed:
    """A reused analysis is older than the one shown: added again it is shown."""
    if not one.reused or one.photo_id is None:
        return one
    photo_id, mark = one.photo_id, fingerprint(desk, one.analysis.overrules)
    changes = desk.write(lambda catalogue: catalogue.analyses.add(photo_id, one.analysis, mark))
    return replace(one, changes=one.changes | changes)


def _batches(desk: Desk, sha256: str) -> Iterator[list[int]]:
    """Each photo once, also one that fails again."""
    for undecided in (True, False):
        last = 0
        while batch := desk.reading.analyses.of_other_models(sha256, undecided, last, BATCH):
            last = batch[-1]
            yield batch


def _model_sha256(desk: Desk) -> str:
    return desk.models.card(model_in_use(desk.settings.analysis.model)).sha256
