"""Many notebooks: gathered a few at a time, each kind of work once."""
