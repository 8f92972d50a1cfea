"""Intake: bring photos in, see what was set aside and why, overrule it."""
