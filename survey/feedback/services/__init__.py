"""What is done with cases: opened, handled, answered by citizens, escalated, told of, purged."""
