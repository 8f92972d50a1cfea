"""Few-shot training of image networks on photos with names (paper, section 4.1)."""
