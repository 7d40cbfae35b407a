"""People and pages: who asks, what was asked, one service called, an answer. No rule and no SQL lives here."""
