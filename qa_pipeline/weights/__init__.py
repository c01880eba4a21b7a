"""The models' weights: what the manifest names, where it comes from, and that it is what it should be."""
