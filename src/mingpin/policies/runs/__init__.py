"""Survey runs: every subject of the register judged by every clause, kept so that it can be looked up and replayed."""
