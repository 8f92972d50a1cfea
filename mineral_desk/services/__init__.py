"""What the program can do, without a window and without a terminal."""
