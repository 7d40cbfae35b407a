"""The names of set-up's closed lists, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from reviewer.domain.states import CommitteeKind, DeadlineRight, Role, SourceKind, Visibility
from reviewer.services.desks.setup import Part

KINDS = {
    CommitteeKind.GENERAL_ASSEMBLY: _l("General Assembly"),
    CommitteeKind.ECOSOC: _l("ECOSOC"),
    CommitteeKind.SPECIALIZED: _l("Specialized agency"),
    CommitteeKind.REGIONAL: _l("Regional body"),
    CommitteeKind.SECURITY_COUNCIL: _l("Security Council"),
    CommitteeKind.CRISIS: _l("Crisis"),
    CommitteeKind.OTHER: _l("Another kind"),
}

RIGHTS = {
    DeadlineRight.SUBMISSION: (_l("Handing in"), _l("After this, papers are not taken.")),
    DeadlineRight.FEEDBACK: (_l("For feedback"), _l("Papers received by then get written feedback.")),
    DeadlineRight.PAPER_AWARD: (_l("For paper awards"), _l("Papers received by then may win a paper award.")),
    DeadlineRight.ANY_AWARD: (_l("For any award"), _l("Without a paper by then a delegation wins no award at all.")),
    DeadlineRight.REGRADE: (_l("Asking for a regrade"), _l("Delegates may ask for another reading until then.")),
}
"""Name and meaning of each right that a deadline gives."""

SOURCE_KINDS = {
    SourceKind.GUIDE: _l("Background guide"),
    SourceKind.PAST_PAPER: _l("Past paper"),
    SourceKind.UN_DOCUMENT: _l("UN document"),
    SourceKind.WEB: _l("Web page"),
    SourceKind.OTHER: _l("Another text"),
}

VISIBILITIES = {
    Visibility.PUBLISHED: _l("Published: delegates may see and download it"),
    Visibility.STAFF: _l("For chairs and staff only"),
}
VISIBLE = {Visibility.PUBLISHED: _l("Published"), Visibility.STAFF: _l("Chairs and staff")}

MEMBERS = {
    Role.STAFF: _l("Staff"),
    Role.CHAIR: _l("Chairs"),
    Role.ADVISER: _l("Advisers"),
    Role.DELEGATE: _l("Delegates"),
}

PARTS = {
    Part.COMMITTEES: (_l("Committees"), _l("Drop each committee's background guide; its topics and questions follow.")),
    Part.RUBRICS: (_l("Rubric"), _l("Choose how papers are marked, or bring your own rubric.")),
    Part.DEADLINES: (_l("Deadlines"), _l("Say until when papers are taken.")),
    Part.ROSTER: (_l("Roster"), _l("Upload who represents whom; everybody gets an invitation.")),
    Part.CHAIRS: (_l("Chairs"), _l("Invite the chairs who will mark.")),
    Part.SOURCES: (_l("Sources"), _l("Add guides and past papers that papers are compared with.")),
    Part.INVITATIONS: (_l("Invitations accepted"), _l("Ask those who have not come in yet, or send them a new link.")),
}
"""Name of each part of the set-up and what to do in it."""
