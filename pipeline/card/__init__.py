"""The dataset card: a template, and the facts that fill it."""
