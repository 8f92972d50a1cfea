"""Pixels become values: decoding, clean-up, plates, cube, size, suggestions and their explanation.

Every function takes pixels and returns coordinates in those same pixels; :mod:`mineral_desk.vision.pipeline`
alone brings them to the full size of the upright photo.
"""
