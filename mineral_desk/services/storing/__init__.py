"""Planning boxes and drawers for the specimens of a catalogue, and writing the plan."""
