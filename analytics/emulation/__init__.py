"""Programmes, blocks, waves and scoring tables: an index becomes points by dated rules that explain themselves."""
