"""Tables that people take along: what stands in them, and how they become files."""
