"""Work in the background: with progress, to be cancelled, found again, and done exactly once."""
