"""How many files an office finished or refused, how many it invited to answer, and what calling back found."""
