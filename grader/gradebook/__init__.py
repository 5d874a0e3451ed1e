"""The gradebook: who handed in what, how it ran, what it earned, and who changed that.

tables     what is stored
entries    what is read from it, as values
opening    the database behind a URL
reading    rows as values
history    all that was recorded of a student, in its order
book       the gradebook: what is added, what is read
standings  a student's grade: the attempt that counts, penalties, overrides
"""
