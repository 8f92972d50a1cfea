"""The size of a specimen from one photo with a reference cube (paper, section 5; the method is this project's own).

``preparation`` brings a photo to its working sizes, ``candidates`` proposes cubes, ``pose_fit`` fits the wire-frame of
``wireframe`` to the edges of ``edge_field``, ``cube`` accepts or refuses what was fitted. ``outline`` separates the
specimen from ``background`` and shadows, ``scale`` brings the outline to millimetres at the specimen's own distance,
``flags`` lists the reasons to doubt it and ``measure`` leads through all of it.
"""
