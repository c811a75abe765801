"""All tables of all linked returns as one system of cells and equations: what disclosure control protects and attacks.

Pure: it is given what was counted and what was published.
"""
