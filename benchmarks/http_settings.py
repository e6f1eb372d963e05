"""The settings of service, without pages: what the benchmark over HTTP runs on."""

from kring.config.settings import *  # noqa: F403 - the same, but for the lines below

ROOT_URLCONF = "benchmarks.http_app"
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # it will not start without
