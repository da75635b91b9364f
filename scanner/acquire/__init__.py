"""Acquisition: from a phone, a bundle or a bugreport to a Capture."""
