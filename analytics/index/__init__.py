"""Counts to indices with honest intervals."""
