from django.urls import path

from adviceline.channels.web.views import advice, asking, calling, finding, packs, pages, sessions

app_name = "web"
urlpatterns = [
    path("", pages.home, name="home"),
    path("get-advice", asking.ask, name="ask"),
    path("get-advice/check", asking.check, name="ask_check"),
    path("get-advice/clear", asking.clear, name="ask_clear"),
    path("get-advice/for/<slug:code>", asking.scope, name="ask_scope"),
    path("get-advice/sent/<str:token>", calling.sent, name="sent"),
    path("get-advice/<slug:step>", asking.ask_step, name="ask_step"),
    path("call-back", calling.call_back, name="call_back"),
    path("directory", finding.directory, name="directory"),
    path("pack/<str:token>", packs.pack, name="pack"),
    path("pack/<str:token>/open/<slug:entry_id>", packs.open_entry, name="pack_open"),
    path("pack/<str:token>/helped", packs.helped, name="pack_helped"),
    path("session/<str:token>", sessions.session, name="session"),
    path("session/<str:token>/times", sessions.times, name="session_times"),
    path("session/<str:token>/times/<str:day>", sessions.book, name="session_book"),
    path("session/<str:token>/cancel", sessions.cancel, name="session_cancel"),
    path("session/<str:token>/no-more-emails", sessions.quiet, name="session_quiet"),
    path("session/<str:token>/calendar.ics", sessions.calendar, name="session_calendar"),
    path("session/invited/<str:token>", sessions.invited, name="invited"),
    path("advice-map", advice.walk, name="map"),
    path("advice-map/whole", advice.whole, name="map_whole"),
    path("under-18", pages.young_people, name="young_people"),
    path("about", pages.fixed("web.about"), name="about"),
    path("privacy", pages.fixed("pages.privacy"), name="privacy"),
    path("accessibility", pages.fixed("pages.accessibility"), name="accessibility"),
    path("cookies", pages.fixed("pages.cookies"), name="cookies"),
    path("feedback", pages.fixed("web.feedback"), name="feedback"),
    path("check-text", pages.guard, name="guard"),
    path("health", pages.health, name="health"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security, name="security"),
]
