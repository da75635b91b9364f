"""Guidance as data: what to do, in which order, in words that have been weighed; plan.py chooses from it."""
