"""The chain: one catalogue of steps, one door that takes a step, events for ever, clocks that explain themselves."""
