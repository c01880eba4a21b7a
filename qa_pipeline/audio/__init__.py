"""A recording file becomes sound: decoded channels, where speech is, what is wrong with it, and what is no speech."""
