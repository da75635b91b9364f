"""Labelled virtual phones, judged by the bundled lists and rules: ``make evaluate`` measures what is found."""
