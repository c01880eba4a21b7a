"""The pages on which people browse, check and act on scored calls."""
