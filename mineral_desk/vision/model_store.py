"""The models on this computer: their cards, and their files once the sha256 has been checked."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from mineral_desk.domain.errors import ModelAltered, ModelMissing, ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.vision.model_card import CURE, read_card

DEFAULT_CLASSIFIER, SEGMENTATION = "species", "segmentation"
CUBE_ACCEPTANCE, CUBE_POSE, CUBE_CHECK = "cube_acceptance", "cube_pose", "cube_check"
CYRILLIC = "cyrillic"
"""The models that come with the program, by name."""
ALWAYS_USED = (CUBE_ACCEPTANCE, CUBE_POSE, CUBE_CHECK, SEGMENTATION, CYRILLIC)
"""Those that every photo needs, whichever model suggests names."""
MAX_MODEL_BYTES = 2 << 30
"""ONNX files cannot be larger; whatever claims to be is no model."""
INSTALLED = re.compile(r"(?P<name>[^@]+)@(?P<number>[1-9][0-9]{0,8})")
"""An installed model has a folder of its own, ``NAME@1``; the next version of it goes to ``NAME@2``, and the highest
number counts. So a new version takes the old one's place in one step, and is whole or not there at all."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A card with the content of its model file, whose sha256 is the card's.

    ``fullgrad`` is the content of the file that makes FullGrad maps, ``texts`` and ``maps`` those of a zero-shot
    model's embedded names and of its maps, checked as well; empty where there is none.
    """

    card: ModelCard
    data: bytes
    fullgrad: bytes = b""
    texts: bytes = b""
    maps: bytes = b""


class ModelStore:
    """Models are pairs of files, ``NAME.toml`` (the card) and the ONNX file that it names, in one of some folders.

    An installed model has a folder of its own among them (:data:`INSTALLED`).
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Earlier folders win where two hold a model of the same name; folders need not exist."""
        self._folders = tuple(folders)

    def list(self) -> tuple[ModelCard, ...]:
        """The readable cards by name; cards that cannot be read are left out (``card`` says why)."""
        cards = []
        for name in self.names():
            try:
                cards.append(self.card(name))
            except ModelUnfit:
                continue
        return tuple(cards)

    def names(self) -> tuple[str, ...]:
        """The names of all cards, also of those that cannot be read."""
        flat = {path.stem for folder in self._folders if folder.is_dir() for path in folder.glob("*.toml")}
        return tuple(sorted(flat.union(*(installed_models(folder) for folder in self._folders))))

    def card(self, name: str) -> ModelCard:
        """The card of the model ``name``. Raises :class:`ModelMissing`, :class:`ModelUnfit`."""
        return read_card(self.card_file(name))

    def load(self, name: str) -> LoadedModel:
        """The model ``name``, read whole into memory and checked against its card before anything looks inside.

        Raises :class:`ModelMissing`, :class:`ModelAltered`, :class:`ModelUnfit`.
        """
        card_file = self.card_file(name)
        card = read_card(card_file)
        data = checked_bytes(card_file, card.file, card.sha256)
        further = {"fullgrad": (card.fullgrad_file, card.fullgrad_sha256)}
        if card.zero_shot is not None:
            further["texts"] = card.zero_shot.texts_file, card.zero_shot.texts_sha256
            further["maps"] = card.zero_shot.maps_file, card.zero_shot.maps_sha256
        files = {role: checked_bytes(card_file, *file) for role, file in further.items() if file[0]}
        return LoadedModel(card, data, **files)

    def card_file(self, name: str) -> Path:
        """Where the card of the model ``name`` lies; its files lie beside it. Raises :class:`ModelMissing`."""
        if name and not is_plain_name(name):
            raise ModelMissing(
                said("{name!r} is no name of a model.", name=name), "Run mineral-desk models list for the names."
            )
        for folder in self._folders:
            for place in (folder, *installed_models(folder).get(name, [])[:1]):
                if name and (place / f"{name}.toml").is_file():
                    return place / f"{name}.toml"
        places = ", ".join(str(folder) for folder in self._folders) or said("nowhere")
        raise ModelMissing(
            said(
                "The model {name} is not there: no card {card}.toml in {places}.",
                name=name or said("(no name)"),
                card=name,
                places=places,
            ),
            CURE,
        )


def chosen_model(store: ModelStore, chosen: str) -> tuple[ModelStore, str]:
    """Where to look for what a person chose, and under which name: a model of ``store``, or the path FOLDER/NAME of a
    card or model file anywhere else, with or without its ending.
    """
    path = Path(chosen)
    if is_plain_name(chosen) or not path.name:
        return store, chosen
    return ModelStore([path.parent]), path.stem if path.suffix in (".toml", ".onnx") else path.name


def cards_in_use(store: ModelStore, classifier: str) -> tuple[Path, ...]:
    """The cards of the models that look at a photo; ``classifier`` as :func:`chosen_model` takes it, or empty for the
    one that comes with the program. Raises :class:`ModelMissing`.
    """
    place, name = chosen_model(store, classifier or DEFAULT_CLASSIFIER)
    return (place.card_file(name), *(store.card_file(one) for one in ALWAYS_USED))


def installed_models(folder: Path) -> dict[str, list[Path]]:
    """The folders of the models installed in ``folder`` by name, the one that counts first."""
    found: dict[str, list[tuple[int, Path]]] = {}
    for place in folder.iterdir() if folder.is_dir() else ():
        match = INSTALLED.fullmatch(place.name)
        if match is not None and (place / f"{match['name']}.toml").is_file():
            found.setdefault(match["name"], []).append((int(match["number"]), place))
    return {name: [place for _, place in sorted(places, reverse=True)] for name, places in found.items()}


def checked_bytes(card_file: Path, file: str, sha256: str) -> bytes:
    """The content of ``file`` beside ``card_file``, its sha256 checked.

    Raises :class:`ModelMissing`, :class:`ModelAltered`, :class:`ModelUnfit`.
    """
    if not is_plain_name(file):
        raise ModelUnfit(
            said("The card {name} names a file outside its folder: {file!r}.", name=card_file.name, file=file), CURE
        )
    path = card_file.with_name(file)
    try:
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelUnfit(said("The model file {path} is larger than a model can be.", path=path), CURE)
        data = path.read_bytes()
    except OSError as fault:
        raise ModelMissing(
            said("The model file {path} cannot be read: {reason}.", path=path, reason=reason_of(fault)), CURE
        ) from fault
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelAltered(
            said("The model file {path} is not the one its card describes (its sha256 differs).", path=path), CURE
        )
    return data


def is_plain_name(name: str) -> bool:
    """Whether ``name`` is a bare file name on every system, so that it cannot lead out of a folder."""
    return (
        name not in ("", ".", "..")
        and PurePosixPath(name).name == name
        and PureWindowsPath(name).name == name
        and "\0" not in name
    )
