"""Analysing spread over several computers by Dask distributed (the ``spread`` extra).

parcels   what goes to a worker and what comes back: plain values, never objects of the program
work      what runs on a worker
cluster   the scheduler: the only file that knows Dask
engine    the photos under way, and what is done where a worker dies, does not see a file, or is another program

The photos' order, the catalogue, the duplicates and the masks stay with the computer that asked; a worker sees one
photo at a time and knows of nothing else.
"""
