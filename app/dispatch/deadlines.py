"""What is due about tasks: offers that nobody answers, responders who are not heard of."""

from collections.abc import Mapping

from app.alerts.deadlines import Handler
from app.dispatch import offers, overdue
from app.dispatch.steps import OFFER_DUE

HANDLERS: Mapping[str, Handler] = {OFFER_DUE: offers.expire, overdue.OVERDUE: overdue.due}
