"""The only code of ours that runs beside student code.

It imports the standard library, numpy and ipykernel, and nothing else of ours: the
sandbox binds this folder alone, and ``kernel.py`` is run by its path.
"""
