"""The demonstration province: real unit names, invented people, a year of made-up answers."""
