from __future__ import annotations

from django.urls import path

from mingpin.judgements.views import judgements, proposed, readings, rulings, what_ifs

urlpatterns = [
    path("judgements/", judgements.judgements, name="judgements"),
    path("judgements/subjects/<int:subject>/", judgements.judgements_of_subject, name="judgements_of_subject"),
    path("judgements/of/<str:judgement>/subjects/<int:subject>/", judgements.judgement, name="judgement"),
    path("judgements/proposed/", proposed.proposed_judgements, name="proposed_judgements"),
    path("judgements/proposed/<int:proposed>/", proposed.proposed_judgement, name="proposed_judgement"),
    path("judgements/proposed/<int:proposed>/second", proposed.proposed_second, name="proposed_second"),
    path("judgements/proposed/<int:proposed>/withdraw", proposed.proposed_withdraw, name="proposed_withdraw"),
    path("judgements/proposed/documents/<int:document>", proposed.proposed_document, name="proposed_document"),
    path("judgements/readings/", readings.rulings, name="rulings"),
    path("judgements/readings/<str:question>/", readings.reading, name="reading"),
    path("judgements/readings/<str:question>/effects", readings.reading_effects, name="reading_effects"),
    path("judgements/readings/<str:question>/rule", rulings.ruling_new, name="ruling_new"),
    path("judgements/rulings/<int:ruling>/", rulings.ruling, name="ruling"),
    path("judgements/rulings/<int:ruling>/sign", rulings.ruling_sign, name="ruling_sign"),
    path("judgements/rulings/<int:ruling>/drop", rulings.ruling_drop, name="ruling_drop"),
    path("judgements/rulings/<int:ruling>/again", rulings.ruling_again, name="ruling_again"),
    path("judgements/rulings/<int:ruling>/revoke", rulings.ruling_revoke, name="ruling_revoke"),
    path("judgements/what-if/", what_ifs.what_ifs, name="what_ifs"),
    path("judgements/what-if/new", what_ifs.what_if_new, name="what_if_new"),
    path("judgements/what-if/<int:what_if>/", what_ifs.what_if, name="what_if"),
    path("judgements/what-if/<int:what_if>/letter", what_ifs.what_if_letter, name="what_if_letter"),
]
