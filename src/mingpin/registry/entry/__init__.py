"""Evidence by form: a row that a person types in is the same row that a file would have brought."""
