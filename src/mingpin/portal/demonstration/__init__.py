"""The demonstration: fictitious organisations, people and evidence, made through the same actions as everything else."""
