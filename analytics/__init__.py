"""Turns kept answers into counts, indices and emulation points."""
