"""A conference of our own, with true papers by invented people, so that every screen has something to show."""
