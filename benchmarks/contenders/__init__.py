"""One module per contender, each run as `python -m benchmarks.contenders.NAME RAW_FOLDER OUT_FOLDER`."""
