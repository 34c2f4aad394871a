"""群: the channel of an item, where its deputies, its units and its supervisors write to one another."""
