"""Side by side: the photo on the Desk and another one to compare it with."""
