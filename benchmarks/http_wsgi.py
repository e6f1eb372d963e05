"""The entrance of the benchmark's server; its views are found once Django is set up."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
