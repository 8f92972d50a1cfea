"""Labels with QR codes for specimens, as PDF in true millimetres."""
