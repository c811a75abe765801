from django.urls import path

from adviceline.finance.views import budget, claims, imports, ledger, overview

app_name = "finance"
CLAIM, ENTRY = "claims/<str:name>", "ledger/entries/<int:number>"
urlpatterns = [
    path("", overview.home, name="home"),
    path("tariff/", overview.tariff, name="tariff"),
    path("statements/<int:first>/", overview.statement, name="statement"),
    path("claims/", claims.listed, name="claims"),
    path("claims/draw-up/", claims.draw_up, name="draw_up"),
    path(f"{CLAIM}/", claims.one, name="claim"),
    path(f"{CLAIM}/sign/", claims.sign, name="sign"),
    path(f"{CLAIM}/release/", claims.release, name="release"),
    path(f"{CLAIM}/send-back/", claims.send_back, name="send_back"),
    path(f"{CLAIM}/disputes/", claims.dispute, name="dispute"),
    path(f"{CLAIM}/disputes/<int:pk>/", claims.settle, name="settle"),
    path(f"{CLAIM}/payments/", claims.pay, name="pay"),
    path(f"{CLAIM}/evidence.csv", claims.evidence, name="evidence"),
    path("ledger/", ledger.listed, name="ledger"),
    path("ledger/ledger.csv", ledger.export, name="ledger_csv"),
    path("ledger/record/", ledger.record, name="record"),
    path(f"{ENTRY}/", ledger.one, name="entry"),
    path(f"{ENTRY}/reverse/", ledger.reverse, name="reverse"),
    path(f"{ENTRY}/receipts/", ledger.attach, name="attach"),
    path(f"{ENTRY}/receipts/<int:pk>/", ledger.receipt, name="receipt"),
    path("ledger/import/", imports.upload, name="import"),
    path("ledger/import/<int:pk>/", imports.one, name="import_one"),
    path("ledger/import/<int:pk>/take/", imports.take, name="import_take"),
    path("budget/", budget.show, name="budget"),
    path("budget/set/", budget.set_line, name="set_budget"),
    path("budget/expect/", budget.expect, name="expect"),
    path("budget/reason/", budget.explain, name="explain"),
]
