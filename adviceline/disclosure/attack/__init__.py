"""What an outsider can deduce from everything that was published, over whole numbers.

Written apart from the protection, with which it shares the model of a system and nothing else.
"""

from adviceline.disclosure.attack.attacking import attack
from adviceline.disclosure.attack.result import AttackResult, Certificate, Finding, Interval, Leak

__all__ = ["AttackResult", "Certificate", "Finding", "Interval", "Leak", "attack"]
