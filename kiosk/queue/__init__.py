"""Answers that waited on a tablet: when they were given, kept once, and what becomes of the unreadable."""
