"""The catalogues of the reports' languages: what they are made of, and that nothing is missing in them."""
