"""Feedback at the desk: asked on the phone, read, seen to, learnt from."""
