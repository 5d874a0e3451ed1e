"""Judgements that many labs pass: a run, a split, an accuracy, a history, a plot.

A lab's ``checks.py`` names the function, the examples and the threshold; what is asked
and how it is judged is written here, once.
"""
