"""重演: the counts of a published report are walked through the real steps; the figures are held against the print.

Each replay is a folder: `inputs.toml` (what went in) and `expected.toml` (what the source printed). The line and the
figures know nothing of the second.
"""
