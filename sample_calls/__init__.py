"""Sample calls: dialogues written as scripts, spoken by a synthetic voice, with their exact truth beside."""
