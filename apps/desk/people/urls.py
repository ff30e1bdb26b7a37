"""Addresses of an organisation's people and details, and of the operator's look at organisations."""

from django.urls import path

from apps.desk.people.views import assignments, licences, members, onboarding, organisations

urlpatterns = [
    path("onboarding/", onboarding.Onboarding.as_view(), name="onboarding"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/invite/", members.MemberInvite.as_view(), name="member-invite"),
    path("members/<int:pk>/", members.MemberChange.as_view(), name="member"),
    path("members/<int:pk>/assign/", assignments.MemberAssign.as_view(), name="member-assign"),
    path("members/<int:pk>/unassign/", assignments.MemberUnassign.as_view(), name="member-unassign"),
    path("members/<int:pk>/remove/", members.MemberRemove.as_view(), name="member-remove"),
    path("invitations/<int:pk>/", members.InvitationPage.as_view(), name="invitation"),
    path("settings/", organisations.OrganisationSettings.as_view(), name="organisation-settings"),
    path("settings/licence/", licences.LicencePage.as_view(), name="licence"),
    path("settings/licence/file/", licences.LicenceFile.as_view(), name="licence-file"),
    path("organisations/", organisations.Organisations.as_view(), name="organisations"),
    path("organisations/<slug:slug>/", organisations.OrganisationJudge.as_view(), name="organisation-judge"),
    path("organisations/<slug:slug>/licence/", licences.JudgedLicenceFile.as_view(), name="organisation-licence"),
]
