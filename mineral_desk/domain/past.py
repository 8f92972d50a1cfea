"""A state in which a record was, beside the one in which it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateChange:
    """Something that stands otherwise now than it did: what it is called, and its words now and then.

    ``whose`` names the photo or the record where it is not the record that is looked at.
    """

    what: str
    now: str
    then: str
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PastState:
    """What bringing a state back would change; nothing where it stands so now."""

    as_of: int
    """The last act that had been done by then."""
    changes: tuple[StateChange, ...] = ()
