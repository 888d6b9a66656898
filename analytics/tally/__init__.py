"""Answers to counts that are sufficient for every index and its interval."""
