"""All tables as the store began; their rows can only be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from engine.store.migrations.guards import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS: Final[Mapping[str, Any]] = {
    "": sa.String(), "long": sa.Text(), "number": sa.Integer(), "big": sa.BigInteger(), "day": sa.Date(),
    "flag": sa.Boolean(), "bytes": sa.LargeBinary(),
    "key": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "instant": sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite"),
}  # fmt: skip


def _table(
    name: str,
    columns: str,
    refers: Mapping[str, str] | None = None,
    unique: Mapping[str, str] | None = None,
    indexed: str = "",
) -> None:
    """Make a table of `column[:kind][?]` (`?` may be empty); `unique` gives the columns by the constraint's name."""
    op.create_table(
        name,
        *(_column(one) for one in ("id:key", "recorded_at:instant", *columns.split())),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{name}_{column}")
            for column, to in (refers or {}).items()
        ),
        *(
            sa.UniqueConstraint(*of.split(), name=f"uq_{name}_{called}")
            for called, of in (unique or {}).items()
        ),
    )
    for column in ("recorded_at", *indexed.split()):
        op.create_index(f"ix_{name}_{column}", name, [column])
    guard(name)


def _column(spelt: str) -> sa.Column[Any]:
    column, _, kind = spelt.removesuffix("?").partition(":")
    return sa.Column(column, KINDS[kind], nullable=spelt.endswith("?"))


def _received() -> None:
    _table(
        "import_file",
        "name sender sha256 size:big received_at:instant actor profile? profile_sha256 "
        "rows_accepted:number rows_unchanged:number rows_corrected:number rows_rejected:number "
        "rows_withdrawn:number detail:long?",
        unique={"sha256_sender_profile_sha256": "sha256 sender profile_sha256"},
        indexed="sender",
    )
    _table(
        "record_version",
        "table record_id version:number row_id content content_sha256 withdrawn:flag minted_from? "
        "import_id:key? sheet? row:number?",
        refers={"import_id": "import_file"},
        unique={"table_record_id_version": "table record_id version", "table_row_id": "table row_id"},
        indexed="import_id minted_from",
    )
    _table(
        "quarantined_row",
        "import_id:key file sheet? row:number? column? value reason owner table? record_id? cells:long?",
        refers={"import_id": "import_file"},
        indexed="import_id owner",
    )
    _table(
        "quarantine_answer",
        "quarantined_id:key kind import_id:key? actor reason?",
        refers={"quarantined_id": "quarantined_row", "import_id": "import_file"},
        indexed="quarantined_id",
    )
    _table(
        "coverage_report",
        "import_id:key? sender jurisdiction table period_from:day? period_to:day rows:number zero:flag "
        "actor detail:long?",
        refers={"import_id": "import_file"},
        indexed="import_id jurisdiction sender",
    )
    _table(
        "inquiry_letter",
        "number addressee jurisdiction? sent_on:day due_on:day inquiries:long kind sha256? actor "
        "detail:long?",
        unique={"number": "number"},
        indexed="addressee",
    )
    _table(
        "site_match",
        "site_a site_b reasons:long score:number? import_id:key? detail:long?",
        refers={"import_id": "import_file"},
        indexed="site_a site_b",
    )
    _table(
        "site_decision",
        "kind site same_as match_id:key? undoes_id:key? actor reason effect:long? signature?",
        refers={"match_id": "site_match", "undoes_id": "site_decision"},
        indexed="same_as site",
    )


def _work() -> None:
    _table(
        "run",
        "as_of:day known_at:instant engine_version rules_sha256 settings_sha256 jurisdictions_sha256 "
        "inputs_sha256 document_sha256 document:bytes previous_run_id:key? kind actor detail:long?",
        refers={"previous_run_id": "run"},
        unique={
            "question": "as_of known_at engine_version rules_sha256 settings_sha256 jurisdictions_sha256 inputs_sha256 kind"
        },
        indexed="as_of",
    )
    _table(
        "finding_state",
        "run_id:key finding_id identity change cause? cause_records:long? last_confirmed_on:day? rule "
        "jurisdiction outcome met_on:day? ended_on:day? detail:long?",
        refers={"run_id": "run"},
        unique={"run_id_identity": "run_id identity"},
        indexed="finding_id identity run_id",
    )
    _table(
        "decision",
        "subject_kind subject kind chosen? actor reason signature? detail:long?",
        indexed="subject",
    )
    _table(
        "officer",
        "handle name unit roles:long active:flag actor detail:long?",
        indexed="handle",
    )
    _table(
        "officer_key",
        "officer fingerprint algorithm public_key event valid_from:instant reason? actor signature? "
        "detail:long?",
        unique={"fingerprint_event": "fingerprint event"},
        indexed="fingerprint officer",
    )
    _table(
        "referral",
        "key kind parent_id:key? serial:number? organ jurisdiction receiver? receiver_body? run_id:key? "
        "findings:long sites:long? actor detail:long?",
        refers={"parent_id": "referral", "run_id": "run"},
        unique={"key": "key"},
        indexed="parent_id run_id",
    )
    _table(
        "referral_step",
        "referral_id:key seq:number step on:day due_on:day? number? actor run_id:key? package_sha256? "
        "payload_sha256? key_fingerprint? signature? detail:long?",
        refers={"referral_id": "referral", "run_id": "run"},
        unique={"number": "number", "referral_id_seq": "referral_id seq"},
        indexed="referral_id step",
    )
    _table(
        "audit_entry",
        "seq:key actor action subject detail previous_sha256 previous_sm3 sha256 sm3",
        unique={"seq": "seq"},
        indexed="action subject",
    )
    _table(
        "checkpoint",
        "seq:key entries:key sha256 sm3 on:day officer key_fingerprint algorithm payload signature",
        indexed="seq",
    )


def upgrade() -> None:
    """Make all tables."""
    _received()
    _work()


def downgrade() -> None:
    """Never: a store forgets nothing."""
    raise NotImplementedError("the first version has none before it")
