"""The roles of the service as classes that list what each may do. A person may hold several."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be allowed to do. The value is what is stored in audit events."""

    USE_DESK = "use_desk"
    WORK_ENQUIRIES = "work_enquiries"
    READ_ENQUIRIES = "read_enquiries"
    READ_CONTACT_DETAILS = "read_contact_details"
    HEAR_RECORDINGS = "hear_recordings"
    SUPERVISE = "supervise"
    SEE_ROTA = "see_rota"
    REVIEW_GUARD = "review_guard"
    EDIT_CONTENT = "edit_content"
    REVIEW_MAPS = "review_maps"
    SIGN_CONTENT = "sign_content"
    PUBLISH_MAPS = "publish_maps"
    VIEW_REPORTS = "view_reports"
    FOLLOW_FIGURES = "follow_figures"
    PREPARE_RETURNS = "prepare_returns"
    SIGN_RETURNS = "sign_returns"
    RELEASE_RETURNS = "release_returns"
    MANAGE_SERVICE = "manage_service"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_JOBS = "manage_jobs"
    ANALYSE_EVIDENCE = "analyse_evidence"
    MANAGE_DELIVERY = "manage_delivery"
    PLAN_COMMUNICATIONS = "plan_communications"
    SEE_MONEY = "see_money"
    MANAGE_MONEY = "manage_money"
    SIGN_CLAIMS = "sign_claims"
    SETTLE_DISPUTES = "settle_disputes"
    READ_RELEASES = "read_releases"
    DISPUTE_CLAIMS = "dispute_claims"
    READ_EVALUATION = "read_evaluation"
    WRITE_EVALUATION = "write_evaluation"
    SEE_VALUE = "see_value"
    ERASE = "erase"


P = Permission


class Role:
    """A role: its code, what people call it, and what it permits."""

    code: str
    label: str
    permissions: frozenset[Permission]


class Adviser(Role):
    """Takes calls, e-mails and chats and runs follow-up sessions."""

    code = "adviser"
    label = "Adviser"
    permissions = frozenset({P.USE_DESK, P.WORK_ENQUIRIES, P.READ_ENQUIRIES, P.READ_CONTACT_DETAILS, P.SEE_ROTA})


class Supervisor(Role):
    """Watches queues and cover, triages, reviews quality, departures from the map and the guard's overrides; hears recorded calls
    for a stated reason; codes evidence with an analyst; signs returns that others prepared."""

    code = "supervisor"
    label = "Supervisor"
    permissions = Adviser.permissions | {
        P.SUPERVISE,
        P.HEAR_RECORDINGS,
        P.REVIEW_GUARD,
        P.REVIEW_MAPS,
        P.VIEW_REPORTS,
        P.FOLLOW_FIGURES,
        P.ANALYSE_EVIDENCE,
        P.SIGN_RETURNS,
    }


class ContentEditor(Role):
    """Writes the map of advice and the directory, sends a map to review, and publishes what others sent and signed."""

    code = "content_editor"
    label = "Content editor"
    permissions = frozenset({P.USE_DESK, P.EDIT_CONTENT, P.REVIEW_MAPS, P.PUBLISH_MAPS})


class ClinicalReviewer(Role):
    """Signs off the map of advice and the directory."""

    code = "clinical_reviewer"
    label = "Clinical reviewer"
    permissions = frozenset({P.USE_DESK, P.SIGN_CONTENT, P.REVIEW_MAPS})


class EvidenceAnalyst(Role):
    """Codes practice evidence, finds trends and prepares returns: reads figures, never enquiries."""

    code = "evidence_analyst"
    label = "Evidence analyst"
    permissions = frozenset(
        {
            P.USE_DESK,
            P.ANALYSE_EVIDENCE,
            P.VIEW_REPORTS,
            P.READ_EVALUATION,
            P.WRITE_EVALUATION,
            P.SEE_VALUE,
            P.PREPARE_RETURNS,
        }
    )


class CommunicationsOfficer(Role):
    """Plans how the service becomes known, and sees how far it reaches: figures and campaigns, never enquiries."""

    code = "communications_officer"
    label = "Communications officer"
    permissions = frozenset({P.USE_DESK, P.PLAN_COMMUNICATIONS})


class FinanceOfficer(Role):
    """Keeps the budget and the ledger, draws up and signs the monthly claim: sees counts and prices, never an enquiry."""

    code = "finance_officer"
    label = "Finance officer"
    permissions = frozenset({P.USE_DESK, P.SEE_MONEY, P.MANAGE_MONEY, P.SETTLE_DISPUTES, P.SEE_VALUE})


class ServiceManager(Role):
    """The accountable body: holds the delivery plan, releases reports, countersigns claims, manages people, sees what the
    machinery could not do."""

    code = "service_manager"
    label = "Service manager"
    permissions = frozenset(
        {
            P.USE_DESK,
            P.READ_ENQUIRIES,
            P.SUPERVISE,
            P.SEE_ROTA,
            P.REVIEW_GUARD,
            P.VIEW_REPORTS,
            P.FOLLOW_FIGURES,
            P.PREPARE_RETURNS,
            P.SIGN_RETURNS,
            P.RELEASE_RETURNS,
            P.SEE_MONEY,
            P.SIGN_CLAIMS,
            P.SETTLE_DISPUTES,
            P.REVIEW_MAPS,
            P.PUBLISH_MAPS,
            P.MANAGE_SERVICE,
            P.MANAGE_DELIVERY,
            P.PLAN_COMMUNICATIONS,
            P.MANAGE_PEOPLE,
            P.MANAGE_JOBS,
            P.READ_EVALUATION,
            P.WRITE_EVALUATION,
            P.SEE_VALUE,
            P.ERASE,
        }
    )


class AuthorityMonitor(Role):
    """The funder: released, anonymised returns and claims and nothing else; says what of a claim it does not agree with."""

    code = "authority_monitor"
    label = "Authority monitor"
    permissions = frozenset({P.READ_RELEASES, P.DISPUTE_CLAIMS})


class Evaluator(Role):
    """Light-touch evaluation: the anonymised evaluation and its data set; writes recommendations."""

    code = "evaluator"
    label = "Evaluator"
    permissions = frozenset({P.READ_EVALUATION, P.WRITE_EVALUATION, P.SEE_VALUE})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Adviser,
        Supervisor,
        ContentEditor,
        ClinicalReviewer,
        EvidenceAnalyst,
        CommunicationsOfficer,
        FinanceOfficer,
        ServiceManager,
        AuthorityMonitor,
        Evaluator,
    )
}


def permissions_of(codes: list[str]) -> frozenset[Permission]:
    """All that the given roles permit together; an unknown code permits nothing."""
    return frozenset().union(*(ROLES[code].permissions for code in codes if code in ROLES))
