"""What named persons decide: judgements on evidence, rulings between readings; and what would follow from changes."""
