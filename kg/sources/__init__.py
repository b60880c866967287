"""Readers: report files into Documents, one format a file, found by name."""
