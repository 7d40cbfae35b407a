"""Position paper review and grading for Model UN conferences."""
