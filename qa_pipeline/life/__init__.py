"""The life of a scorecard over stored calls: tried, previewed, activated, chosen, scored anew."""
