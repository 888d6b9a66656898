"""Comments that wait for an answer, kept as cases with owners, deadlines and replies."""
