"""What every feature stands on and none of them is: database, doors, words and errors."""
