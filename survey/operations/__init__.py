"""Running the service: the server, its health, its upkeep."""
