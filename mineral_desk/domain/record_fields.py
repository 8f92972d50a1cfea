"""The fields of a specimen's record that a person edits by hand."""

from collections.abc import Mapping

SIZE_FIELDS = ("length_mm", "length_error_mm", "width_mm", "width_error_mm", "height_mm", "depth_mm")

FIELD_WORDS: Mapping[str, str] = {
    "species": "name",
    "label_name": "name on the label",
    "group_name": "group",
    "locality": "locality",
    "donor": "donor",
    "storage_place": "storage place",
    "notes": "notes",
    "hardness": "hardness",
    "streak": "streak",
    "lustre": "lustre",
    "magnetism": "magnetism",
    "density": "density",
    "length_mm": "length",
    "length_error_mm": "error of the length",
    "width_mm": "width",
    "width_error_mm": "error of the width",
    "height_mm": "height",
    "depth_mm": "depth",
}
"""Every field that can be edited, in the order of the record, with what it is called."""

FieldValues = Mapping[str, str | float | None]
"""Fields with their new values; sizes in millimetres, None where there is none."""

STATE_WORDS: Mapping[str, str] = {
    "catalogue_number": "number",
    **FIELD_WORDS,
    "identified_by": "named by",
    "size_by": "measured by",
    "verification": "verification",
}
"""What of a record is told where a whole state of it is compared with another."""
