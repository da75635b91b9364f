"""Specification of the routes to a phone."""
