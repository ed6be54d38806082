"""What is asked of people who keep accounts, register or are absent."""
