"""Asking, taking answers, letting them out, seeing to cases, improving."""
