"""Asks citizens how they were served and keeps what they answer."""
