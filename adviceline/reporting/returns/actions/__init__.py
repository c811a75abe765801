"""What is done with a return: prepared, written, protected, attacked, signed, released, revised."""

from adviceline.reporting.returns.actions.commenting import review_commentary, write_commentary
from adviceline.reporting.returns.actions.preparing import prepare_return, revise_return
from adviceline.reporting.returns.actions.protecting import attack_return, protect_return
from adviceline.reporting.returns.actions.releasing import release_return
from adviceline.reporting.returns.actions.signing import send_return_back, sign_return
from adviceline.reporting.returns.actions.steps import UnableToMoveReturn

__all__ = [
    "UnableToMoveReturn",
    "attack_return",
    "prepare_return",
    "protect_return",
    "release_return",
    "review_commentary",
    "revise_return",
    "send_return_back",
    "sign_return",
    "write_commentary",
]
