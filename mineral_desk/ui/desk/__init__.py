"""The Desk: the queue, the photo, the decision."""
