from __future__ import annotations

from django.urls import path

from mingpin.registry.imports import steps, views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", steps.upload, name="import_new"),
    path("imports/<int:of_import>/", views.one_import, name="import"),
    path("imports/<int:of_import>/sheets/<int:number>/", steps.correct_sheet, name="import_sheet"),
    path("imports/<int:of_import>/coverage/", steps.correct_coverage, name="import_coverage"),
    path("imports/<int:of_import>/rows/<slug:table>/<slug:kind>/", views.rows, name="import_rows"),
    path("imports/<int:of_import>/rejected/", views.rejected, name="import_rejected"),
    path("imports/<int:of_import>/files/<int:file>/", views.original, name="import_file"),
    path("imports/<int:of_import>/files/<int:file>/marked/", views.marked, name="import_marked"),
    path("imports/<int:of_import>/apply/", steps.apply, name="import_apply"),
    path("imports/<int:of_import>/discard/", steps.discard, name="import_discard"),
    path("imports/<int:of_import>/undo/", steps.undo, name="import_undo"),
]
