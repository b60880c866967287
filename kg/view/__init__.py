"""Views: claims as pictures that open from disk."""
