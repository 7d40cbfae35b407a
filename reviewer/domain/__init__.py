"""The conference's rules, pure: no storage, no web, no clock. `now` is always an argument."""
