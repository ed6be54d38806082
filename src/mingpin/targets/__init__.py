"""The document's targets: measured from named records of evidence, or reported by their owners; never guessed."""
