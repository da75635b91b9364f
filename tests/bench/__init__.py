"""Measurements: ``make bench`` prints them as a table. Nothing fails on a time."""
