from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "adviceline.feedback"
    label = "feedback"
    verbose_name = "Feedback"
