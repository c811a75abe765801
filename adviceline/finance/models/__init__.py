from adviceline.finance.models.budget import Budget, BudgetLine, Expected, Reason
from adviceline.finance.models.claims import Account, Charge, Claim, ClaimLine, ClaimStep, Dispute
from adviceline.finance.models.ledger import Entry, LedgerImport, Receipt

__all__ = [
    "Account",
    "Budget",
    "BudgetLine",
    "Charge",
    "Claim",
    "ClaimLine",
    "ClaimStep",
    "Dispute",
    "Entry",
    "Expected",
    "LedgerImport",
    "Reason",
    "Receipt",
]
