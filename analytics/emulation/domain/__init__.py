"""What a programme is, how its document is read and how a unit's figures become points."""
