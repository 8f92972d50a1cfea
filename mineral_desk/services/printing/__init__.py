"""Paper: PDF files in true millimetres, and the letters on them."""
