from __future__ import annotations

from django.urls import path

from mingpin.duties.views import assessment, bulletins, duties, meetings, work

urlpatterns = [
    path("duties/", duties.duties, name="duties"),
    path("duties/late", duties.duties_late, name="duties_late"),
    path("duties/of/<str:clause>/", duties.duty, name="duty"),
    path("duties/of/<str:clause>/lead", work.lead_new, name="lead_new"),
    path("duties/of/<str:clause>/milestone", work.milestone_new, name="milestone_new"),
    path("duties/of/<str:clause>/progress", work.progress_new, name="progress_new"),
    path("duties/of/<str:clause>/hand-off", work.hand_off_new, name="hand_off_new"),
    path("duties/leads/<int:lead>/", work.lead, name="lead"),
    path("duties/leads/<int:lead>/decline", work.lead_decline, name="lead_decline"),
    path("duties/milestones/<int:milestone>/", work.milestone, name="milestone"),
    path("duties/milestones/<int:milestone>/drop", work.milestone_drop, name="milestone_drop"),
    path("duties/hand-offs/<int:hand_off>/", work.hand_off, name="hand_off"),
    path("duties/hand-offs/<int:hand_off>/accept", work.hand_off_accept, name="hand_off_accept"),
    path("duties/hand-offs/<int:hand_off>/return", work.hand_off_return, name="hand_off_return"),
    path("duties/hand-offs/<int:hand_off>/done", work.hand_off_finish, name="hand_off_finish"),
    path("duties/documents/<int:document>/", work.duty_document, name="duty_document"),
    path("duties/meetings/", meetings.meetings, name="meetings"),
    path("duties/meetings/new", meetings.meeting_new, name="meeting_new"),
    path("duties/meetings/<int:meeting>/", meetings.meeting, name="meeting"),
    path("duties/meetings/<int:meeting>/documents", meetings.meeting_documents, name="meeting_documents"),
    path("duties/meetings/<int:meeting>/resolution", meetings.resolution_new, name="resolution_new"),
    path("duties/resolutions/<int:resolution>/", meetings.resolution, name="resolution"),
    path("duties/resolutions/<int:resolution>/close", meetings.resolution_close, name="resolution_close"),
    path("duties/bulletins/", bulletins.bulletins, name="bulletins"),
    path("duties/bulletins/draft", bulletins.bulletin_draft, name="bulletin_draft"),
    path("duties/bulletins/draft/docx", bulletins.bulletin_draft_docx, name="bulletin_draft_docx"),
    path("duties/bulletins/<int:bulletin>/", bulletins.bulletin, name="bulletin"),
    path("duties/bulletins/<int:bulletin>/docx", bulletins.bulletin_docx, name="bulletin_docx"),
    path("duties/assessment/", assessment.assessment, name="assessment"),
    path("duties/assessment/<str:body>/", assessment.assessment_of, name="assessment_of"),
]
