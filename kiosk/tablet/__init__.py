"""The tablet's side: a page that is kept on the tablet, asks people and loses no answer."""
