"""The Python program of the integrators' page, run as it stands against a running service."""
