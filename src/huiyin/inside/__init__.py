"""内: what a unit arranges and writes down for itself; nobody outside the unit reads any of it."""
