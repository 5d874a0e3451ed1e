"""Reference solutions as CI sees them: do they still train, do checks still catch?

    cases      what is graded: references, starters, known wrong solutions
    expected   what the result of each has to be, and how it differs
    targets    what references reach over many seeds: ``reference/<id>/targets.json``
    rounds     grades many notebooks, a few at a time

A reference is code of this project; it is graded like anybody's, in a sandbox.
"""
