"""What a suggestion rests on: activation maps, their ROAD score, and the masks cut from them (paper, section 6)."""

from mineral_desk.vision.explain.explaining import explain, has_place

__all__ = ["explain", "has_place"]
