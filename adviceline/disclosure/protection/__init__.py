"""Protecting the drafts of a system: suppression, or controlled rounding, and then the attack."""

from adviceline.disclosure.protection.protecting import protect
from adviceline.disclosure.protection.result import Loss, Protected, UnableToProtect

__all__ = ["Loss", "Protected", "UnableToProtect", "protect"]
