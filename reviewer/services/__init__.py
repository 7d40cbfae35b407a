"""One function per act. Each takes a `Work` (or a reading `Session`) and the actor; none knows HTTP or a job."""
