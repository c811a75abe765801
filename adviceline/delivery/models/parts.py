"""What the tables of the delivery plan share."""

from __future__ import annotations

from django.conf import settings

from adviceline.privacy.classification import Retention

STAFF_MEMBER = settings.AUTH_USER_MODEL
HISTORY = Retention(days=None, why="What was planned, done and decided with the grant, and by whom: kept as history.")
