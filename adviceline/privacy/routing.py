"""Keys live in a database of their own (see `EnquiryKey`)."""

from __future__ import annotations

from typing import Any


class KeyStoreRouter:
    """Sends the key model, and nothing else, to the `keys` database."""

    KEY_STORE = "keys"

    def _alias(self, model_name: str, app_label: str) -> str:
        return self.KEY_STORE if (app_label, model_name) == ("privacy", "enquirykey") else "default"

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self._alias(model._meta.model_name, model._meta.app_label)

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        # Not by type(): the signed-in person of a request is a lazy wrapper, whose type is not the model.
        return self.db_for_read(first) == self.db_for_read(second)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if model_name is None:
            return db == "default"
        return db == self._alias(model_name, app_label)
