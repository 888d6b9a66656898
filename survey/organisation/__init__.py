"""Who serves citizens and where: units over time, desks, staff, rosters and procedures."""
