"""The parts of :mod:`mineral_desk.vision.decode`: one reader per family of files, and what they share.

files      the bytes: path, size, sha256, and the file system's refusals in words
kinds      which family a file belongs to, by its first bytes (and the suffix, for camera RAW)
pillow_reader, heif_reader, camera_raw_reader    header -> :class:`~.opened.OpenedPhoto`
bands      any source -> sRGB pixels at the size asked for, a few rows at a time
colour     any mode and profile -> sRGB
exif       date, focal length, orientation
"""
