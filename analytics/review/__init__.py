"""Pages on which officers and unit leaders read what citizens told about their unit."""
