from __future__ import annotations

from django.urls import path

from mingpin.accounts.tokens.urls import urlpatterns as token_urls
from mingpin.accounts.views import account, carriers, delegations, memberships, organisations, people

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/change", account.account_change, name="account_change"),
    path("account/acting", account.switch_acting, name="switch_acting"),
    path("account/delegations/new", delegations.delegation_new, name="delegation_new"),
    path("account/delegations/<int:delegation>/revoke", delegations.delegation_revoke, name="delegation_revoke"),
    path("account/memberships/new", carriers.membership_request, name="membership_request"),
    path("register/", carriers.register, name="register"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/<int:membership>/", memberships.membership, name="membership"),
    path("memberships/<int:membership>/mandate", memberships.membership_mandate, name="membership_mandate"),
    path("memberships/<int:membership>/confirm", memberships.membership_confirm, name="membership_confirm"),
    path("memberships/<int:membership>/refuse", memberships.membership_refuse, name="membership_refuse"),
    path("memberships/<int:membership>/end", memberships.membership_end, name="membership_end"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new", organisations.organisation_new, name="organisation_new"),
    path("organisations/<int:organisation>/", organisations.organisation, name="organisation"),
    path("organisations/<int:organisation>/change", organisations.organisation_change, name="organisation_change"),
    path("organisations/<int:organisation>/people/new", organisations.member_new, name="member_new"),
    path("people/", people.people, name="people"),
    path("people/new", people.person_new, name="person_new"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/change", people.person_change, name="person_change"),
    path("people/<int:person>/password", people.person_password, name="person_password"),
    path("people/<int:person>/sign-out", people.person_sign_out, name="person_sign_out"),
    path("people/<int:person>/second-factor", people.person_second_factor, name="person_second_factor"),
    path("people/<int:person>/close", people.person_close, name="person_close"),
    path("people/<int:person>/open", people.person_open, name="person_open"),
    *token_urls,
]
