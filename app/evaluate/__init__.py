"""How well do deciders notice that an elder has left home? Traces with known truth, recorded or generated."""
