from django.urls import path

from adviceline.desk.views import advice, call_backs, enquiry, listing, machinery, reading

app_name = "desk"
REF = "enquiries/<str:reference>"

urlpatterns = [
    path("queue", listing.queue, name="queue"),
    path("queue/new-arrivals", listing.arrivals, name="arrivals"),
    path("enquiries", listing.enquiries, name="enquiries"),
    path("search", listing.search, name="search"),
    path("log-call", enquiry.log_call, name="log_call"),
    path(REF, enquiry.show, name="enquiry"),
    path(f"{REF}/claim", enquiry.claim, name="claim"),
    path(f"{REF}/move", enquiry.move, name="move"),
    path(f"{REF}/triage", enquiry.triage, name="triage"),
    path(f"{REF}/note", enquiry.note, name="note"),
    path(f"{REF}/log-call", enquiry.log_call, name="log_call_on"),
    path(f"{REF}/enquirer", enquiry.enquirer, name="enquirer"),
    path(f"{REF}/contact-details", enquiry.contact_details, name="contact_details"),
    path(f"{REF}/confidence/<str:stage>", enquiry.confidence, name="confidence"),
    path(f"{REF}/signposts", enquiry.signposts, name="signposts"),
    path(f"{REF}/signposts/withdraw", enquiry.withdraw_signpost, name="withdraw_signpost"),
    path(f"{REF}/close", enquiry.close, name="close"),
    path(f"{REF}/merge", enquiry.merge, name="merge"),
    path(f"{REF}/split", enquiry.split, name="split"),
    path(f"{REF}/advice", advice.start, name="advice_start"),
    path(f"{REF}/advice/answer", advice.answer, name="advice_answer"),
    path(f"{REF}/advice/back", advice.back, name="advice_back"),
    path(f"{REF}/advice/leave", advice.leave, name="advice_leave"),
    path(f"{REF}/advice/use", advice.use_suggestions, name="advice_use"),
    path(f"{REF}/call-back", call_backs.request, name="request_call_back"),
    path("call-backs", call_backs.listed, name="call_backs"),
    path("call-backs/<int:pk>", call_backs.attempt, name="call_back"),
    path("call-backs/<int:pk>/cancel", call_backs.cancel, name="cancel_call_back"),
    path("guard", reading.guard, name="guard"),
    path("directory", reading.directory, name="directory"),
    path("map", reading.maps, name="map"),
    path("map/<str:map_id>", reading.map_whole, name="map_whole"),
    path("guard-reviews", machinery.guard_reviews, name="guard_reviews"),
    path("guard-reviews/<int:pk>", machinery.review_override, name="review_override"),
    path("jobs", machinery.jobs, name="jobs"),
    path("jobs/retry/<uuid:pk>", machinery.retry_job, name="retry_job"),
    path("jobs/resend/<uuid:pk>", machinery.resend_message, name="resend_message"),
]
