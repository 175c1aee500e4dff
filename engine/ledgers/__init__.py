"""The office's memory: what came in, what was found when, what was done, and the log of it all."""
