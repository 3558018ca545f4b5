"""Whether two entries may be one person, across scripts and spellings: proposals and nothing more."""
