"""How a class did: what a teacher looks at before the grades go out.

    rows            what is kept of a run; whole results are let go at once
    attendance      who has a grade, who has none, who did not run to the end
    distribution    scores: mean, spread, quartiles, and how many in each range
    item_analysis   each check: how difficult it is, what it tells apart, what it said
    costs           seconds and memory
    drift           the class beside what the references reached
    summary         all of this, as one value
    wording         what both languages say of it
    histogram       the scores as geometry
    webpage         the page
    as_json         the same figures for programs

A run here is the one that counts, of each student. All are pure functions: the command
line reads the gradebook and the references.
"""
