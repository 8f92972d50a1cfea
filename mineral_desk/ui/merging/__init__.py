"""Another catalogue's work comes into this one, and a person settles what two people said differently."""
