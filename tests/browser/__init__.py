"""Tests of the HTML report in Debian's Chromium; they need nothing but that program."""
