"""What every reader of English here shares: tokens with positions, and the lexicons as data."""
