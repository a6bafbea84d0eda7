"""How a model is called: time-outs, retries, faults, counting, and reading JSON out of its replies."""
