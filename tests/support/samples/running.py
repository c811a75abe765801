"""Samples: the rota, quality, returns, the plan and campaigns."""

from __future__ import annotations

from django.utils import timezone

from tests.support.samples.kinds import Sample


def rota(what: str, **more: object) -> Sample:
    """A sample of the rota by its number; of a person, their id."""

    def make() -> object:
        from tests.support import rota_sample

        return getattr(rota_sample, what)(**more).pk

    return make


def sampled() -> int:
    from tests.support import quality_sample

    return quality_sample.sampled().pk


def review_round() -> int:
    from tests.support import quality_sample

    return quality_sample.sampled().round_id


def calendar_token() -> str:
    from adviceline.audit.actors import SYSTEM
    from adviceline.workforce.actions.feeds import make_feed
    from adviceline.workforce.queries.rota import feed_token
    from tests.support import rota_sample

    made = rota_sample.shift().adviser
    return feed_token(make_feed(adviser=made, by=SYSTEM, at=timezone.now()))


def a_return() -> str:
    from tests.support import made_returns

    return made_returns.sample().name


def newest(what: str) -> Sample:
    def find() -> int:
        from adviceline.channels.email.correspondence.models import Attachment
        from adviceline.channels.email.models import Message
        from adviceline.contacts.models import Note

        return {"message": Message, "file": Attachment, "text": Note}[what].objects.latest("pk").pk

    return find


def delivery(what: str) -> Sample:
    """The number of a sample of the delivery plan, which is taken up."""

    def make() -> int:
        from tests.support import delivery_sample

        return getattr(delivery_sample, what)().pk

    return make


def outreach(what: str) -> Sample:
    def make() -> int:
        from tests.support import outreach_sample

        return getattr(outreach_sample, what)().pk

    return make
