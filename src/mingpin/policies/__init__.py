"""The policy document in force: its provisions and their live state, survey runs and verdicts, judgements, rulings."""
