"""What the machinery does for money: receipts are scanned."""

from __future__ import annotations

from datetime import datetime, timedelta

from adviceline.audit.actors import SYSTEM
from adviceline.finance.actions.receipts import SCAN, UNSETTLED, scan_receipt
from adviceline.finance.models import Receipt
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule

AT_A_TIME = 20


@task(SCAN)
def scan(*, receipt: int, at: datetime) -> None:
    """Have one receipt scanned. While the scanner is away it waits for the next turn."""
    row = Receipt.objects.select_related("entry").filter(pk=receipt, state__in=UNSETTLED).first()
    if row is not None:
        scan_receipt(receipt=row, by=SYSTEM, at=at)


@task("finance.scan_waiting")
def scan_waiting(*, at: datetime) -> None:
    """Ask about waiting receipts until the scanner is away again."""
    for row in Receipt.objects.select_related("entry").filter(state__in=UNSETTLED).order_by("pk")[:AT_A_TIME]:
        if not scan_receipt(receipt=row, by=SYSTEM, at=at):
            break


schedule("finance.scan_waiting", every=timedelta(minutes=5))
