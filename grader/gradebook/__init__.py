"""The gradebook: who handed in what, how it ran, what it earned, and who changed that.

    tables     what is stored
    entries    what is read from it, as values
    book       reading and adding; the only module that speaks SQL
    standings  a student's grade: the attempt that counts, penalties, overrides
"""
