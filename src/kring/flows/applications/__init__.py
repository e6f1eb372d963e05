"""Applications for aid and their forwarding: so far the words that an instrument may use. source: 000; REQUIREMENTS A5"""
