"""One renderer a dump: each takes a Phone and returns the text that Android prints, without doing anything else."""
