"""Word files in: the paragraphs a person sees, in order, with their numbers. `reading.read` is the door."""
