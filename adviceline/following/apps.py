from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "adviceline.following"
    label = "following"
