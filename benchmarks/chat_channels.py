"""The peer of benchmarks/chat.py: a room of Channels, in which nothing is kept, looked at or numbered.

Run by a Python of its own, in which Channels is installed (the service has no use for it):

    python -m venv /somewhere/peer && /somewhere/peer/bin/pip install channels channels_redis uvicorn websockets
    LAYER=memory /somewhere/peer/bin/python -m uvicorn --app-dir benchmarks chat_channels:application
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

layer = os.environ["LAYER"]
chosen: dict[str, Any] = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
if layer != "memory":
    chosen = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [layer]}}
settings.configure(CHANNEL_LAYERS={"default": chosen})

from channels.generic.websocket import AsyncWebsocketConsumer  # type: ignore[import-not-found]  # noqa: E402


class Room(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Whatever comes goes to everybody in the room."""

    async def connect(self) -> None:
        self.room = self.scope["path"].strip("/")
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send(self.room, {"type": "said", "text": text_data})

    async def said(self, event: dict[str, str]) -> None:
        await self.send(event["text"])


application = Room.as_asgi()
