"""Where texts come from: copies, lifted passages, translations, quotations, stories, disclosure."""
