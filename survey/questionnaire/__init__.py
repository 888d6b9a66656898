"""Questionnaires as data: published documents, their versions, and the reading of one reply."""
