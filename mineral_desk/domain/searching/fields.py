"""What can be asked of a record by name, in English and in Russian."""

from collections.abc import Mapping
from enum import StrEnum

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.searching.query import RecordState, TextField
from mineral_desk.domain.verification import VerificationStatus


class OtherField(StrEnum):
    """Fields that hold no words."""

    SIZE = "size"
    FLAG = "flag"
    DATE = "date"
    STATE = "state"
    VERIFIED = "verified"
    STORAGE = "storage"
    """Only as a whole, with ``=``: its words are found under ``place:``."""


FieldName = TextField | OtherField

RUSSIAN: Mapping[str, FieldName] = {
    "вид": TextField.SPECIES,
    "этикетка": TextField.LABEL,
    "группа": TextField.GROUP,
    "номер": TextField.NUMBER,
    "место": TextField.PLACE,
    "даритель": TextField.DONOR,
    "кто": TextField.WHO,
    "заметки": TextField.NOTES,
    "проверил": TextField.VERIFIED_BY,
    "размер": OtherField.SIZE,
    "флаг": OtherField.FLAG,
    "дата": OtherField.DATE,
    "состояние": OtherField.STATE,
    "хранение": OtherField.STORAGE,
    "проверено": OtherField.VERIFIED,
}

FIELDS: Mapping[str, FieldName] = {
    **{one.value: one for one in TextField},
    **{one.value: one for one in OtherField},
    **RUSSIAN,
}

STATES: Mapping[str, RecordState] = {
    **{state.value: state for state in RecordState},
    "названо": RecordState.NAMED,
    "без_названия": RecordState.UNNAMED,
    "название_неясно": RecordState.NAME_UNSURE,
    "проверить_размер": RecordState.SIZE_TO_CHECK,
}

VERIFICATIONS: Mapping[str, tuple[VerificationStatus, ...]] = {
    "yes": (VerificationStatus.VERIFIED,),
    "no": (VerificationStatus.OPEN, VerificationStatus.CONTESTED),
    "open": (VerificationStatus.OPEN,),
    "contested": (VerificationStatus.CONTESTED,),
    "да": (VerificationStatus.VERIFIED,),
    "нет": (VerificationStatus.OPEN, VerificationStatus.CONTESTED),
    "открыто": (VerificationStatus.OPEN,),
    "оспорено": (VerificationStatus.CONTESTED,),
}
"""What can stand after ``verified:``; a name that is contested is not verified."""


def flags_called(text: str) -> tuple[FlagCode, ...]:
    """The flags whose code begins so; ``any`` is all of them."""
    told = text.strip().lower().replace("-", "_").replace(" ", "_")
    if told in ("any", "любой"):
        return tuple(FlagCode)
    return tuple(code for code in FlagCode if told and code.value.startswith(told))
