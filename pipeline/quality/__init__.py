"""How good the rules are: gold that a person wrote, what the pipeline answers to it, and the scores of the two."""
