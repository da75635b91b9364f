"""Whether all that a report says can be told in another language."""
