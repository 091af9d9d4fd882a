"""The contract: one module per table, every column described, with units. Offsets count Unicode code points."""
