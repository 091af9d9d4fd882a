"""The page that shows a dataset: its template, the numbers on it, and the articles in it."""
