from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "adviceline.evaluation"
    label = "evaluation"
    verbose_name = "Evaluation"
