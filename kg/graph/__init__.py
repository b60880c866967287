"""The graph: claims as RDF, the store, what is accepted, control over time, questions, validation."""
