"""Renderers: each reads a Report alone and returns text."""
