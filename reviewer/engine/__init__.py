"""Pure text analysis: bytes and strings in, frozen values out. Knows no database, no web and nobody's name."""
