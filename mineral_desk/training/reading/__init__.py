"""Teaching the text reader Cyrillic: a second head on what its recognition network already sees."""
