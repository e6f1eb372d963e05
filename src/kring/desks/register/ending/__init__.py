"""The end of an instrument: warned of, evaluated in protected figures, erased with a certificate. source: REQUIREMENTS D7"""
