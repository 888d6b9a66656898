"""Whether questions measure one thing, and which go along with the overall rating: a command, never a page."""
