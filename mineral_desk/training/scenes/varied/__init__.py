"""Scenes of the second variety: more looks of everything, and real specimens cut out of photos."""
