"""The storage plan as a PDF file that a person carries to the cabinet."""
