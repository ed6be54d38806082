"""What people upload: kept by its hash, typed by its content, never executed."""
