"""A worker that does everything a catalogue is for, and a judge that kills it at random moments."""
