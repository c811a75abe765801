"""From a figure to what it counts, the rule that it was shown by, and the records behind it for those who may."""
