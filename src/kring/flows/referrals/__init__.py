"""Referrals of families to the OCMW of their residence: so far the words that an instrument may use. source: 004"""
