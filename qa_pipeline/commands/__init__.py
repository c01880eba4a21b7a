"""The commands of `callqa`: what each takes, and how its answer is printed."""
