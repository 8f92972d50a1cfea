"""Museum photographs drawn by the project itself, with exact truth, from one integer each.

A scene is a specimen of some habit, usually with a reference cube, label plates, a stand, a ruler or a second
specimen, on paper, velvet, cloth or wood. ``compose`` draws lots for it, ``render`` turns it into linear light
(meshes, soft shadows and ambient occlusion baked at their vertices, procedural surfaces), ``lens`` makes a photo of
that light, and ``shoot`` writes down the truth. World units are millimetres.

``varied`` composes scenes of a second variety for the same renderer: more looks of everything, and real specimens cut
out of photos. Scenes of the first variety stay what they are, seed by seed.
"""

from mineral_desk.training.scenes.compose import Scene, compose
from mineral_desk.training.scenes.render import FINE, QUICK, SMALL, Effort
from mineral_desk.training.scenes.shoot import Shot, shoot

__all__ = ["FINE", "QUICK", "SMALL", "Effort", "Scene", "Shot", "compose", "shoot"]
