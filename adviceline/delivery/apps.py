from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "adviceline.delivery"
    label = "delivery"
    verbose_name = "Delivery plan"

    def ready(self) -> None:
        from django.utils import timezone

        from adviceline.delivery.queries.registers import overdue_issues, overdue_reviews
        from adviceline.desk.context import LOUD

        LOUD["delivery:risks"] = lambda: len(overdue_reviews(today=timezone.localdate()))
        LOUD["delivery:issues"] = lambda: len(overdue_issues(today=timezone.localdate()))
