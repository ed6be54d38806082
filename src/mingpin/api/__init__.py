"""The versioned JSON API over queries and actions; it has no models of its own."""
