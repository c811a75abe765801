from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "adviceline.followups"
    label = "followups"
    verbose_name = "Call-backs"
