"""CLIP models by open_clip: brought into the program's form, and fine-tuned on photos with names (paper, section 4.2).

Import :mod:`mineral_desk.training.open_clip.library` before anything that imports open_clip itself.
"""
