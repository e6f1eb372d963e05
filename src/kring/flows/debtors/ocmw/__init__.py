"""The OCMW's desk: lists that came in, answers, and talks with the clients who were marked."""
