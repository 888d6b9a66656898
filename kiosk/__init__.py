"""The tablet in an office: paired by a manager, rating without a network, watched from afar."""
