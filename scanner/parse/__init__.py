"""Parsers of what a phone prints: pure functions from text to typed rows and to what was not understood."""
