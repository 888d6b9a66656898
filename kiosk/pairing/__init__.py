"""Which tablets are ours: pairing, keys, and who signed a request."""
