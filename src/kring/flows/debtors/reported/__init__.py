"""Faults in marked rows: the OCMW reports one, the city looks into it, both read what came of it."""
