"""The demo: a district of invented elders whose devices post to a real server."""
