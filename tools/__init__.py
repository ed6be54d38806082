"""What the project runs on itself: reference pages, message catalogue."""
