"""What people do about judgements, rulings and what-ifs."""
