"""Who has to do what by when: duties, milestones, meetings of the leading group, the bulletin, the assessment."""
