"""The live stream: one listener, one read and one serialisation per process, fanned out to every subscriber."""
