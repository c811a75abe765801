"""Deciding about entries and finding them: pure, no database and no clock."""
