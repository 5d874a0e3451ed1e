"""A small assignment that works: what ``grade new`` copies for you to change."""
