"""Posters for walls and desks: the code, whose it is and how to use it, set by Typst as PDF."""
