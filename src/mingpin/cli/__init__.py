"""The command line: what each role can type. It reads, calls engine and documents, and prints; it decides nothing."""
