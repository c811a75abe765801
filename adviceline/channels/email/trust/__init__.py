"""Whether a message is from who it says: SPF, DKIM, DMARC and ARC, as codes. What they mean is `verdict`."""

from adviceline.channels.email.trust.checks import Trust, check
from adviceline.channels.email.trust.ours import is_ours
from adviceline.channels.email.trust.verdict import Verdict

__all__ = ["Trust", "Verdict", "check", "is_ours"]
