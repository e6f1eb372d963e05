"""Likely persons for a row whose number is missing, mistyped or another's: on name and address, with a probability and reasons.

Pure: tables in, proposals out. Nothing here marks, stores or sends anything. One page on how it works: docs/matching.md.
"""
