"""French-law estimates and consent papers for aesthetic surgery, and the proof of them."""
