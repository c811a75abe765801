"""The ASGI application that uvicorn serves: files first, then Django; the sockets of chat beside them."""

import os
from collections.abc import MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_asgi_application()

from adviceline.channels.chat.sockets import application as chat_sockets  # noqa: E402  # needs the rooms
from config.static_files import Receive, Send, StaticFiles  # noqa: E402  # needs the settings

_answer = StaticFiles(django_application)


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """A socket that is none of chat's is refused (403), which Django alone cannot do."""
    if scope["type"] == "websocket":
        await chat_sockets(scope, receive, send)
        return
    await _answer(scope, receive, send)
