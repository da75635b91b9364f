"""Puts the checkout on the import path, so that tests can share tests/virtual_phone."""
