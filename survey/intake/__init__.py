"""The single door by which every answer enters."""
