"""Reading: a Document into sentences, mentions, times, attributions and coreference."""
