"""Who learns the trade: what each may do alone, with a buddy or not yet, and the paper of what was learnt."""
