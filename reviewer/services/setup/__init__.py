"""What staff do before the first paper comes, and when a conference is over: a module for each thing."""
