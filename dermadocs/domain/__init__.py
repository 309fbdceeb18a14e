"""Pure facts and rules of time and money: no clock, no disk, no framework."""
