"""Extractors: a Reading into Claims, one extractor a file, found by name."""
