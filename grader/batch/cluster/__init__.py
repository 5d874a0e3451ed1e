"""Batches on several machines: the same unit of work, sent to a Dask cluster.

errand   one run as it travels, and the place where a worker runs it
station  what a worker has ready: a sandbox with its zygotes, exams that were drawn
client   sends errands, a few for each worker, and hears of each as it ends

A cluster is trusted as this machine is: whoever reaches its scheduler runs code there.
Students' code is walled in by the worker's sandbox, as it is here.
"""
