"""The window: the other face over the services."""
