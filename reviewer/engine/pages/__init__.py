"""The pages of a PDF beside its text: where each word stands, and pictures in which only chosen words can be seen.

The bytes are a stranger's: call this in `reviewer.sandbox` (`page_map`, `covered_picture`).
"""
