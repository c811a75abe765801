from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "adviceline.outreach"
    label = "outreach"
    verbose_name = "Outreach"

    def ready(self) -> None:
        from adviceline.facts.heard import know_campaigns
        from adviceline.outreach.queries.campaigns import codes_in_use

        know_campaigns(codes_in_use)
