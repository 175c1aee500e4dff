"""Facts → met rules: sets and one sweep before, a fenced forward chain, and a second plain computation."""
