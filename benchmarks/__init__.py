"""Benchmarks: the pipeline beside its peers, on the same bytes, in one run. `make bench` runs them."""
