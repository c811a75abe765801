"""The ASGI application that uvicorn serves: files first, then Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_asgi_application()

from config.static_files import StaticFiles  # noqa: E402  # needs the settings

application = StaticFiles(django_application)
