"""Django's PostgreSQL backend, with a cheaper look at whether the line still stands (`base`)."""
