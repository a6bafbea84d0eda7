"""Models and their providers: opening them by name, and the edge where what they send is made usable."""
