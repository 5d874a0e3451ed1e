"""Gradescope's autograder: a zip in which the grader comes along.

building        the zip
setup.sh        run once, when Gradescope builds its image
run_autograder  run for each submission

The last two lie in the zip as they are here.
"""
