"""Made inside the service (see in_service): a person for each role, and an address for every route."""

from __future__ import annotations

import uuid
from typing import Any

from adviceline.accounts.roles import ROLES
from tests.support import people, samples
from tests.support.routes import routes


def make() -> dict[str, Any]:
    """`people`: role → name. `addresses`: [route, address] of every route. `missing`: routes without a sample."""
    names = {}
    for code, role in ROLES.items():
        person = people.somebody(code, name=f"{role.label} Sample", strong=False, is_fictional=True)
        names[code] = person.name
    missing = [route.name for route in routes() if samples.missing(route)]
    found = [
        [route.name, route.address(**samples.values(route))] for route in routes() if route.name not in missing
    ]  # fmt: skip
    return {"people": names, "addresses": found, "missing": missing, "enquiry": samples.enquiry().reference,
            "submission": str(uuid.uuid4())}  # fmt: skip
