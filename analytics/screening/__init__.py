"""Suspicious answers: found by dated rules, told with reasons, taken out only by two people's ruling."""
