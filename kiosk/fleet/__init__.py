"""All tablets together: what each is told, how each does, and which one somebody should look after."""
