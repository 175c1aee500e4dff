"""An oracle for the engine: a second reading of the design, day by day, that shares no code with it."""
