"""Reading lists from the workbooks that people upload and adding one column of marks to those workbooks in place.

Callers outside this package use ``sandbox`` (every uploaded file is opened in a child process), ``fields`` to say what
they look for, ``table`` for what comes back and ``refused`` for what cannot be taken. Knows no framework.
"""
