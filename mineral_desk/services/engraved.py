"""What is engraved on a cube, for the faces that may not see pixels."""

from mineral_desk.vision.measuring.engraving import engraved_edge_mm

__all__ = ["engraved_edge_mm"]
