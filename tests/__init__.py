"""Tests. NumPy computes on one thread in them: those that wait for others' work keep a processor busy."""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # read when NumPy is imported
    os.environ.setdefault(_name, "1")
