"""The papers that the patient reads, composed of sections of blocks: pure functions, no identity, no clock."""
