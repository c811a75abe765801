"""Texts made from a grammar of how people write identifying details: forms by kind, sentences by register, layouts.

Written apart from the guard's rules and from the templates that they were first made with.
"""
