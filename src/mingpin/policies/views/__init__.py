"""Pages of the document, of survey runs and of verdicts."""
