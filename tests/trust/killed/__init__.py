"""An app of the crash tests: a kind of job that leaves batches, each whole or not at all (`tests.trust.killing`)."""
