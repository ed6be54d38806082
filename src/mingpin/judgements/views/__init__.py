"""The pages of judgements, rulings and what-ifs."""
