"""The whole domain: conference, papers, evidence, integrity, grading, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_chains",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_chains")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_audit_events_sequence_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("chain", "sequence", name=op.f("uq_audit_events_chain_sequence")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "conferences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("retain_until", sa.Date(), nullable=False),
        sa.Column("blind_marking", sa.Boolean(), nullable=False),
        sa.Column("delegates_see_similarity", sa.Boolean(), nullable=False),
        sa.Column("replacement_window_minutes", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(slug) > 0", name=op.f("ck_conferences_slug_not_empty")),
        sa.CheckConstraint("replacement_window_minutes >= 0", name=op.f("ck_conferences_window_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
        sa.UniqueConstraint("slug", name=op.f("uq_conferences_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stored_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_files_sha256_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_files_size_not_negative")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_files")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "adopted_rubrics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("adopted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["users.id"], name=op.f("fk_adopted_rubrics_adopted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_adopted_rubrics_conference_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_rubrics")),
        sa.UniqueConstraint(
            "conference_id", "content_hash", name=op.f("uq_adopted_rubrics_conference_id_content_hash")
        ),
        sa.UniqueConstraint(
            "conference_id", "name", "version", name=op.f("uq_adopted_rubrics_conference_id_name_version")
        ),
    )
    with op.batch_alter_table("adopted_rubrics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adopted_rubrics_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "delegations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_delegations_conference_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("conference_id", "name", name=op.f("uq_delegations_conference_id_name")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("reader_version", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("words_body", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("format", sa.JSON(), nullable=False, quote=True),  # FORMAT JSON is syntax to PostgreSQL
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_files.sha256"], name=op.f("fk_documents_file_sha256"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("file_sha256", "reader_version", name=op.f("uq_documents_file_sha256_reader_version")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_file_sha256"), ["file_sha256"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recipient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sent", "failed", name="mailstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_sent_when")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_outbox_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["users.id"], name=op.f("fk_outbox_recipient_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_index("ix_outbox_state", ["state", "next_attempt_at"], unique=False)

    op.create_table(
        "schools",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_schools_conference_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("conference_id", "name", name=op.f("uq_schools_conference_id_name")),
    )
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schools_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "committees",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ga",
                "ecosoc",
                "specialized",
                "regional",
                "security_council",
                "crisis",
                "other",
                name="committeekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("paper_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_revision", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_committees_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["adopted_rubrics.id"], name=op.f("fk_committees_rubric_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("conference_id", "slug", name=op.f("uq_committees_conference_id_slug")),
    )
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committees_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_committees_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "comparisons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("low_document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("high_document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engine_key", sa.String(length=64), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_document_id <= high_document_id", name=op.f("ck_comparisons_low_before_high")),
        sa.ForeignKeyConstraint(
            ["high_document_id"], ["documents.id"], name=op.f("fk_comparisons_high_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["low_document_id"], ["documents.id"], name=op.f("fk_comparisons_low_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
        sa.UniqueConstraint(
            "low_document_id",
            "high_document_id",
            "engine_key",
            name=op.f("uq_comparisons_low_document_id_high_document_id_engine_key"),
        ),
    )
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparisons_high_document_id"), ["high_document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparisons_low_document_id"), ["low_document_id"], unique=False)

    op.create_table(
        "document_metadata",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("last_modified_by", sa.Text(), nullable=True),
        sa.Column("created", sa.String(length=40), nullable=True),
        sa.Column("modified", sa.String(length=40), nullable=True),
        sa.Column("edit_minutes", sa.Integer(), nullable=True),
        sa.Column("revision_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_metadata_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_metadata")),
    )
    op.create_table(
        "fingerprints",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_fingerprints_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", "document_id", "position", name=op.f("pk_fingerprints")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("fingerprints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fingerprints_document_id"), ["document_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "delegate",
                "adviser",
                "chair",
                "staff",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_memberships_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_memberships_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("conference_id", "user_id", "role", name=op.f("uq_memberships_conference_id_user_id_role")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)

    op.create_table(
        "page_pictures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("page >= 1", name=op.f("ck_page_pictures_page_from_one")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_page_pictures_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_files.sha256"], name=op.f("fk_page_pictures_file_sha256"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_pictures")),
        sa.UniqueConstraint("document_id", "page", name=op.f("uq_page_pictures_document_id_page")),
    )
    with op.batch_alter_table("page_pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_pictures_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_pictures_file_sha256"), ["file_sha256"], unique=False)

    op.create_table(
        "committee_chairs",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_committee_chairs_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_committee_chairs_membership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("membership_id", "committee_id", name=op.f("pk_committee_chairs")),
    )
    with op.batch_alter_table("committee_chairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_chairs_committee_id"), ["committee_id"], unique=False)

    op.create_table(
        "deadlines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "right",
            sa.Enum(
                "submission",
                "feedback",
                "paper_award",
                "any_award",
                "regrade",
                name="deadlineright",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("grace_minutes >= 0", name=op.f("ck_deadlines_grace_not_negative")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_deadlines_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_deadlines_conference_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadlines_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deadlines_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(
            "uq_deadlines_committee",
            ["committee_id", "right"],
            unique=True,
            sqlite_where=sa.text("committee_id IS NOT NULL"),
            postgresql_where=sa.text("committee_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_deadlines_conference",
            ["conference_id", "right"],
            unique=True,
            sqlite_where=sa.text("committee_id IS NULL"),
            postgresql_where=sa.text("committee_id IS NULL"),
        )

    op.create_table(
        "matches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comparison_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "verbatim",
                "reworded",
                "paraphrase",
                "translated",
                name="matchkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("low_start", sa.Integer(), nullable=False),
        sa.Column("low_end", sa.Integer(), nullable=False),
        sa.Column("low_quote", sa.Text(), nullable=False),
        sa.Column("low_before", sa.String(length=40), nullable=False),
        sa.Column("low_after", sa.String(length=40), nullable=False),
        sa.Column(
            "low_excluded",
            sa.Enum(
                "quotation",
                "references",
                "prompt",
                "common_phrase",
                "short",
                "title",
                "name",
                "rule",
                name="low_exclusion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("high_start", sa.Integer(), nullable=False),
        sa.Column("high_end", sa.Integer(), nullable=False),
        sa.Column("high_quote", sa.Text(), nullable=False),
        sa.Column("high_before", sa.String(length=40), nullable=False),
        sa.Column("high_after", sa.String(length=40), nullable=False),
        sa.Column(
            "high_excluded",
            sa.Enum(
                "quotation",
                "references",
                "prompt",
                "common_phrase",
                "short",
                "title",
                "name",
                "rule",
                name="high_exclusion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("low_start < low_end AND high_start < high_end", name=op.f("ck_matches_spans_not_empty")),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_matches_score_is_a_share")),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparisons.id"], name=op.f("fk_matches_comparison_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matches_comparison_id"), ["comparison_id"], unique=False)

    op.create_table(
        "releases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("released_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_releases_revoked_by_somebody")
        ),
        sa.CheckConstraint("visible_from >= released_at", name=op.f("ck_releases_not_before_the_act")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_releases_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_releases_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["users.id"], name=op.f("fk_releases_released_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["users.id"], name=op.f("fk_releases_revoked_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_releases_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_releases_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "seats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("delegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size IN (1, 2)", name=op.f("ck_seats_single_or_double")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_seats_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_seats_delegation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_seats_school_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("committee_id", "delegation_id", name=op.f("uq_seats_committee_id_delegation_id")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seats_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seats_school_id"), ["school_id"], unique=False)

    op.create_table(
        "sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "guide",
                "prompt",
                "un_document",
                "past_paper",
                "web",
                "other",
                name="sourcekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("published", "staff", name="visibility", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unreadable_code", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "document_id IS NULL OR unreadable_code IS NULL", name=op.f("ck_sources_read_or_unreadable")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_sources_added_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_sources_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_sources_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_sources_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_files.sha256"], name=op.f("fk_sources_file_sha256"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sources_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sources_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sources_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sources_file_sha256"), ["file_sha256"], unique=False)

    op.create_table(
        "topics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_topics_number_from_one")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_topics_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("committee_id", "number", name=op.f("uq_topics_committee_id_number")),
    )
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topics_committee_id"), ["committee_id"], unique=False)

    op.create_table(
        "extensions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "right",
            sa.Enum(
                "submission",
                "feedback",
                "paper_award",
                "any_award",
                "regrade",
                name="deadlineright",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["users.id"], name=op.f("fk_extensions_granted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_extensions_seat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sa.UniqueConstraint("seat_id", "right", name=op.f("uq_extensions_seat_id_right")),
    )
    with op.batch_alter_table("extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extensions_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "delegate",
                "adviser",
                "chair",
                "staff",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("committee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role != 'adviser') OR school_id IS NOT NULL", name=op.f("ck_invitations_adviser_has_school")
        ),
        sa.CheckConstraint(
            "(role != 'chair') OR committee_id IS NOT NULL", name=op.f("ck_invitations_chair_has_committee")
        ),
        sa.CheckConstraint(
            "(role != 'delegate') OR seat_id IS NOT NULL", name=op.f("ck_invitations_delegate_has_seat")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_invitations_accepted_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["users.id"], name=op.f("fk_invitations_accepted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_invitations_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_invitations_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_invitations_created_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_invitations_school_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_invitations_seat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "key_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            '(document_id IS NULL) = (start IS NULL) AND (start IS NULL) = ("end" IS NULL)',
            name=op.f("ck_key_questions_whole_anchor"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_key_questions_text_not_empty")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_key_questions_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_key_questions_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_questions")),
    )
    with op.batch_alter_table("key_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_key_questions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_key_questions_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "papers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_papers_seat_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_papers_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_papers_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_papers_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(
            "uq_papers_seat",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("topic_id IS NULL"),
            postgresql_where=sa.text("topic_id IS NULL"),
        )
        batch_op.create_index(
            "uq_papers_seat_topic",
            ["seat_id", "topic_id"],
            unique=True,
            sqlite_where=sa.text("topic_id IS NOT NULL"),
            postgresql_where=sa.text("topic_id IS NOT NULL"),
        )

    op.create_table(
        "seat_holders",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_seat_holders_membership_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_holders_seat_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("membership_id", "seat_id", name=op.f("pk_seat_holders")),
    )
    with op.batch_alter_table("seat_holders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_holders_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "adjustments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_adjustments_reason_given")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_adjustments_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_adjustments_paper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustments_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "assigned", "ruled", name="casestate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "state != 'assigned' OR assignee_id IS NOT NULL", name=op.f("ck_cases_assigned_to_somebody")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_cases_assignee_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["users.id"], name=op.f("fk_cases_opened_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_cases_paper_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_cases_paper_id")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "staff_exclusions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("match_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_staff_exclusions_revoked_by_somebody")
        ),
        sa.CheckConstraint("(source_id IS NULL) != (match_id IS NULL)", name=op.f("ck_staff_exclusions_one_target")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_staff_exclusions_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_staff_exclusions_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_staff_exclusions_match_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_staff_exclusions_paper_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["users.id"], name=op.f("fk_staff_exclusions_revoked_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_staff_exclusions_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_exclusions")),
    )
    with op.batch_alter_table("staff_exclusions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_exclusions_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_exclusions_match_id"), ["match_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_exclusions_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_exclusions_source_id"), ["source_id"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unreadable_code", sa.String(length=64), nullable=True),
        sa.Column("unreadable_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(unreadable_code IS NULL) = (unreadable_since IS NULL)", name=op.f("ck_submissions_unreadable_since_when")
        ),
        sa.CheckConstraint("counted_at <= received_at", name=op.f("ck_submissions_counted_not_later")),
        sa.CheckConstraint(
            "document_id IS NULL OR unreadable_code IS NULL", name=op.f("ck_submissions_read_or_unreadable")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_submissions_number_from_one")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_submissions_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_files.sha256"], name=op.f("fk_submissions_file_sha256"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_submissions_paper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["users.id"], name=op.f("fk_submissions_uploaded_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_submissions_paper_id_number")),
        sa.UniqueConstraint("receipt", name=op.f("uq_submissions_receipt")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_file_sha256"), ["file_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "coverage_snapshots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inputs_key", sa.String(length=200), nullable=False),
        sa.Column("engine_version", sa.String(length=64), nullable=False),
        sa.Column("semantic", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_coverage_snapshots_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_coverage_snapshots_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_snapshots")),
        sa.UniqueConstraint("submission_id", "inputs_key", name=op.f("uq_coverage_snapshots_submission_id_inputs_key")),
    )
    with op.batch_alter_table("coverage_snapshots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_snapshots_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_snapshots_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "final_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rubric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("out_of > 0", name=op.f("ck_final_marks_out_of_something")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_final_marks_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_final_marks_paper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["adopted_rubrics.id"], name=op.f("fk_final_marks_rubric_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_final_marks_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_marks")),
    )
    with op.batch_alter_table("final_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_final_marks_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_final_marks_rubric_id"), ["rubric_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_final_marks_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "rulings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "cleared",
                "warned",
                "penalty",
                "disqualified",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("ruled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(verdict = 'penalty') = (penalty IS NOT NULL)", name=op.f("ck_rulings_penalty_has_points")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_rulings_reason_given")),
        sa.CheckConstraint("penalty IS NULL OR penalty > 0", name=op.f("ck_rulings_penalty_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_rulings_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["ruled_by_id"], ["users.id"], name=op.f("fk_rulings_ruled_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
    )
    with op.batch_alter_table("rulings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rulings_case_id"), ["case_id"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "step",
            sa.Enum(
                "read", "compare", "cover", "picture", name="step", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("inputs_key", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (error_code IS NOT NULL)", name=op.f("ck_runs_failed_says_why")),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_runs_running_has_lease")),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name=op.f("ck_runs_finished_when")
        ),
        sa.CheckConstraint("(submission_id IS NULL) != (source_id IS NULL)", name=op.f("ck_runs_one_subject")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_runs_source_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_runs_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_runs_source_id"), ["source_id"], unique=False)
        batch_op.create_index("ix_runs_state", ["state", "lease_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_runs_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(
            "uq_runs_source",
            ["source_id", "step", "inputs_key"],
            unique=True,
            sqlite_where=sa.text("source_id IS NOT NULL"),
            postgresql_where=sa.text("source_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_runs_submission",
            ["submission_id", "step", "inputs_key"],
            unique=True,
            sqlite_where=sa.text("submission_id IS NOT NULL"),
            postgresql_where=sa.text("submission_id IS NOT NULL"),
        )

    op.create_table(
        "scorecards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "final", name="scorecardstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("overall", sa.Text(), nullable=False),
        sa.Column("overall_version", sa.Integer(), nullable=False),
        sa.Column("overall_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("overall_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'final') = (finished_at IS NOT NULL)", name=op.f("ck_scorecards_final_when")),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (finished_by_id IS NULL)", name=op.f("ck_scorecards_finished_by_somebody")
        ),
        sa.CheckConstraint("slot >= 1", name=op.f("ck_scorecards_slot_from_one")),
        sa.ForeignKeyConstraint(
            ["finished_by_id"], ["users.id"], name=op.f("fk_scorecards_finished_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["overall_by_id"], ["users.id"], name=op.f("fk_scorecards_overall_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_scorecards_paper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["adopted_rubrics.id"], name=op.f("fk_scorecards_rubric_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["users.id"], name=op.f("fk_scorecards_started_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_scorecards_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("paper_id", "slot", name=op.f("uq_scorecards_paper_id_slot")),
    )
    with op.batch_alter_table("scorecards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scorecards_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scorecards_rubric_id"), ["rubric_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scorecards_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scorecard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            '(document_id IS NULL) = (start IS NULL) AND (start IS NULL) = (quote IS NULL) AND (start IS NULL) = ("end" IS NULL)',
            name=op.f("ck_comments_whole_anchor"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_comments_text_not_empty")),
        sa.CheckConstraint('start IS NULL OR start < "end"', name=op.f("ck_comments_span_not_empty")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_comments_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_comments_paper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_comments_scorecard_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_scorecard_id"), ["scorecard_id"], unique=False)

    op.create_table(
        "final_mark_adjustments",
        sa.Column("final_mark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjustment_id"],
            ["adjustments.id"],
            name=op.f("fk_final_mark_adjustments_adjustment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["final_mark_id"],
            ["final_marks.id"],
            name=op.f("fk_final_mark_adjustments_final_mark_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("final_mark_id", "adjustment_id", name=op.f("pk_final_mark_adjustments")),
    )
    op.create_table(
        "final_mark_scorecards",
        sa.Column("final_mark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scorecard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["final_mark_id"],
            ["final_marks.id"],
            name=op.f("fk_final_mark_scorecards_final_mark_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_final_mark_scorecards_scorecard_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("final_mark_id", "scorecard_id", name=op.f("pk_final_mark_scorecards")),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scorecard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("topic_number", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=False),
        sa.Column("note_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(note_version = 0) = (note_by_id IS NULL)", name=op.f("ck_marks_note_by_somebody")),
        sa.CheckConstraint("version >= 0 AND note_version >= 0", name=op.f("ck_marks_versions_not_negative")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_marks_changed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["note_by_id"], ["users.id"], name=op.f("fk_marks_note_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_marks_scorecard_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint(
            "scorecard_id", "criterion", "topic_number", name=op.f("uq_marks_scorecard_id_criterion_topic_number")
        ),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marks_scorecard_id"), ["scorecard_id"], unique=False)

    op.create_table(
        "question_coverage",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "covered",
                "partly",
                "missing",
                name="coveragestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_question_id"],
            ["key_questions.id"],
            name=op.f("fk_question_coverage_key_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["coverage_snapshots.id"],
            name=op.f("fk_question_coverage_snapshot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_coverage")),
        sa.UniqueConstraint(
            "snapshot_id", "key_question_id", name=op.f("uq_question_coverage_snapshot_id_key_question_id")
        ),
    )
    with op.batch_alter_table("question_coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_coverage_key_question_id"), ["key_question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_coverage_snapshot_id"), ["snapshot_id"], unique=False)

    op.create_table(
        "released_marks",
        sa.Column("release_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("final_mark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["final_mark_id"], ["final_marks.id"], name=op.f("fk_released_marks_final_mark_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_released_marks_paper_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_released_marks_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "paper_id", name=op.f("pk_released_marks")),
    )
    with op.batch_alter_table("released_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_released_marks_final_mark_id"), ["final_mark_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_released_marks_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "evidence_spans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_coverage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_evidence_spans_rank_to_three")),
        sa.CheckConstraint('start < "end"', name=op.f("ck_evidence_spans_span_not_empty")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_evidence_spans_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_coverage_id"],
            ["question_coverage.id"],
            name=op.f("fk_evidence_spans_question_coverage_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_spans")),
        sa.UniqueConstraint("question_coverage_id", "rank", name=op.f("uq_evidence_spans_question_coverage_id_rank")),
    )
    with op.batch_alter_table("evidence_spans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_spans_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_spans_question_coverage_id"), ["question_coverage_id"], unique=False
        )

    op.create_table(
        "coverage_judgements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "covered",
                "partly",
                "missing",
                name="coveragestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence_span_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("judged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_span_id"],
            ["evidence_spans.id"],
            name=op.f("fk_coverage_judgements_evidence_span_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["users.id"], name=op.f("fk_coverage_judgements_judged_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["key_question_id"],
            ["key_questions.id"],
            name=op.f("fk_coverage_judgements_key_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_coverage_judgements_paper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_judgements")),
    )
    with op.batch_alter_table("coverage_judgements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_judgements_evidence_span_id"), ["evidence_span_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_judgements_key_question_id"), ["key_question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_judgements_paper_id"), ["paper_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("coverage_judgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_judgements_paper_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_judgements_key_question_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_judgements_evidence_span_id"))

    op.drop_table("coverage_judgements")
    with op.batch_alter_table("evidence_spans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_spans_question_coverage_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_spans_document_id"))

    op.drop_table("evidence_spans")
    with op.batch_alter_table("released_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_released_marks_paper_id"))
        batch_op.drop_index(batch_op.f("ix_released_marks_final_mark_id"))

    op.drop_table("released_marks")
    with op.batch_alter_table("question_coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_coverage_snapshot_id"))
        batch_op.drop_index(batch_op.f("ix_question_coverage_key_question_id"))

    op.drop_table("question_coverage")
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_scorecard_id"))

    op.drop_table("marks")
    op.drop_table("final_mark_scorecards")
    op.drop_table("final_mark_adjustments")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comments_scorecard_id"))
        batch_op.drop_index(batch_op.f("ix_comments_paper_id"))
        batch_op.drop_index(batch_op.f("ix_comments_document_id"))

    op.drop_table("comments")
    with op.batch_alter_table("scorecards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scorecards_submission_id"))
        batch_op.drop_index(batch_op.f("ix_scorecards_rubric_id"))
        batch_op.drop_index(batch_op.f("ix_scorecards_paper_id"))

    op.drop_table("scorecards")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_runs_submission",
            sqlite_where=sa.text("submission_id IS NOT NULL"),
            postgresql_where=sa.text("submission_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_runs_source",
            sqlite_where=sa.text("source_id IS NOT NULL"),
            postgresql_where=sa.text("source_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_runs_submission_id"))
        batch_op.drop_index("ix_runs_state")
        batch_op.drop_index(batch_op.f("ix_runs_source_id"))

    op.drop_table("runs")
    with op.batch_alter_table("rulings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rulings_case_id"))

    op.drop_table("rulings")
    with op.batch_alter_table("final_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_final_marks_submission_id"))
        batch_op.drop_index(batch_op.f("ix_final_marks_rubric_id"))
        batch_op.drop_index(batch_op.f("ix_final_marks_paper_id"))

    op.drop_table("final_marks")
    with op.batch_alter_table("coverage_snapshots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_snapshots_submission_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_snapshots_document_id"))

    op.drop_table("coverage_snapshots")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_paper_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_submissions_document_id"))

    op.drop_table("submissions")
    with op.batch_alter_table("staff_exclusions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_exclusions_source_id"))
        batch_op.drop_index(batch_op.f("ix_staff_exclusions_paper_id"))
        batch_op.drop_index(batch_op.f("ix_staff_exclusions_match_id"))
        batch_op.drop_index(batch_op.f("ix_staff_exclusions_conference_id"))

    op.drop_table("staff_exclusions")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_paper_id"))
        batch_op.drop_index(batch_op.f("ix_cases_assignee_id"))

    op.drop_table("cases")
    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjustments_paper_id"))

    op.drop_table("adjustments")
    with op.batch_alter_table("seat_holders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_holders_seat_id"))

    op.drop_table("seat_holders")
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_papers_seat_topic",
            sqlite_where=sa.text("topic_id IS NOT NULL"),
            postgresql_where=sa.text("topic_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_papers_seat", sqlite_where=sa.text("topic_id IS NULL"), postgresql_where=sa.text("topic_id IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_papers_topic_id"))
        batch_op.drop_index(batch_op.f("ix_papers_seat_id"))

    op.drop_table("papers")
    with op.batch_alter_table("key_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_key_questions_topic_id"))
        batch_op.drop_index(batch_op.f("ix_key_questions_document_id"))

    op.drop_table("key_questions")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_seat_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_school_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_email"))
        batch_op.drop_index(batch_op.f("ix_invitations_conference_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_committee_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extensions_seat_id"))

    op.drop_table("extensions")
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topics_committee_id"))

    op.drop_table("topics")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sources_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_sources_document_id"))
        batch_op.drop_index(batch_op.f("ix_sources_conference_id"))
        batch_op.drop_index(batch_op.f("ix_sources_committee_id"))

    op.drop_table("sources")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_school_id"))
        batch_op.drop_index(batch_op.f("ix_seats_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_seats_committee_id"))

    op.drop_table("seats")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_releases_conference_id"))
        batch_op.drop_index(batch_op.f("ix_releases_committee_id"))

    op.drop_table("releases")
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matches_comparison_id"))

    op.drop_table("matches")
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deadlines_conference",
            sqlite_where=sa.text("committee_id IS NULL"),
            postgresql_where=sa.text("committee_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_deadlines_committee",
            sqlite_where=sa.text("committee_id IS NOT NULL"),
            postgresql_where=sa.text("committee_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_deadlines_conference_id"))
        batch_op.drop_index(batch_op.f("ix_deadlines_committee_id"))

    op.drop_table("deadlines")
    with op.batch_alter_table("committee_chairs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_committee_chairs_committee_id"))

    op.drop_table("committee_chairs")
    with op.batch_alter_table("page_pictures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_pictures_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_page_pictures_document_id"))

    op.drop_table("page_pictures")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_school_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_conference_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("fingerprints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fingerprints_document_id"))

    op.drop_table("fingerprints")
    op.drop_table("document_metadata")
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comparisons_low_document_id"))
        batch_op.drop_index(batch_op.f("ix_comparisons_high_document_id"))

    op.drop_table("comparisons")
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_committees_rubric_id"))
        batch_op.drop_index(batch_op.f("ix_committees_conference_id"))

    op.drop_table("committees")
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schools_conference_id"))

    op.drop_table("schools")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state")
        batch_op.drop_index(batch_op.f("ix_outbox_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_conference_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_file_sha256"))

    op.drop_table("documents")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_conference_id"))

    op.drop_table("delegations")
    with op.batch_alter_table("adopted_rubrics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adopted_rubrics_conference_id"))

    op.drop_table("adopted_rubrics")
    op.drop_table("users")
    op.drop_table("stored_files")
    op.drop_table("conferences")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_subject")

    op.drop_table("audit_events")
    op.drop_table("audit_chains")
