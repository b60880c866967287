"""Exporters: one format a file, found by name."""
