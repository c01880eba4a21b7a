"""Fitting: from example sentences and labelled calls to the heads of meaning and their thresholds."""
