"""诺: what was promised, by when, by whom (承诺事项); it outlives the letter, the case's end, the clerk and the term."""
