"""督: the lights deputies show, the items the council leads itself, and the checks in which somebody goes and looks."""
