"""Measures: pure functions of arrays and numbers, each with formula, units, source."""
