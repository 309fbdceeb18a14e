"""What only a demonstration has: a clock to move, the messages that would have been sent, a door without passwords."""
