"""The ASGI application that uvicorn serves: files first, then Django."""

import os
from collections.abc import MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_asgi_application()

from config.static_files import Receive, Send, StaticFiles  # noqa: E402  # needs the settings

_answer = StaticFiles(django_application)


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Nothing here speaks over a socket, so one that is asked for is refused (403), which Django alone cannot do."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _answer(scope, receive, send)
