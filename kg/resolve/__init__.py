"""Resolution: which entity is meant, across documents; merges are recorded judgements."""
