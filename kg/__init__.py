"""Dateline: knowledge graphs from news reports, with who said it, how surely, when it held, and the exact words."""
