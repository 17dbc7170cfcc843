"""Every table, as the first release has them."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards what the models say."""
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('create_datetime', sa.DateTime(timezone=True), nullable=True),
    sa.Column('update_datetime', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('us_totp_secrets', sa.String(), nullable=True),
    sa.Column('mf_recovery_codes', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_account_fs_uniquifier')),
    sa.UniqueConstraint('fs_webauthn_user_handle', name=op.f('uq_account_fs_webauthn_user_handle'))
    )
    op.create_table('answered_request',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('location', sa.String(length=2000), nullable=True),
    sa.Column('body', sa.String(), nullable=True),
    sa.Column('content_type', sa.String(length=80), nullable=True),
    sa.Column('said', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_answered_request'))
    )
    with op.batch_alter_table('answered_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answered_request_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index('ix_answered_request_speaks', ['answered_at'], unique=False, sqlite_where=sa.text('body IS NOT NULL OR said IS NOT NULL'), postgresql_where=sa.text('body IS NOT NULL OR said IS NOT NULL'))

    op.create_table('digibank',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('enterprise_number', sa.String(length=20), nullable=False),
    sa.Column('reuse_centre', sa.String(length=120), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('founded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digibank')),
    sa.UniqueConstraint('slug', name=op.f('uq_digibank_slug'))
    )
    op.create_table('kept_form',
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('path', sa.String(length=2000), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_kept_form'))
    )
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_form_kept_at'), ['kept_at'], unique=False)

    op.create_table('security_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('description', sa.String(length=255), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_role')),
    sa.UniqueConstraint('name', name=op.f('uq_security_role_name'))
    )
    op.create_table('account_balance',
    sa.Column('account', sa.String(length=40), nullable=False),
    sa.Column('balance_cents', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("account IN ('till', 'card', 'bank', 'third_party', 'held', 'retained', 'in_transit', 'till_difference', 'surplus', 'underway', 'repairs')", name=op.f('ck_account_balance_account')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_account_balance_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_balance')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_account_balance_wall')
    )
    with op.batch_alter_table('account_balance', schema=None) as batch_op:
        batch_op.create_index('ix_account_balance_account', ['digibank_id', 'account'], unique=True)

    op.create_table('account_security_role',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['role_id'], ['security_role.id'], name=op.f('fk_account_security_role_role_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_account_security_role_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'role_id', name=op.f('pk_account_security_role'))
    )
    op.create_table('agreement_text',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=10), nullable=False),
    sa.Column('articles', sa.JSON(), nullable=False),
    sa.Column('own_clause', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('donation', 'processing')", name=op.f('ck_agreement_text_kind')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_agreement_text_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_agreement_text_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_text')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_agreement_text_wall'),
    sa.UniqueConstraint('digibank_id', 'kind', 'number', name='uq_agreement_text_number')
    )
    op.create_table('audit_event',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deed', sa.String(length=80), nullable=False),
    sa.Column('thing', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('actor_kind', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('errand', sa.String(length=40), nullable=False),
    sa.Column('particulars_text', sa.String(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('own_hash', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_audit_event_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_audit_event_wall')
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index('ix_audit_event_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_audit_event_number', ['digibank_id', 'number'], unique=True)
        batch_op.create_index('ix_audit_event_thing', ['digibank_id', 'thing', 'thing_id', 'id'], unique=False)

    op.create_table('audit_head',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('own_hash', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_audit_head_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_audit_head_wall')
    )
    with op.batch_alter_table('audit_head', schema=None) as batch_op:
        batch_op.create_index('ix_audit_head_one', ['digibank_id'], unique=True)

    op.create_table('bank_account',
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('holder_name', sa.String(length=70), nullable=False),
    sa.Column('bic', sa.String(length=11), nullable=False),
    sa.Column('nickname', sa.String(length=40), nullable=False),
    sa.Column('pain_version', sa.String(length=40), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("iban = upper(iban) AND iban NOT LIKE '% %' AND length(iban) >= 15", name=op.f('ck_bank_account_iban')),
    sa.CheckConstraint("pain_version IN ('09', '03')", name=op.f('ck_bank_account_pain_version')),
    sa.CheckConstraint('length(holder_name) > 0', name=op.f('ck_bank_account_holder_name')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_bank_account_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_account')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_bank_account_wall')
    )
    with op.batch_alter_table('bank_account', schema=None) as batch_op:
        batch_op.create_index('ix_bank_account_iban', ['digibank_id', 'iban'], unique=True)

    op.create_table('bank_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=40), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("format IN ('coda', 'camt.053.001.02', 'camt.053.001.08')", name=op.f('ck_bank_file_format')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_bank_file_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_file')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_bank_file_wall')
    )
    with op.batch_alter_table('bank_file', schema=None) as batch_op:
        batch_op.create_index('ix_bank_file_sha256', ['digibank_id', 'sha256'], unique=True)

    op.create_table('bench_day',
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('corrected_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ended_at IS NULL OR ended_at > started_at', name=op.f('ck_bench_day_ends_after')),
    sa.ForeignKeyConstraint(['corrected_by_id'], ['account.id'], name=op.f('fk_bench_day_corrected_by_id')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_bench_day_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_bench_day_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bench_day')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_bench_day_wall')
    )
    with op.batch_alter_table('bench_day', schema=None) as batch_op:
        batch_op.create_index('ix_bench_day_day', ['digibank_id', 'day'], unique=False)
        batch_op.create_index('ix_bench_day_open', ['digibank_id', 'user_id', 'day'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('ix_bench_day_user', ['digibank_id', 'user_id', 'day'], unique=False)

    op.create_table('buddy_pin',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('pin_hash', sa.String(length=255), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('wrong_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('wrong >= 0', name=op.f('ck_buddy_pin_wrong')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_buddy_pin_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_buddy_pin_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_buddy_pin')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_buddy_pin_wall'),
    sa.UniqueConstraint('digibank_id', 'user_id', name='uq_buddy_pin_once')
    )
    op.create_table('checklist',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('laptop', 'tablet', 'desktop', 'assistive', 'accessory')", name=op.f('ck_checklist_kind')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_checklist_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_checklist_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_checklist_wall'),
    sa.UniqueConstraint('digibank_id', 'kind', 'number', name='uq_checklist_number')
    )
    op.create_table('contact_list',
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('headed', sa.Boolean(), nullable=False),
    sa.Column('headings', sa.JSON(), nullable=False),
    sa.Column('refused_columns', sa.JSON(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('day_order', sa.String(length=40), nullable=False),
    sa.Column('usual_service', sa.String(length=120), nullable=False),
    sa.Column('usual_place', sa.String(length=120), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('too_varied', sa.String(length=40), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('new_people', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("day_order IN ('by_itself', 'day_first', 'month_first', 'both')", name=op.f('ck_contact_list_day_order')),
    sa.CheckConstraint("state IN ('uploaded', 'looking', 'looked', 'taking', 'done', 'undoing', 'undone', 'dropped')", name=op.f('ck_contact_list_state')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_contact_list_decided_by_id')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_contact_list_digibank_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['account.id'], name=op.f('fk_contact_list_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_list')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_contact_list_wall')
    )
    with op.batch_alter_table('contact_list', schema=None) as batch_op:
        batch_op.create_index('ix_contact_list_sha256', ['digibank_id', 'sha256'], unique=False)

    op.create_table('contact_settings',
    sa.Column('asks_gender', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_contact_settings_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_settings')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_contact_settings_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_contact_settings_one')
    )
    op.create_table('data_breach',
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=1000), nullable=False),
    sa.Column('which_data', sa.String(length=500), nullable=False),
    sa.Column('how_many', sa.Integer(), nullable=True),
    sa.Column('risk', sa.String(length=40), nullable=False),
    sa.Column('measures', sa.String(length=1000), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('told_authority_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_people_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("risk IN ('none', 'some', 'high')", name=op.f('ck_data_breach_risk')),
    sa.CheckConstraint('how_many IS NULL OR how_many >= 0', name=op.f('ck_data_breach_how_many')),
    sa.CheckConstraint('told_authority_at IS NULL OR told_authority_at >= found_at', name=op.f('ck_data_breach_told_after_found')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_data_breach_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_data_breach_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_breach')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_data_breach_wall')
    )
    with op.batch_alter_table('data_breach', schema=None) as batch_op:
        batch_op.create_index('ix_data_breach_found', ['digibank_id', 'found_at', 'id'], unique=False)

    op.create_table('figure_clock',
    sa.Column('contacts', sa.BigInteger(), nullable=False),
    sa.Column('loans', sa.BigInteger(), nullable=False),
    sa.Column('moments', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_figure_clock_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_clock')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_figure_clock_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_figure_clock_one')
    )
    op.create_table('figure_settings',
    sa.Column('visitors_target', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('visitors_target BETWEEN 1 AND 1000000', name=op.f('ck_figure_settings_visitors_target')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_figure_settings_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_settings')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_figure_settings_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_figure_settings_one')
    )
    op.create_table('finder_message',
    sa.Column('code_serial', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('reply_to', sa.String(length=120), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by_id IS NULL)', name=op.f('ck_finder_message_answered_by_someone')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_finder_message_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_finder_message_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finder_message')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_finder_message_wall')
    )
    with op.batch_alter_table('finder_message', schema=None) as batch_op:
        batch_op.create_index('ix_finder_message_left', ['digibank_id', 'left_at'], unique=False)

    op.create_table('form_invitation',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(token_hash) = 64', name=op.f('ck_form_invitation_hashed')),
    sa.CheckConstraint('used_at IS NULL OR revoked_at IS NULL', name=op.f('ck_form_invitation_used_or_taken_back')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_form_invitation_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_form_invitation_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_invitation')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_form_invitation_wall'),
    sa.UniqueConstraint('token_hash', name='uq_form_invitation_token')
    )
    with op.batch_alter_table('form_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_form_invitation_made', ['digibank_id', 'made_at', 'id'], unique=False)

    op.create_table('given_code',
    sa.Column('serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_given_code_digibank_id')),
    sa.PrimaryKeyConstraint('serial', name=op.f('pk_given_code')),
    sqlite_autoincrement=True
    )
    op.create_table('grade_photo',
    sa.Column('grade', sa.String(length=40), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f('ck_grade_photo_grade')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_grade_photo_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_photo')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_grade_photo_wall')
    )
    with op.batch_alter_table('grade_photo', schema=None) as batch_op:
        batch_op.create_index('ix_grade_photo_grade', ['digibank_id', 'grade', 'id'], unique=False)

    op.create_table('grade_rule',
    sa.Column('grade', sa.String(length=40), nullable=False),
    sa.Column('use', sa.String(length=40), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f('ck_grade_rule_grade')),
    sa.CheckConstraint("use IN ('lent', 'inside', 'parts')", name=op.f('ck_grade_rule_use')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_grade_rule_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_rule')),
    sa.UniqueConstraint('digibank_id', 'grade', name='uq_grade_rule_grade'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_grade_rule_wall')
    )
    op.create_table('hardware_floor',
    sa.Column('memory_gb', sa.Integer(), nullable=True),
    sa.Column('disk_gb', sa.Integer(), nullable=True),
    sa.Column('battery_percent', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('battery_percent IS NULL OR battery_percent BETWEEN 1 AND 100', name=op.f('ck_hardware_floor_battery_percent')),
    sa.CheckConstraint('disk_gb IS NULL OR disk_gb BETWEEN 1 AND 10000', name=op.f('ck_hardware_floor_disk_gb')),
    sa.CheckConstraint('memory_gb IS NULL OR memory_gb BETWEEN 1 AND 256', name=op.f('ck_hardware_floor_memory_gb')),
    sa.CheckConstraint('year IS NULL OR year BETWEEN 2000 AND 2100', name=op.f('ck_hardware_floor_year')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_hardware_floor_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hardware_floor')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_hardware_floor_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_hardware_floor_one')
    )
    op.create_table('help_type',
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('titles', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('parent_id <> id', name=op.f('ck_help_type_not_its_own_parent')),
    sa.ForeignKeyConstraint(['digibank_id', 'parent_id'], ['help_type.digibank_id', 'help_type.id'], name='fk_help_type_parent_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_help_type_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_type')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_help_type_wall')
    )
    op.create_table('household',
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_household_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_household_wall')
    )
    op.create_table('impact_factor',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('method', sa.String(length=40), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('co2', 'raw_materials', 'e_waste')", name=op.f('ck_impact_factor_kind')),
    sa.CheckConstraint("method IN ('per_year', 'per_laptop')", name=op.f('ck_impact_factor_method')),
    sa.CheckConstraint('grams BETWEEN 0 AND 5000000', name=op.f('ck_impact_factor_grams')),
    sa.CheckConstraint('length(source) > 0', name=op.f('ck_impact_factor_has_a_source')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_impact_factor_digibank_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_impact_factor_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_impact_factor')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_impact_factor_wall')
    )
    with op.batch_alter_table('impact_factor', schema=None) as batch_op:
        batch_op.create_index('ix_impact_factor_kind', ['digibank_id', 'kind', 'valid_from', 'id'], unique=False)

    op.create_table('invitation',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown_to_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_invitation_digibank_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['account.id'], name=op.f('fk_invitation_invited_by_id')),
    sa.ForeignKeyConstraint(['shown_to_id'], ['account.id'], name=op.f('fk_invitation_shown_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_invitation_wall'),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    op.create_table('kept_answer',
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(length=40), nullable=False),
    sa.Column('device_kind', sa.String(length=40), nullable=False),
    sa.Column('made_from', sa.BigInteger(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wanted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("indicator IN ('unique_visitors', 'returning_visitors', 'locations', 'groups_by_location', 'referrers', 'groups_by_referrer', 'destinations', 'internal_referrals', 'help_questions', 'occupancy', 'loans', 'borrowers')", name=op.f('ck_kept_answer_indicator')),
    sa.CheckConstraint('(told IS NULL) = (counted_at IS NULL)', name=op.f('ck_kept_answer_counted')),
    sa.CheckConstraint('told IS NOT NULL OR wanted_at IS NOT NULL', name=op.f('ck_kept_answer_counted_or_waited_for')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_kept_answer_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_answer')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_kept_answer_wall'),
    sa.UniqueConstraint('digibank_id', 'indicator', 'since', 'until', 'municipality', 'place', 'service', 'device_kind', name='uq_kept_answer_once')
    )
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.create_index('ix_kept_answer_wanted', ['digibank_id', 'wanted_at'], unique=False, sqlite_where=sa.text('wanted_at IS NOT NULL'), postgresql_where=sa.text('wanted_at IS NOT NULL'))

    op.create_table('label_printer',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('host', sa.String(length=253), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('queue', sa.String(length=120), nullable=False),
    sa.Column('stock', sa.String(length=40), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=40), nullable=True),
    sa.Column('trouble_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'ipp' AND port = 631) OR (kind <> 'ipp' AND port BETWEEN 9100 AND 9109)", name=op.f('ck_label_printer_port')),
    sa.CheckConstraint("kind IN ('zebra-203', 'zebra-300', 'ipp')", name=op.f('ck_label_printer_kind')),
    sa.CheckConstraint("trouble IN ('off', 'no-name', 'forbidden', 'busy', 'refused', 'broke-off', 'stopped', 'gone')", name=op.f('ck_label_printer_trouble')),
    sa.CheckConstraint('(trouble IS NULL) = (trouble_since IS NULL)', name=op.f('ck_label_printer_trouble_has_a_beginning')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_label_printer_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label_printer')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_label_printer_wall')
    )
    with op.batch_alter_table('label_printer', schema=None) as batch_op:
        batch_op.create_index('uq_label_printer_name', ['digibank_id', 'name'], unique=True, sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))

    op.create_table('learner',
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= started_at', name=op.f('ck_learner_ends_after')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_learner_digibank_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['account.id'], name=op.f('fk_learner_started_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_learner_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_learner_wall'),
    sa.UniqueConstraint('digibank_id', 'user_id', name='uq_learner_once')
    )
    op.create_table('letter',
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('medium', sa.String(length=40), nullable=False),
    sa.Column('about', sa.String(length=80), nullable=True),
    sa.Column('once_key', sa.String(length=80), nullable=True),
    sa.Column('thing', sa.String(length=40), nullable=True),
    sa.Column('thing_id', sa.Integer(), nullable=True),
    sa.Column('to_email', sa.String(length=254), nullable=True),
    sa.Column('to_phone', sa.String(length=20), nullable=True),
    sa.Column('to_address', sa.String(length=400), nullable=True),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('try_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('by_day', sa.Boolean(), nullable=False),
    sa.Column('trouble', sa.String(length=40), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("medium IN ('mail', 'sms', 'paper')", name=op.f('ck_letter_medium')),
    sa.CheckConstraint('(thing IS NULL) = (thing_id IS NULL)', name=op.f('ck_letter_about_one_thing')),
    sa.CheckConstraint('sent_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_letter_leaves_or_not')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_letter_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_letter_wall'),
    sa.UniqueConstraint('digibank_id', 'once_key', name='uq_letter_once_key')
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_about'), ['about'], unique=False)
        batch_op.create_index('ix_letter_thing', ['digibank_id', 'thing', 'thing_id', 'id'], unique=False)
        batch_op.create_index('ix_letter_to_email', ['digibank_id', 'to_email'], unique=False, sqlite_where=sa.text('to_email IS NOT NULL'), postgresql_where=sa.text('to_email IS NOT NULL'))
        batch_op.create_index('ix_letter_to_phone', ['digibank_id', 'to_phone'], unique=False, sqlite_where=sa.text('to_phone IS NOT NULL'), postgresql_where=sa.text('to_phone IS NOT NULL'))
        batch_op.create_index('ix_letter_waiting', ['digibank_id', 'id'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND withdrawn_at IS NULL'))

    op.create_table('listed_columns',
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('day_order', sa.String(length=40), nullable=False),
    sa.Column('usual_service', sa.String(length=120), nullable=False),
    sa.Column('usual_place', sa.String(length=120), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_listed_columns_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_columns')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_listed_columns_wall')
    )
    with op.batch_alter_table('listed_columns', schema=None) as batch_op:
        batch_op.create_index('ix_listed_columns_fingerprint', ['digibank_id', 'fingerprint'], unique=True)

    op.create_table('listed_meaning',
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('meaning', sa.String(length=40), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("field IN ('day', 'service', 'place', 'last_name', 'first_name', 'name', 'birth_year', 'age', 'postcode', 'municipality', 'phone', 'email', 'language', 'gender', 'groups', 'help_type', 'purpose', 'channel', 'referrer', 'outcome')", name=op.f('ck_listed_meaning_field')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_listed_meaning_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_meaning')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_listed_meaning_wall')
    )
    with op.batch_alter_table('listed_meaning', schema=None) as batch_op:
        batch_op.create_index('ix_listed_meaning_key', ['digibank_id', 'field', 'key'], unique=True)

    op.create_table('long_answer',
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('asked', sa.String(length=500), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wanted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('edition', sa.String(length=16), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(told IS NULL) = (made_at IS NULL) AND (told IS NULL) = (edition IS NULL)', name=op.f('ck_long_answer_made')),
    sa.CheckConstraint('told IS NOT NULL OR wanted_at IS NOT NULL', name=op.f('ck_long_answer_made_or_waited_for')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_long_answer_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_long_answer')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_long_answer_wall'),
    sa.UniqueConstraint('digibank_id', 'what', 'asked', name='uq_long_answer_once')
    )
    with op.batch_alter_table('long_answer', schema=None) as batch_op:
        batch_op.create_index('ix_long_answer_wanted', ['digibank_id', 'wanted_at'], unique=False, sqlite_where=sa.text('wanted_at IS NOT NULL'), postgresql_where=sa.text('wanted_at IS NOT NULL'))

    op.create_table('membership',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('link_from_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_membership_digibank_id')),
    sa.ForeignKeyConstraint(['link_from_id'], ['account.id'], name=op.f('fk_membership_link_from_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_membership_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_membership_wall'),
    sa.UniqueConstraint('digibank_id', 'user_id', 'role', name='uq_membership_once')
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index('ix_membership_user', ['user_id'], unique=False)

    op.create_table('model_weight',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('maker', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('model_key', sa.String(length=202), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('laptop', 'tablet', 'desktop', 'assistive', 'accessory')", name=op.f('ck_model_weight_kind')),
    sa.CheckConstraint("source IN ('model_weighed', 'maker')", name=op.f('ck_model_weight_source')),
    sa.CheckConstraint('grams BETWEEN 5 AND 60000', name=op.f('ck_model_weight_grams')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_model_weight_digibank_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_model_weight_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_weight')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_model_weight_wall'),
    sa.UniqueConstraint('digibank_id', 'kind', 'model_key', name='uq_model_weight_once')
    )
    op.create_table('notice_edition',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('legal_form', sa.String(length=40), nullable=False),
    sa.Column('controller', sa.String(length=200), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('partners', sa.String(length=500), nullable=False),
    sa.Column('host', sa.String(length=500), nullable=False),
    sa.Column('more_nl', sa.String(length=2000), nullable=False),
    sa.Column('more_fr', sa.String(length=2000), nullable=False),
    sa.Column('more_en', sa.String(length=2000), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("legal_form IN ('local_authority', 'association')", name=op.f('ck_notice_edition_legal_form')),
    sa.CheckConstraint('number > 0', name=op.f('ck_notice_edition_number')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_notice_edition_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_notice_edition_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_edition')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_notice_edition_wall'),
    sa.UniqueConstraint('digibank_id', 'number', name='uq_notice_edition_number')
    )
    op.create_table('partner',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_key', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('enterprise_number', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('may_be_named', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('donor', 'supplier', 'referrer', 'school', 'workshop', 'recycler')", name=op.f('ck_partner_kind')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_partner_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_partner_wall')
    )
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.create_index('ix_partner_name', ['digibank_id', 'kind', 'name_key'], unique=True)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('create_datetime', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_passkey_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_credential_id'), ['credential_id'], unique=True)

    op.create_table('payment_plan',
    sa.Column('ways', sa.JSON(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('costs_cents', sa.Integer(), nullable=False),
    sa.Column('costs_since', sa.JSON(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('costs_cents BETWEEN 0 AND 200000', name=op.f('ck_payment_plan_within_the_law')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_payment_plan_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_plan')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_payment_plan_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_payment_plan_one')
    )
    op.create_table('policy',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_policy_digibank_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_policy_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_policy_wall'),
    sa.UniqueConstraint('digibank_id', 'version', name='uq_policy_version')
    )
    op.create_table('receipt_book',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_receipt_book_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt_book')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_receipt_book_wall')
    )
    with op.batch_alter_table('receipt_book', schema=None) as batch_op:
        batch_op.create_index('ix_receipt_book_year', ['digibank_id', 'year'], unique=True)

    op.create_table('reference_book',
    sa.Column('last_serial', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_serial >= 0', name=op.f('ck_reference_book_serial')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_reference_book_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_book')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_reference_book_wall')
    )
    with op.batch_alter_table('reference_book', schema=None) as batch_op:
        batch_op.create_index('ix_reference_book_one', ['digibank_id'], unique=True)

    op.create_table('reflection',
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("indicator IN ('unique_visitors', 'returning_visitors', 'locations', 'groups_by_location', 'referrers', 'groups_by_referrer', 'destinations', 'internal_referrals', 'help_questions', 'occupancy', 'loans', 'borrowers')", name=op.f('ck_reflection_indicator')),
    sa.CheckConstraint('since <= until', name=op.f('ck_reflection_in_order')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_reflection_digibank_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_reflection_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_reflection_wall')
    )
    with op.batch_alter_table('reflection', schema=None) as batch_op:
        batch_op.create_index('ix_reflection_period', ['digibank_id', 'indicator', 'since', 'until', 'id'], unique=False)

    op.create_table('reminder_plan',
    sa.Column('ways', sa.JSON(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('call_again_days', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('call_again_days BETWEEN 1 AND 30', name=op.f('ck_reminder_plan_comes_back')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_reminder_plan_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_plan')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_reminder_plan_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_reminder_plan_one')
    )
    op.create_table('repair_terms',
    sa.Column('terms_nl', sa.String(length=3000), nullable=False),
    sa.Column('terms_fr', sa.String(length=3000), nullable=False),
    sa.Column('terms_en', sa.String(length=3000), nullable=False),
    sa.Column('forget_after_days', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('forget_after_days BETWEEN 7 AND 365', name=op.f('ck_repair_terms_forget_after_days')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_repair_terms_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repair_terms')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_repair_terms_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_repair_terms_one')
    )
    op.create_table('report_schedule',
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('every', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('to_email', sa.String(length=254), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("every IN ('month', 'quarter', 'year')", name=op.f('ck_report_schedule_every')),
    sa.CheckConstraint('day BETWEEN 1 AND 28', name=op.f('ck_report_schedule_day')),
    sa.CheckConstraint('length(to_email) > 2', name=op.f('ck_report_schedule_goes_somewhere')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_report_schedule_digibank_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_report_schedule_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_schedule')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_report_schedule_wall')
    )
    with op.batch_alter_table('report_schedule', schema=None) as batch_op:
        batch_op.create_index('ix_report_schedule_ended', ['digibank_id', 'ended_at', 'id'], unique=False)

    op.create_table('retention_notice',
    sa.Column('record_type', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('goes_on', sa.Date(), nullable=False),
    sa.Column('held_because', sa.String(length=40), nullable=True),
    sa.Column('held_until', sa.Date(), nullable=True),
    sa.Column('held_by_id', sa.Integer(), nullable=True),
    sa.Column('kept_by', sa.String(length=120), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("held_because IN ('money', 'incident', 'loan', 'request', 'proceedings')", name=op.f('ck_retention_notice_held_because')),
    sa.CheckConstraint('(held_because IS NULL) = (held_until IS NULL)', name=op.f('ck_retention_notice_held_until_a_day')),
    sa.CheckConstraint('goes_on > told_on', name=op.f('ck_retention_notice_told_before')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_retention_notice_digibank_id')),
    sa.ForeignKeyConstraint(['held_by_id'], ['account.id'], name=op.f('fk_retention_notice_held_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_notice')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_retention_notice_wall'),
    sa.UniqueConstraint('digibank_id', 'record_type', 'thing_id', name='uq_retention_notice_thing')
    )
    with op.batch_alter_table('retention_notice', schema=None) as batch_op:
        batch_op.create_index('ix_retention_notice_goes', ['digibank_id', 'goes_on', 'id'], unique=False)

    op.create_table('retention_rule',
    sa.Column('record_type', sa.String(length=40), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('basis', sa.String(length=40), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("basis IN ('public_task', 'contract', 'legal_duty', 'legitimate_interest')", name=op.f('ck_retention_rule_basis')),
    sa.CheckConstraint("record_type <> 'books' OR days >= 2557", name=op.f('ck_retention_rule_books')),
    sa.CheckConstraint("record_type <> 'proofs' OR days >= 3653", name=op.f('ck_retention_rule_proofs')),
    sa.CheckConstraint('days BETWEEN 1 AND 10959', name=op.f('ck_retention_rule_days')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_retention_rule_digibank_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['account.id'], name=op.f('fk_retention_rule_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_rule')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_retention_rule_wall'),
    sa.UniqueConstraint('digibank_id', 'record_type', name='uq_retention_rule_type')
    )
    op.create_table('retention_tally',
    sa.Column('record_type', sa.String(length=40), nullable=False),
    sa.Column('went_on', sa.Date(), nullable=False),
    sa.Column('went', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('went >= 0', name=op.f('ck_retention_tally_went')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_retention_tally_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_tally')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_retention_tally_wall'),
    sa.UniqueConstraint('digibank_id', 'record_type', 'went_on', name='uq_retention_tally_day')
    )
    with op.batch_alter_table('retention_tally', schema=None) as batch_op:
        batch_op.create_index('ix_retention_tally_day', ['digibank_id', 'went_on', 'id'], unique=False)

    op.create_table('seal',
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.Column('certificate', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('origin', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("origin IN ('made', 'brought')", name=op.f('ck_seal_origin')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_seal_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_seal_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_seal_wall'),
    sa.UniqueConstraint('key_id', name='uq_seal_key_id')
    )
    op.create_table('service_location',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('is_desk', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_service_location_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_location')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_service_location_wall'),
    sa.UniqueConstraint('digibank_id', 'name', 'municipality', name='uq_service_location_name')
    )
    with op.batch_alter_table('service_location', schema=None) as batch_op:
        batch_op.create_index('ix_service_location_desk', ['digibank_id'], unique=True, sqlite_where=sa.text('is_desk'), postgresql_where=sa.text('is_desk'))

    op.create_table('shared_answer',
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("indicator IN ('unique_visitors', 'returning_visitors', 'locations', 'groups_by_location', 'referrers', 'groups_by_referrer', 'destinations', 'internal_referrals', 'help_questions', 'occupancy', 'loans', 'borrowers')", name=op.f('ck_shared_answer_indicator')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_shared_answer_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_answer')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_shared_answer_wall'),
    sa.UniqueConstraint('digibank_id', 'indicator', 'since', 'until', name='uq_shared_answer')
    )
    op.create_table('shared_indicator',
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("indicator IN ('unique_visitors', 'returning_visitors', 'locations', 'groups_by_location', 'referrers', 'groups_by_referrer', 'destinations', 'internal_referrals', 'help_questions', 'occupancy', 'loans', 'borrowers')", name=op.f('ck_shared_indicator_indicator')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_shared_indicator_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_indicator')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_shared_indicator_wall'),
    sa.UniqueConstraint('digibank_id', 'indicator', name='uq_shared_indicator')
    )
    op.create_table('sheet_run',
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('stock', sa.String(length=40), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('barcode', sa.Boolean(), nullable=False),
    sa.Column('centre', sa.Boolean(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'ready' OR kept_until IS NOT NULL", name=op.f('ck_sheet_run_ready_is_kept')),
    sa.CheckConstraint("state IN ('waiting', 'making', 'ready', 'failed', 'cancelled', 'removed')", name=op.f('ck_sheet_run_state')),
    sa.CheckConstraint('done >= 0 AND done <= total', name=op.f('ck_sheet_run_done_is_a_part')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_sheet_run_asked_by_id')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_sheet_run_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_run')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_sheet_run_wall')
    )
    with op.batch_alter_table('sheet_run', schema=None) as batch_op:
        batch_op.create_index('ix_sheet_run_state', ['digibank_id', 'state', 'id'], unique=False)
        batch_op.create_index('uq_sheet_run_under_way', ['digibank_id', 'asked_by_id', 'fingerprint'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'making')"), postgresql_where=sa.text("state IN ('waiting', 'making')"))

    op.create_table('skill',
    sa.Column('trade', sa.String(length=40), nullable=True),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(trade IS NULL) <> (name = '')", name=op.f('ck_skill_is_named')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_skill_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_skill_wall'),
    sa.UniqueConstraint('digibank_id', 'trade', name='uq_skill_trade')
    )
    op.create_table('statement_draft',
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('outline', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_statement_draft_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_draft')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_statement_draft_wall')
    )
    with op.batch_alter_table('statement_draft', schema=None) as batch_op:
        batch_op.create_index('ix_statement_draft_uploaded', ['digibank_id', 'uploaded_at'], unique=False)

    op.create_table('target_group',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('titles', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('group', 'prefers_not')", name=op.f('ck_target_group_kind')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_target_group_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_group')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_target_group_wall')
    )
    op.create_table('template_edition',
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(template) > 0', name=op.f('ck_template_edition_template')),
    sa.CheckConstraint('number > 0', name=op.f('ck_template_edition_number')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_template_edition_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_template_edition_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_edition')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_template_edition_wall'),
    sa.UniqueConstraint('digibank_id', 'template', 'number', name='uq_template_edition_number')
    )
    op.create_table('till',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('float_cents', sa.Integer(), nullable=False),
    sa.Column('balance_cents', sa.BigInteger(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('balance_cents >= 0', name=op.f('ck_till_never_below_zero')),
    sa.CheckConstraint('float_cents >= 0', name=op.f('ck_till_float')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_till_digibank_id')),
    sa.ForeignKeyConstraint(['holder_id'], ['account.id'], name=op.f('fk_till_holder_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_till_wall')
    )
    with op.batch_alter_table('till', schema=None) as batch_op:
        batch_op.create_index('ix_till_holder', ['digibank_id', 'holder_id'], unique=True, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.create_index('ix_till_name', ['digibank_id', 'name'], unique=True)

    op.create_table('token',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('person', 'station')", name=op.f('ck_token_kind')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_token_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_token_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_token')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_token_wall'),
    sa.UniqueConstraint('token_hash', name=op.f('uq_token_token_hash'))
    )
    op.create_table('unclaimed_rule',
    sa.Column('days', sa.JSON(), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_unclaimed_rule_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unclaimed_rule')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_unclaimed_rule_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_unclaimed_rule_one')
    )
    op.create_table('workshop_kind',
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('titles', sa.JSON(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('lessons', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('materials', sa.JSON(), nullable=False),
    sa.Column('counts_for', sa.String(length=40), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("counts_for IN ('start', 'follow_up', 'nothing')", name=op.f('ck_workshop_kind_counts_for')),
    sa.CheckConstraint("form IN ('explanation', 'info', 'course', 'talk', 'follow_up')", name=op.f('ck_workshop_kind_form')),
    sa.CheckConstraint("lessons = 1 OR form = 'course'", name=op.f('ck_workshop_kind_only_a_course_has_lessons')),
    sa.CheckConstraint('capacity BETWEEN 1 AND 60', name=op.f('ck_workshop_kind_has_seats')),
    sa.CheckConstraint('lessons BETWEEN 1 AND 20', name=op.f('ck_workshop_kind_lessons')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_workshop_kind_minutes')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_kind_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_kind')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_kind_wall')
    )
    op.create_table('workshop_venue',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=4), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('bus_stop', sa.String(length=120), nullable=False),
    sa.Column('door_photo', sa.String(length=300), nullable=False),
    sa.Column('aids', sa.JSON(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_venue_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_venue')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_venue_wall'),
    sa.UniqueConstraint('digibank_id', 'name', name='uq_workshop_venue_name')
    )
    op.create_table('account_number',
    sa.Column('account', sa.String(length=40), nullable=False),
    sa.Column('bank_account_id', sa.Integer(), nullable=True),
    sa.Column('till_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("account IN ('till', 'card', 'bank', 'third_party', 'held', 'retained', 'in_transit', 'till_difference', 'surplus', 'underway', 'repairs')", name=op.f('ck_account_number_account')),
    sa.CheckConstraint("bank_account_id IS NULL OR account = 'bank'", name=op.f('ck_account_number_bank_account')),
    sa.CheckConstraint("till_id IS NULL OR account = 'till'", name=op.f('ck_account_number_till')),
    sa.CheckConstraint('length(number) BETWEEN 2 AND 8', name=op.f('ck_account_number_number')),
    sa.ForeignKeyConstraint(['digibank_id', 'bank_account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_account_number_bank_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'till_id'], ['till.digibank_id', 'till.id'], name='fk_account_number_till_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_account_number_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_number')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_account_number_wall')
    )
    with op.batch_alter_table('account_number', schema=None) as batch_op:
        batch_op.create_index('ix_account_number_account', ['digibank_id', 'account'], unique=True, sqlite_where=sa.text('bank_account_id IS NULL AND till_id IS NULL'), postgresql_where=sa.text('bank_account_id IS NULL AND till_id IS NULL'))
        batch_op.create_index('ix_account_number_bank', ['digibank_id', 'bank_account_id'], unique=True)
        batch_op.create_index('ix_account_number_till', ['digibank_id', 'till_id'], unique=True)

    op.create_table('action_card',
    sa.Column('meaning', sa.String(length=40), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("meaning IN ('step_done', 'all_fine', 'defect', 'next', 'undo', 'print_label', 'help')", name=op.f('ck_action_card_meaning')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_action_card_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_action_card_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_card')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_action_card_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_action_card_wall'),
    sa.UniqueConstraint('digibank_id', 'meaning', name='uq_action_card_meaning')
    )
    op.create_table('agreement',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('minimum', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('renews_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_because', sa.String(length=40), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f('ck_agreement_ends_once')),
    sa.CheckConstraint("ended_because IS NULL OR ended_because IN ('run_out', 'renewed', 'stopped')", name=op.f('ck_agreement_ended_because')),
    sa.CheckConstraint("kind IN ('donation', 'processing')", name=op.f('ck_agreement_kind')),
    sa.CheckConstraint("minimum IN ('clear', 'purge', 'destroy')", name=op.f('ck_agreement_minimum')),
    sa.CheckConstraint("state IN ('draft', 'signed', 'ended')", name=op.f('ck_agreement_state')),
    sa.CheckConstraint('valid_until IS NULL OR valid_until >= valid_from', name=op.f('ck_agreement_period')),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_agreement_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'renews_id'], ['agreement.digibank_id', 'agreement.id'], name='fk_agreement_renews_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'text_id'], ['agreement_text.digibank_id', 'agreement_text.id'], name='fk_agreement_text_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_agreement_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_agreement_wall'),
    sa.UniqueConstraint('digibank_id', 'kind', 'number', name='uq_agreement_number')
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.create_index('ix_agreement_one_in_force', ['digibank_id', 'partner_id', 'kind'], unique=True, sqlite_where=sa.text("state = 'signed'"), postgresql_where=sa.text("state = 'signed'"))
        batch_op.create_index('ix_agreement_partner', ['digibank_id', 'partner_id', 'id'], unique=False)

    op.create_table('bank_statement',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('opening_cents', sa.BigInteger(), nullable=False),
    sa.Column('opening_date', sa.Date(), nullable=True),
    sa.Column('closing_cents', sa.BigInteger(), nullable=False),
    sa.Column('closing_date', sa.Date(), nullable=False),
    sa.Column('credit_cents', sa.BigInteger(), nullable=False),
    sa.Column('debit_cents', sa.BigInteger(), nullable=False),
    sa.Column('movement_count', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('credit_cents >= 0 AND debit_cents >= 0', name=op.f('ck_bank_statement_totals')),
    sa.CheckConstraint('opening_cents + credit_cents - debit_cents = closing_cents', name=op.f('ck_bank_statement_adds_up')),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_bank_statement_sequence')),
    sa.ForeignKeyConstraint(['digibank_id', 'account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_bank_statement_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'file_id'], ['bank_file.digibank_id', 'bank_file.id'], name='fk_bank_statement_file_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_bank_statement_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_statement')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_bank_statement_wall')
    )
    with op.batch_alter_table('bank_statement', schema=None) as batch_op:
        batch_op.create_index('ix_bank_statement_number', ['digibank_id', 'account_id', 'year', 'sequence'], unique=True)

    op.create_table('borrower',
    sa.Column('first_name', sa.String(length=80), nullable=False),
    sa.Column('last_name', sa.String(length=80), nullable=False),
    sa.Column('name_key', sa.String(length=400), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('birth_decade', sa.Integer(), nullable=True),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=4), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('gender', sa.String(length=40), nullable=True),
    sa.Column('contact_channel', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('workshop_on', sa.Date(), nullable=True),
    sa.Column('workshop_waived', sa.String(length=40), nullable=True),
    sa.Column('anonymised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('restricted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('no_calls_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("contact_channel IN ('sms', 'phone', 'email', 'referrer')", name=op.f('ck_borrower_contact_channel')),
    sa.CheckConstraint("gender IN ('woman', 'man', 'otherwise')", name=op.f('ck_borrower_gender')),
    sa.CheckConstraint("language IN ('nl', 'fr', 'en', 'ar', 'bg', 'fa', 'de', 'ps', 'pl', 'pt', 'ro', 'ru', 'so', 'es', 'ti', 'tr', 'uk', 'other')", name=op.f('ck_borrower_language')),
    sa.CheckConstraint('merged_into_id <> id', name=op.f('ck_borrower_merged_into_another')),
    sa.CheckConstraint('merged_into_id IS NULL OR anonymised_at IS NOT NULL', name=op.f('ck_borrower_merged_is_nobody')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_borrower_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'household_id'], ['household.digibank_id', 'household.id'], name='fk_borrower_household_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'merged_into_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_borrower_merged_into_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_borrower_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_borrower')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_borrower_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_borrower_wall')
    )
    with op.batch_alter_table('borrower', schema=None) as batch_op:
        batch_op.create_index('ix_borrower_household', ['digibank_id', 'household_id'], unique=False)
        batch_op.create_index('ix_borrower_merged', ['digibank_id', 'merged_into_id'], unique=False)
        batch_op.create_index('ix_borrower_name', ['digibank_id', 'name_key', 'id'], unique=False)
        batch_op.create_index('ix_borrower_phone', ['digibank_id', 'phone'], unique=False)

    op.create_table('buddy_word',
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('buddy_id', sa.Integer(), nullable=False),
    sa.Column('trade', sa.String(length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("trade IN ('intake', 'wiping', 'checklist', 'cleaning', 'system', 'repair_battery', 'repair_screen', 'repair_keyboard', 'repair_disk', 'repair_other', 'second_look', 'labels')", name=op.f('ck_buddy_word_trade')),
    sa.ForeignKeyConstraint(['buddy_id'], ['account.id'], name=op.f('fk_buddy_word_buddy_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'learner_id'], ['learner.digibank_id', 'learner.id'], name='fk_buddy_word_learner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_buddy_word_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_buddy_word')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_buddy_word_wall')
    )
    with op.batch_alter_table('buddy_word', schema=None) as batch_op:
        batch_op.create_index('ix_buddy_word_open', ['digibank_id', 'learner_id', 'trade'], unique=False, sqlite_where=sa.text('used_at IS NULL'), postgresql_where=sa.text('used_at IS NULL'))

    op.create_table('calendar_feed',
    sa.Column('teacher_id', sa.Integer(), nullable=True),
    sa.Column('venue_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(teacher_id IS NULL) <> (venue_id IS NULL)', name=op.f('ck_calendar_feed_of_a_teacher_or_a_place')),
    sa.ForeignKeyConstraint(['digibank_id', 'venue_id'], ['workshop_venue.digibank_id', 'workshop_venue.id'], name='fk_calendar_feed_venue_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_calendar_feed_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_calendar_feed_made_by_id')),
    sa.ForeignKeyConstraint(['teacher_id'], ['account.id'], name=op.f('fk_calendar_feed_teacher_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_calendar_feed_wall'),
    sa.UniqueConstraint('token_hash', name='uq_calendar_feed_token')
    )
    op.create_table('contact',
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('anonymised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_contact_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_contact_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_contact_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('digibank_id', 'id', 'partner_id', name='uq_contact_partner'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_contact_wall')
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index('ix_contact_partner', ['digibank_id', 'partner_id'], unique=False)
        batch_op.create_index('ix_contact_user', ['user_id'], unique=False)

    op.create_table('issued_report',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('template_number', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=False),
    sa.Column('csv', sa.LargeBinary(), nullable=False),
    sa.Column('xlsx', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('figures_sha256', sa.String(length=64), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64 AND length(figures_sha256) = 64', name=op.f('ck_issued_report_digests')),
    sa.CheckConstraint('number > 0 AND edition > 0', name=op.f('ck_issued_report_numbers')),
    sa.CheckConstraint('since <= until', name=op.f('ck_issued_report_period')),
    sa.ForeignKeyConstraint(['digibank_id', 'schedule_id'], ['report_schedule.digibank_id', 'report_schedule.id'], name='fk_issued_report_schedule_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_issued_report_digibank_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['account.id'], name=op.f('fk_issued_report_issued_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_report')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_issued_report_wall'),
    sa.UniqueConstraint('digibank_id', 'number', name='uq_issued_report_number'),
    sa.UniqueConstraint('digibank_id', 'schedule_id', 'since', 'until', name='uq_issued_report_schedule'),
    sa.UniqueConstraint('digibank_id', 'template', 'since', 'until', 'municipality', 'locale', 'edition', name='uq_issued_report_edition')
    )
    op.create_table('label_profile',
    sa.Column('stock', sa.String(length=40), nullable=False),
    sa.Column('barcode', sa.Boolean(), nullable=False),
    sa.Column('centre', sa.Boolean(), nullable=False),
    sa.Column('found', sa.Boolean(), nullable=False),
    sa.Column('printer_id', sa.Integer(), nullable=True),
    sa.Column('on_receipt', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('NOT on_receipt OR printer_id IS NOT NULL', name=op.f('ck_label_profile_on_receipt_needs_a_printer')),
    sa.ForeignKeyConstraint(['digibank_id', 'printer_id'], ['label_printer.digibank_id', 'label_printer.id'], name='fk_label_profile_printer_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_label_profile_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label_profile')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_label_profile_wall'),
    sa.UniqueConstraint('digibank_id', name='uq_label_profile_one')
    )
    op.create_table('learner_skill',
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('skill_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=40), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("level IN ('not_yet', 'with_buddy', 'alone')", name=op.f('ck_learner_skill_level')),
    sa.CheckConstraint('(said_at IS NULL) = (said_by_id IS NULL)', name=op.f('ck_learner_skill_said_by_someone')),
    sa.ForeignKeyConstraint(['digibank_id', 'learner_id'], ['learner.digibank_id', 'learner.id'], name='fk_learner_skill_learner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'skill_id'], ['skill.digibank_id', 'skill.id'], name='fk_learner_skill_skill_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_learner_skill_digibank_id')),
    sa.ForeignKeyConstraint(['said_by_id'], ['account.id'], name=op.f('fk_learner_skill_said_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner_skill')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_learner_skill_wall'),
    sa.UniqueConstraint('digibank_id', 'learner_id', 'skill_id', name='uq_learner_skill_once')
    )
    with op.batch_alter_table('learner_skill', schema=None) as batch_op:
        batch_op.create_index('ix_learner_skill_asked', ['digibank_id', 'asked_at'], unique=False, sqlite_where=sa.text('asked_at IS NOT NULL'), postgresql_where=sa.text('asked_at IS NOT NULL'))

    op.create_table('member_badge',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('(replaced_at IS NULL) = (replaced_by_id IS NULL)', name=op.f('ck_member_badge_replaced_by_someone')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_member_badge_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_member_badge_digibank_id')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['account.id'], name=op.f('fk_member_badge_replaced_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_member_badge_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_badge')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_member_badge_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_member_badge_wall')
    )
    with op.batch_alter_table('member_badge', schema=None) as batch_op:
        batch_op.create_index('ix_member_badge_valid', ['digibank_id', 'user_id'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.create_table('payment_file',
    sa.Column('message_id', sa.String(length=35), nullable=False),
    sa.Column('bank_account_id', sa.Integer(), nullable=False),
    sa.Column('pain_version', sa.String(length=40), nullable=False),
    sa.Column('execution_on', sa.Date(), nullable=False),
    sa.Column('order_count', sa.Integer(), nullable=False),
    sa.Column('total_cents', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(approved_by_id IS NOT NULL) = (state IN ('approved', 'exported'))", name=op.f('ck_payment_file_approved')),
    sa.CheckConstraint("content IS NOT NULL OR state IN ('exported', 'taken_apart')", name=op.f('ck_payment_file_content')),
    sa.CheckConstraint("pain_version IN ('09', '03')", name=op.f('ck_payment_file_pain_version')),
    sa.CheckConstraint("state IN ('made', 'approved', 'exported', 'taken_apart')", name=op.f('ck_payment_file_state')),
    sa.CheckConstraint('(approved_by_id IS NULL) = (approved_at IS NULL)', name=op.f('ck_payment_file_approval')),
    sa.CheckConstraint('approved_by_id <> made_by_id', name=op.f('ck_payment_file_two_people')),
    sa.CheckConstraint('length(message_id) BETWEEN 1 AND 35', name=op.f('ck_payment_file_message_id')),
    sa.CheckConstraint('order_count > 0 AND total_cents > 0', name=op.f('ck_payment_file_carries_something')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['account.id'], name=op.f('fk_payment_file_approved_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'bank_account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_payment_file_bank_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_payment_file_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_payment_file_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_file')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_payment_file_wall')
    )
    with op.batch_alter_table('payment_file', schema=None) as batch_op:
        batch_op.create_index('ix_payment_file_message', ['digibank_id', 'message_id'], unique=True)
        batch_op.create_index('ix_payment_file_state', ['digibank_id', 'state', 'id'], unique=False)

    op.create_table('place',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("kind IN ('shelf', 'bench', 'desk', 'van', 'box', 'room')", name=op.f('ck_place_kind')),
    sa.CheckConstraint("mark IN ('R', 'D')", name=op.f('ck_place_mark')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_place_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_place_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_place_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_place_wall')
    )
    with op.batch_alter_table('place', schema=None) as batch_op:
        batch_op.create_index('ix_place_name', ['digibank_id', 'name', 'id'], unique=False)

    op.create_table('print_job',
    sa.Column('printer_id', sa.Integer(), nullable=False),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('barcode', sa.Boolean(), nullable=False),
    sa.Column('centre', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('trouble', sa.String(length=40), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('waits_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('again_of_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f('ck_print_job_ended_has_a_moment')),
    sa.CheckConstraint("state <> 'sending' OR sent_at IS NOT NULL", name=op.f('ck_print_job_sending_has_a_moment')),
    sa.CheckConstraint("state IN ('waiting', 'sending', 'done', 'unsure', 'failed', 'cancelled')", name=op.f('ck_print_job_state')),
    sa.CheckConstraint("trouble IN ('off', 'no-name', 'forbidden', 'busy', 'refused', 'broke-off', 'stopped', 'gone')", name=op.f('ck_print_job_trouble')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_print_job_asked_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'again_of_id'], ['print_job.digibank_id', 'print_job.id'], name='fk_print_job_again_of_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'printer_id'], ['label_printer.digibank_id', 'label_printer.id'], name='fk_print_job_printer_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_print_job_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_job')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_print_job_wall')
    )
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.create_index('ix_print_job_printer', ['digibank_id', 'printer_id', 'state'], unique=False)
        batch_op.create_index('ix_print_job_state', ['digibank_id', 'state', 'id'], unique=False)
        batch_op.create_index('uq_print_job_sending', ['digibank_id', 'printer_id'], unique=True, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))

    op.create_table('recycler_batch',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=True),
    sa.Column('waste_code', sa.String(length=10), nullable=False),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_over_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(handed_over_at IS NULL) = (taken_on IS NULL)', name=op.f('ck_recycler_batch_taken_on_a_day')),
    sa.CheckConstraint('grams IS NULL OR grams > 0', name=op.f('ck_recycler_batch_grams')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['account.id'], name=op.f('fk_recycler_batch_begun_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_recycler_batch_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_recycler_batch_digibank_id')),
    sa.ForeignKeyConstraint(['handed_over_by_id'], ['account.id'], name=op.f('fk_recycler_batch_handed_over_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recycler_batch')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_recycler_batch_wall'),
    sa.UniqueConstraint('digibank_id', 'number', name='uq_recycler_batch_number')
    )
    op.create_table('seal_secret',
    sa.Column('seal_id', sa.Integer(), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'seal_id'], ['seal.digibank_id', 'seal.id'], name='fk_seal_secret_seal_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_seal_secret_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_secret')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_seal_secret_wall'),
    sa.UniqueConstraint('digibank_id', 'seal_id', name='uq_seal_secret_once')
    )
    op.create_table('till_choice',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('till_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'till_id'], ['till.digibank_id', 'till.id'], name='fk_till_choice_till_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_till_choice_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_till_choice_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_choice')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_till_choice_wall')
    )
    with op.batch_alter_table('till_choice', schema=None) as batch_op:
        batch_op.create_index('ix_till_choice_user', ['digibank_id', 'user_id'], unique=True)

    op.create_table('visitor_ticket',
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('appointment_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('queued_on', sa.Date(), nullable=True),
    sa.Column('queue_number', sa.Integer(), nullable=True),
    sa.Column('first_name', sa.String(length=60), nullable=False),
    sa.Column('last_name', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('what', sa.String(length=120), nullable=False),
    sa.Column('complaint', sa.String(length=500), nullable=False),
    sa.Column('accessories', sa.String(length=200), nullable=False),
    sa.Column('damage', sa.String(length=300), nullable=False),
    sa.Column('photo', sa.LargeBinary(), nullable=True),
    sa.Column('data_wish', sa.String(length=40), nullable=False),
    sa.Column('terms', sa.String(length=3000), nullable=False),
    sa.Column('signed_how', sa.String(length=40), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signature', sa.LargeBinary(), nullable=True),
    sa.Column('erase_signed_how', sa.String(length=40), nullable=True),
    sa.Column('erase_signature', sa.LargeBinary(), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_by_id', sa.Integer(), nullable=True),
    sa.Column('done', sa.String(length=500), nullable=False),
    sa.Column('part', sa.String(length=120), nullable=False),
    sa.Column('taken_up_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fetched_by', sa.String(length=80), nullable=False),
    sa.Column('end_signed_how', sa.String(length=40), nullable=True),
    sa.Column('end_signature', sa.LargeBinary(), nullable=True),
    sa.Column('blanked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(state IN ('fetched', 'recycled', 'called_off')) = (ended_at IS NOT NULL)", name=op.f('ck_visitor_ticket_ended')),
    sa.CheckConstraint("data_wish <> 'erase' OR erase_signed_how IS NOT NULL", name=op.f('ck_visitor_ticket_erase_signed')),
    sa.CheckConstraint("data_wish IN ('untouched', 'erase')", name=op.f('ck_visitor_ticket_data_wish')),
    sa.CheckConstraint("erased_at IS NULL OR data_wish = 'erase'", name=op.f('ck_visitor_ticket_erased_as_asked')),
    sa.CheckConstraint("state <> 'fetched' OR end_signed_how IS NOT NULL", name=op.f('ck_visitor_ticket_fetch_signed')),
    sa.CheckConstraint("state <> 'recycled' OR end_signed_how IS NOT NULL OR blanked_at IS NOT NULL", name=op.f('ck_visitor_ticket_recycling_signed')),
    sa.CheckConstraint("state IN ('expected', 'called_off') OR signed_how IS NOT NULL", name=op.f('ck_visitor_ticket_signed')),
    sa.CheckConstraint("state IN ('expected', 'waiting', 'at_work', 'quote_asked', 'waits_for_part', 'ready', 'not_fetched', 'fetched', 'recycled', 'called_off')", name=op.f('ck_visitor_ticket_state')),
    sa.CheckConstraint('(queued_on IS NULL) = (queue_number IS NULL)', name=op.f('ck_visitor_ticket_queue')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_visitor_ticket_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_visitor_ticket_digibank_id')),
    sa.ForeignKeyConstraint(['erased_by_id'], ['account.id'], name=op.f('fk_visitor_ticket_erased_by_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_visitor_ticket_made_by_id')),
    sa.ForeignKeyConstraint(['taken_up_by_id'], ['account.id'], name=op.f('fk_visitor_ticket_taken_up_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visitor_ticket')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_visitor_ticket_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_visitor_ticket_wall'),
    sa.UniqueConstraint('digibank_id', 'queued_on', 'queue_number', name='uq_visitor_ticket_queue'),
    sa.UniqueConstraint('token', name=op.f('uq_visitor_ticket_token'))
    )
    with op.batch_alter_table('visitor_ticket', schema=None) as batch_op:
        batch_op.create_index('ix_visitor_ticket_known', ['digibank_id', 'ended_at'], unique=False, sqlite_where=sa.text('blanked_at IS NULL AND ended_at IS NOT NULL'), postgresql_where=sa.text('blanked_at IS NULL AND ended_at IS NOT NULL'))
        batch_op.create_index('ix_visitor_ticket_state', ['digibank_id', 'state', 'id'], unique=False)

    op.create_table('workshop_file',
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('mime_type', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name=op.f('ck_workshop_file_mime_type')),
    sa.ForeignKeyConstraint(['digibank_id', 'kind_id'], ['workshop_kind.digibank_id', 'workshop_kind.id'], name='fk_workshop_file_kind_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_file_digibank_id')),
    sa.ForeignKeyConstraint(['kept_by_id'], ['account.id'], name=op.f('fk_workshop_file_kept_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_file')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_file_wall'),
    sa.UniqueConstraint('digibank_id', 'kind_id', 'sha256', name='uq_workshop_file_once')
    )
    op.create_table('workshop_series',
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('aids', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('at', sa.Time(), nullable=False),
    sa.Column('every_weeks', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_workshop_series_ends_after_it_begins')),
    sa.CheckConstraint('every_weeks BETWEEN 1 AND 8', name=op.f('ck_workshop_series_every_weeks')),
    sa.ForeignKeyConstraint(['digibank_id', 'kind_id'], ['workshop_kind.digibank_id', 'workshop_kind.id'], name='fk_workshop_series_kind_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'venue_id'], ['workshop_venue.digibank_id', 'workshop_venue.id'], name='fk_workshop_series_venue_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_series_digibank_id')),
    sa.ForeignKeyConstraint(['teacher_id'], ['account.id'], name=op.f('fk_workshop_series_teacher_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_series')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_series_wall')
    )
    op.create_table('year_letter',
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_mailed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('year BETWEEN 2000 AND 9999', name=op.f('ck_year_letter_year')),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_year_letter_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_year_letter_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_letter')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_year_letter_wall'),
    sa.UniqueConstraint('digibank_id', 'partner_id', 'year', name='uq_year_letter_once')
    )
    op.create_table('agreement_signing',
    sa.Column('agreement_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(length=40), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('function', sa.String(length=80), nullable=False),
    sa.Column('for_us_id', sa.Integer(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('paper', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("how IN ('on_screen', 'uploaded')", name=op.f('ck_agreement_signing_how')),
    sa.ForeignKeyConstraint(['digibank_id', 'agreement_id'], ['agreement.digibank_id', 'agreement.id'], name='fk_agreement_signing_agreement_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_agreement_signing_digibank_id')),
    sa.ForeignKeyConstraint(['for_us_id'], ['account.id'], name=op.f('fk_agreement_signing_for_us_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_signing')),
    sa.UniqueConstraint('digibank_id', 'agreement_id', name='uq_agreement_signing_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_agreement_signing_wall')
    )
    op.create_table('bank_movement',
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('detail', sa.Integer(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('booking_date', sa.Date(), nullable=False),
    sa.Column('value_date', sa.Date(), nullable=True),
    sa.Column('reference', sa.String(length=12), nullable=True),
    sa.Column('found_references', sa.String(length=200), nullable=True),
    sa.Column('end_to_end_id', sa.String(length=35), nullable=True),
    sa.Column('transaction_code', sa.String(length=35), nullable=True),
    sa.Column('return_reason', sa.String(length=4), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0 AND detail >= 0', name=op.f('ck_bank_movement_number')),
    sa.CheckConstraint('reference IS NULL OR length(reference) = 12', name=op.f('ck_bank_movement_reference')),
    sa.ForeignKeyConstraint(['digibank_id', 'statement_id'], ['bank_statement.digibank_id', 'bank_statement.id'], name='fk_bank_movement_statement_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_bank_movement_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_movement')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_bank_movement_wall')
    )
    with op.batch_alter_table('bank_movement', schema=None) as batch_op:
        batch_op.create_index('ix_bank_movement_end_to_end', ['digibank_id', 'end_to_end_id'], unique=False)
        batch_op.create_index('ix_bank_movement_found', ['digibank_id', 'id'], unique=False, sqlite_where=sa.text('found_references IS NOT NULL'), postgresql_where=sa.text('found_references IS NOT NULL'))
        batch_op.create_index('ix_bank_movement_number', ['digibank_id', 'statement_id', 'number', 'detail'], unique=True)
        batch_op.create_index('ix_bank_movement_reference', ['digibank_id', 'reference'], unique=False)

    op.create_table('batch_paper',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('mime_type', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name=op.f('ck_batch_paper_mime_type')),
    sa.CheckConstraint('grams IS NULL OR grams > 0', name=op.f('ck_batch_paper_grams')),
    sa.ForeignKeyConstraint(['digibank_id', 'batch_id'], ['recycler_batch.digibank_id', 'recycler_batch.id'], name='fk_batch_paper_batch_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_batch_paper_digibank_id')),
    sa.ForeignKeyConstraint(['kept_by_id'], ['account.id'], name=op.f('fk_batch_paper_kept_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_paper')),
    sa.UniqueConstraint('digibank_id', 'batch_id', name='uq_batch_paper_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_batch_paper_wall')
    )
    op.create_table('borrower_group',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_borrower_group_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'group_id'], ['target_group.digibank_id', 'target_group.id'], name='fk_borrower_group_group_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_borrower_group_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_borrower_group')),
    sa.UniqueConstraint('digibank_id', 'borrower_id', 'group_id', name='uq_borrower_group'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_borrower_group_wall')
    )
    op.create_table('borrower_merge',
    sa.Column('stays_id', sa.Integer(), nullable=False),
    sa.Column('goes_id', sa.Integer(), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by_id', sa.Integer(), nullable=True),
    sa.Column('kept', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('stays_id <> goes_id', name=op.f('ck_borrower_merge_two_entries')),
    sa.CheckConstraint('undone_at IS NULL OR kept IS NULL', name=op.f('ck_borrower_merge_put_back_once')),
    sa.ForeignKeyConstraint(['digibank_id', 'goes_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_borrower_merge_goes_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stays_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_borrower_merge_stays_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_borrower_merge_digibank_id')),
    sa.ForeignKeyConstraint(['merged_by_id'], ['account.id'], name=op.f('fk_borrower_merge_merged_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_borrower_merge')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_borrower_merge_wall')
    )
    with op.batch_alter_table('borrower_merge', schema=None) as batch_op:
        batch_op.create_index('ix_borrower_merge_goes', ['digibank_id', 'goes_id'], unique=False)
        batch_op.create_index('ix_borrower_merge_kept', ['digibank_id', 'merged_at'], unique=False, sqlite_where=sa.text('kept IS NOT NULL'), postgresql_where=sa.text('kept IS NOT NULL'))
        batch_op.create_index('ix_borrower_merge_stays', ['digibank_id', 'stays_id'], unique=False)

    op.create_table('file_look',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('file', 'application', 'loan', 'letters', 'copy')", name=op.f('ck_file_look_kind')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_file_look_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_file_look_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_file_look_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_look')),
    sa.UniqueConstraint('digibank_id', 'borrower_id', 'user_id', 'kind', 'hour', name='uq_file_look_hour'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_file_look_wall')
    )
    with op.batch_alter_table('file_look', schema=None) as batch_op:
        batch_op.create_index('ix_file_look_hour', ['digibank_id', 'hour'], unique=False)
        batch_op.create_index('ix_file_look_user', ['digibank_id', 'user_id', 'hour'], unique=False)

    op.create_table('listed_person',
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=80), nullable=False),
    sa.Column('last_name', sa.String(length=80), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('postcode', sa.String(length=4), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('gender', sa.String(length=120), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('rows_are_one', sa.Boolean(), nullable=True),
    sa.Column('like_borrower_id', sa.Integer(), nullable=True),
    sa.Column('like_person_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(length=40), nullable=True),
    sa.Column('is_same', sa.Boolean(), nullable=True),
    sa.Column('borrower_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("why IN ('same_phone', 'same_name')", name=op.f('ck_listed_person_why')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_listed_person_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'like_borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_listed_person_like_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'like_person_id'], ['listed_person.digibank_id', 'listed_person.id'], name='fk_listed_person_like_person_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'list_id'], ['contact_list.digibank_id', 'contact_list.id'], name='fk_listed_person_list_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_listed_person_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_person')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_listed_person_wall')
    )
    with op.batch_alter_table('listed_person', schema=None) as batch_op:
        batch_op.create_index('ix_listed_person_borrower', ['digibank_id', 'borrower_id'], unique=False)
        batch_op.create_index('ix_listed_person_like', ['digibank_id', 'like_borrower_id'], unique=False)
        batch_op.create_index('ix_listed_person_list', ['digibank_id', 'list_id', 'position'], unique=True)
        batch_op.create_index('ix_listed_person_same', ['digibank_id', 'like_person_id'], unique=False)

    op.create_table('lot',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('expected_count', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_over_by', sa.String(length=80), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=True),
    sa.Column('signed_on_paper', sa.Boolean(), nullable=False),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('charger_count', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt', sa.LargeBinary(), nullable=True),
    sa.Column('receipt_hash', sa.String(length=64), nullable=False),
    sa.Column('invoice_number', sa.String(length=60), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=True),
    sa.Column('funding_source', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('confidentiality', sa.String(length=40), nullable=True),
    sa.Column('asked_minimum', sa.String(length=40), nullable=True),
    sa.Column('minimum', sa.String(length=40), nullable=True),
    sa.Column('donation_id', sa.Integer(), nullable=True),
    sa.Column('processing_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("asked_minimum IS NULL OR asked_minimum IN ('clear', 'purge', 'destroy')", name=op.f('ck_lot_asked_minimum')),
    sa.CheckConstraint("confidentiality IS NULL OR confidentiality IN ('ordinary', 'confidential', 'strict')", name=op.f('ck_lot_confidentiality')),
    sa.CheckConstraint("kind IN ('donation', 'purchase')", name=op.f('ck_lot_kind')),
    sa.CheckConstraint("minimum IS NULL OR minimum IN ('clear', 'purge', 'destroy')", name=op.f('ck_lot_minimum')),
    sa.CheckConstraint("state IN ('announced', 'receiving', 'closed', 'declined')", name=op.f('ck_lot_state')),
    sa.CheckConstraint('expected_count IS NULL OR expected_count >= 0', name=op.f('ck_lot_expected_count')),
    sa.CheckConstraint('price_cents IS NULL OR price_cents >= 0', name=op.f('ck_lot_price_cents')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_lot_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'contact_id'], ['contact.digibank_id', 'contact.id'], name='fk_lot_contact_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'donation_id'], ['agreement.digibank_id', 'agreement.id'], name='fk_lot_donation_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_lot_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'processing_id'], ['agreement.digibank_id', 'agreement.id'], name='fk_lot_processing_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_lot_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', 'partner_id', name='uq_lot_partner'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_wall')
    )
    with op.batch_alter_table('lot', schema=None) as batch_op:
        batch_op.create_index('ix_lot_partner', ['digibank_id', 'partner_id', 'id'], unique=False)
        batch_op.create_index('ix_lot_state', ['digibank_id', 'state', 'announced_at', 'id'], unique=False)

    op.create_table('no_texts',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("because IN ('objected', 'wrong_number')", name=op.f('ck_no_texts_because')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_no_texts_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_no_texts_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_no_texts')),
    sa.UniqueConstraint('digibank_id', 'borrower_id', name='uq_no_texts_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_no_texts_wall')
    )
    op.create_table('outing',
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('venue', sa.String(length=120), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('spares', sa.Integer(), nullable=False),
    sa.Column('float_cents', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('departed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expected_cents', sa.Integer(), nullable=True),
    sa.Column('counted_cents', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL AND counted_cents IS NOT NULL AND expected_cents IS NOT NULL)", name=op.f('ck_outing_counted_when_closed')),
    sa.CheckConstraint("(state IN ('on_the_road', 'closed')) = (departed_at IS NOT NULL)", name=op.f('ck_outing_left')),
    sa.CheckConstraint("state IN ('planned', 'on_the_road', 'closed', 'called_off')", name=op.f('ck_outing_state')),
    sa.CheckConstraint('counted_cents >= 0', name=op.f('ck_outing_counted')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_outing_ends_after_it_begins')),
    sa.CheckConstraint('float_cents >= 0', name=op.f('ck_outing_float')),
    sa.CheckConstraint('spares >= 0', name=op.f('ck_outing_spares')),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_outing_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_outing_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_outing_wall')
    )
    with op.batch_alter_table('outing', schema=None) as batch_op:
        batch_op.create_index('ix_outing_one_road_per_crate', ['digibank_id', 'place_id'], unique=True, sqlite_where=sa.text("state = 'on_the_road'"), postgresql_where=sa.text("state = 'on_the_road'"))
        batch_op.create_index('ix_outing_starts', ['digibank_id', 'starts_at', 'id'], unique=False)

    op.create_table('part_type',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_key', sa.String(length=120), nullable=False),
    sa.Column('part_number', sa.String(length=60), nullable=False),
    sa.Column('plug', sa.String(length=40), nullable=False),
    sa.Column('watts', sa.Integer(), nullable=True),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('battery', 'charger', 'screen', 'keyboard', 'touchpad', 'memory', 'fan', 'hinge', 'wifi', 'camera', 'speaker', 'cable', 'case', 'board', 'other')", name=op.f('ck_part_type_kind')),
    sa.CheckConstraint('counted BETWEEN 0 AND 999', name=op.f('ck_part_type_counted')),
    sa.CheckConstraint('minimum BETWEEN 0 AND 999', name=op.f('ck_part_type_minimum')),
    sa.CheckConstraint('watts IS NULL OR watts BETWEEN 1 AND 1000', name=op.f('ck_part_type_watts')),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_part_type_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_part_type_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_part_type')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_part_type_wall'),
    sa.UniqueConstraint('digibank_id', 'name_key', name='uq_part_type_name')
    )
    with op.batch_alter_table('part_type', schema=None) as batch_op:
        batch_op.create_index('ix_part_type_kind', ['digibank_id', 'kind', 'id'], unique=False)

    op.create_table('payment_file_fetch',
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fetched_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_payment_file_fetch_number')),
    sa.ForeignKeyConstraint(['digibank_id', 'file_id'], ['payment_file.digibank_id', 'payment_file.id'], name='fk_payment_file_fetch_file_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_payment_file_fetch_digibank_id')),
    sa.ForeignKeyConstraint(['fetched_by_id'], ['account.id'], name=op.f('fk_payment_file_fetch_fetched_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_file_fetch')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_payment_file_fetch_wall')
    )
    with op.batch_alter_table('payment_file_fetch', schema=None) as batch_op:
        batch_op.create_index('ix_payment_file_fetch_number', ['digibank_id', 'file_id', 'number'], unique=True)

    op.create_table('person_request',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('asker', sa.String(length=40), nullable=False),
    sa.Column('identity', sa.String(length=200), nullable=False),
    sa.Column('asked', sa.String(length=1000), nullable=False),
    sa.Column('longer_because', sa.String(length=500), nullable=False),
    sa.Column('answered', sa.String(length=2000), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('longer_since', sa.Date(), nullable=True),
    sa.Column('answer', sa.String(length=40), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('waits_to_forget', sa.Boolean(), nullable=False),
    sa.Column('went', sa.JSON(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer IN ('granted', 'partly', 'refused', 'withdrawn')", name=op.f('ck_person_request_answer')),
    sa.CheckConstraint("asker IN ('person', 'administrator', 'referrer')", name=op.f('ck_person_request_asker')),
    sa.CheckConstraint("kind IN ('access', 'correction', 'erasure', 'restriction', 'portability', 'no_texts', 'no_calls')", name=op.f('ck_person_request_kind')),
    sa.CheckConstraint('(answer IS NULL) = (answered_on IS NULL)', name=op.f('ck_person_request_answered_on_a_day')),
    sa.CheckConstraint('due_on > received_on', name=op.f('ck_person_request_has_a_term')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_person_request_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_person_request_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_person_request_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_person_request_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_request')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_person_request_wall')
    )
    with op.batch_alter_table('person_request', schema=None) as batch_op:
        batch_op.create_index('ix_person_request_borrower', ['digibank_id', 'borrower_id', 'id'], unique=False)
        batch_op.create_index('ix_person_request_open', ['digibank_id', 'due_on', 'id'], unique=False, sqlite_where=sa.text('answered_on IS NULL'), postgresql_where=sa.text('answered_on IS NULL'))

    op.create_table('replaced_pass',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_replaced_pass_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_replaced_pass_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_replaced_pass_digibank_id')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['account.id'], name=op.f('fk_replaced_pass_replaced_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replaced_pass')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_replaced_pass_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_replaced_pass_wall')
    )
    with op.batch_alter_table('replaced_pass', schema=None) as batch_op:
        batch_op.create_index('ix_replaced_pass_borrower', ['digibank_id', 'borrower_id'], unique=False)

    op.create_table('service_contact',
    sa.Column('borrower_id', sa.Integer(), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('service', sa.String(length=40), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('location_id', sa.Integer(), nullable=True),
    sa.Column('enroller_id', sa.Integer(), nullable=True),
    sa.Column('referrer_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('help_type_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(length=40), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('age_band', sa.String(length=40), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("age_band IN ('0-17', '18-29', '30-54', '55+', 'unknown')", name=op.f('ck_service_contact_age_band')),
    sa.CheckConstraint("channel IN ('social_service', 'education', 'library', 'own_service', 'word_of_mouth', 'letter', 'website', 'by_themselves', 'unknown')", name=op.f('ck_service_contact_channel')),
    sa.CheckConstraint("outcome IN ('open', 'helped', 'referred', 'refused', 'withdrawn', 'not_helped')", name=op.f('ck_service_contact_outcome')),
    sa.CheckConstraint("service IN ('lending', 'start_workshop', 'digipunt', 'digicafe', 'course', 'computer_room', 'repair_desk', 'home_visit', 'mobile')", name=op.f('ck_service_contact_service')),
    sa.CheckConstraint("step IN ('application', 'pick_up', 'check_in', 'return', 'visit')", name=op.f('ck_service_contact_step')),
    sa.CheckConstraint('episode_id <> id', name=op.f('ck_service_contact_opens_its_episode_without_saying')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_service_contact_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'episode_id'], ['service_contact.digibank_id', 'service_contact.id'], name='fk_service_contact_episode_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'help_type_id'], ['help_type.digibank_id', 'help_type.id'], name='fk_service_contact_help_type_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'location_id'], ['service_location.digibank_id', 'service_location.id'], name='fk_service_contact_location_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'referrer_id'], ['partner.digibank_id', 'partner.id'], name='fk_service_contact_referrer_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_service_contact_digibank_id')),
    sa.ForeignKeyConstraint(['enroller_id'], ['account.id'], name=op.f('fk_service_contact_enroller_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_service_contact_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_contact')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_service_contact_wall'),
    sa.UniqueConstraint('digibank_id', 'source', 'source_id', 'step', name='uq_service_contact_source')
    )
    with op.batch_alter_table('service_contact', schema=None) as batch_op:
        batch_op.create_index('ix_service_contact_borrower', ['digibank_id', 'borrower_id', 'happened_on'], unique=False)
        batch_op.create_index('ix_service_contact_day', ['digibank_id', 'happened_on', 'id'], unique=False)
        batch_op.create_index('ix_service_contact_episode', ['digibank_id', 'episode_id'], unique=False)
        batch_op.create_index('ix_service_contact_town', ['digibank_id', 'municipality'], unique=False)

    op.create_table('station',
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('token_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_station_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'token_id'], ['token.digibank_id', 'token.id'], name='fk_station_token_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_station_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_station_wall'),
    sa.UniqueConstraint('digibank_id', 'token_id', name='uq_station_token')
    )
    op.create_table('stocktake',
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('unsent', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f('ck_stocktake_closed_at')),
    sa.CheckConstraint("state IN ('open', 'closed', 'left')", name=op.f('ck_stocktake_state')),
    sa.CheckConstraint('(closed_at IS NULL) = (closed_by_id IS NULL)', name=op.f('ck_stocktake_closed_by')),
    sa.CheckConstraint('unsent >= 0', name=op.f('ck_stocktake_unsent')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['account.id'], name=op.f('fk_stocktake_begun_by_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['account.id'], name=op.f('fk_stocktake_closed_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_stocktake_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_stocktake_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_stocktake_wall')
    )
    with op.batch_alter_table('stocktake', schema=None) as batch_op:
        batch_op.create_index('ix_stocktake_begun', ['digibank_id', 'begun_at', 'id'], unique=False)
        batch_op.create_index('ix_stocktake_open', ['digibank_id', 'place_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('validator',
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('mandate', sa.String(length=200), nullable=False),
    sa.Column('appointed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('appointed_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("ended_at IS NULL OR end_reason <> ''", name=op.f('ck_validator_ended_with_a_reason')),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_validator_ended_by_someone')),
    sa.ForeignKeyConstraint(['appointed_by_id'], ['account.id'], name=op.f('fk_validator_appointed_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'contact_id', 'partner_id'], ['contact.digibank_id', 'contact.id', 'contact.partner_id'], name='fk_validator_of_this_partner'),
    sa.ForeignKeyConstraint(['digibank_id', 'contact_id'], ['contact.digibank_id', 'contact.id'], name='fk_validator_contact_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_validator_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_validator_digibank_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['account.id'], name=op.f('fk_validator_ended_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_validator_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_validator')),
    sa.UniqueConstraint('digibank_id', 'id', 'partner_id', 'user_id', name='uq_validator_person'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_validator_wall')
    )
    with op.batch_alter_table('validator', schema=None) as batch_op:
        batch_op.create_index('uq_validator_in_office', ['digibank_id', 'partner_id', 'user_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('visitor_quote',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('is_accepted', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('is_waived', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(is_accepted IS NULL) = (answered_at IS NULL)', name=op.f('ck_visitor_quote_answered_at_a_moment')),
    sa.CheckConstraint('NOT is_waived OR is_accepted', name=op.f('ck_visitor_quote_only_agreed_is_waived')),
    sa.CheckConstraint('cents IS NULL OR cents BETWEEN 0 AND 50000', name=op.f('ck_visitor_quote_cents')),
    sa.CheckConstraint('is_accepted IS NULL OR NOT is_accepted OR cents IS NOT NULL', name=op.f('ck_visitor_quote_agreed_to_a_price')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_visitor_quote_answered_by_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_visitor_quote_asked_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'ticket_id'], ['visitor_ticket.digibank_id', 'visitor_ticket.id'], name='fk_visitor_quote_ticket_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_visitor_quote_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visitor_quote')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_visitor_quote_wall')
    )
    with op.batch_alter_table('visitor_quote', schema=None) as batch_op:
        batch_op.create_index('ix_visitor_quote_open', ['digibank_id', 'ticket_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.create_index('ix_visitor_quote_ticket', ['digibank_id', 'ticket_id', 'id'], unique=False)

    op.create_table('workshop_guest',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('free', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(token) >= 10', name=op.f('ck_workshop_guest_unguessable')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_workshop_guest_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_guest_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_guest')),
    sa.UniqueConstraint('digibank_id', 'borrower_id', name='uq_workshop_guest_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_guest_wall'),
    sa.UniqueConstraint('token', name='uq_workshop_guest_token')
    )
    op.create_table('workshop_session',
    sa.Column('kind_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('series_on', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('aids', sa.JSON(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('(series_id IS NULL) = (series_on IS NULL)', name=op.f('ck_workshop_session_a_day_of_its_series')),
    sa.CheckConstraint('capacity BETWEEN 1 AND 60', name=op.f('ck_workshop_session_has_seats')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_workshop_session_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_workshop_session_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'kind_id'], ['workshop_kind.digibank_id', 'workshop_kind.id'], name='fk_workshop_session_kind_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'series_id'], ['workshop_series.digibank_id', 'workshop_series.id'], name='fk_workshop_session_series_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'venue_id'], ['workshop_venue.digibank_id', 'workshop_venue.id'], name='fk_workshop_session_venue_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_session_digibank_id')),
    sa.ForeignKeyConstraint(['teacher_id'], ['account.id'], name=op.f('fk_workshop_session_teacher_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_session')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_workshop_session_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_session_wall'),
    sa.UniqueConstraint('digibank_id', 'series_id', 'series_on', name='uq_workshop_session_of_series')
    )
    with op.batch_alter_table('workshop_session', schema=None) as batch_op:
        batch_op.create_index('ix_workshop_session_starts', ['digibank_id', 'starts_at', 'id'], unique=False)

    op.create_table('announcement',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('announced_by_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('municipality', sa.String(length=80), nullable=False),
    sa.Column('days', sa.String(length=200), nullable=False),
    sa.Column('contact_name', sa.String(length=80), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by_id', sa.Integer(), nullable=True),
    sa.Column('comes_on', sa.Date(), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('decline_reason', sa.String(length=300), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("way IN ('fetched', 'brought')", name=op.f('ck_announcement_way')),
    sa.CheckConstraint('(accepted_at IS NULL) = (accepted_by_id IS NULL)', name=op.f('ck_announcement_accepted_by_someone')),
    sa.CheckConstraint('(declined_at IS NULL) = (declined_by_id IS NULL)', name=op.f('ck_announcement_declined_by_someone')),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['account.id'], name=op.f('fk_announcement_accepted_by_id')),
    sa.ForeignKeyConstraint(['announced_by_id'], ['account.id'], name=op.f('fk_announcement_announced_by_id')),
    sa.ForeignKeyConstraint(['declined_by_id'], ['account.id'], name=op.f('fk_announcement_declined_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_announcement_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_announcement_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_announcement_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_id', name='uq_announcement_once')
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index('ix_announcement_waiting', ['digibank_id', 'lot_id'], unique=False, sqlite_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'), postgresql_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'))

    op.create_table('contact_row',
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('said', sa.String(length=300), nullable=False),
    sa.Column('unread', sa.String(length=120), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('made_borrower_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("verdict IN ('taken', 'comes', 'undone', 'no_day', 'not_a_day', 'either_day', 'future', 'no_service', 'not_ours', 'national_number', 'formula', 'twice', 'known')", name=op.f('ck_contact_row_verdict')),
    sa.ForeignKeyConstraint(['digibank_id', 'list_id'], ['contact_list.digibank_id', 'contact_list.id'], name='fk_contact_row_list_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'made_borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_contact_row_made_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'person_id'], ['listed_person.digibank_id', 'listed_person.id'], name='fk_contact_row_person_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_contact_row_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_row')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_contact_row_wall')
    )
    with op.batch_alter_table('contact_row', schema=None) as batch_op:
        batch_op.create_index('ix_contact_row_list', ['digibank_id', 'list_id', 'number'], unique=True)
        batch_op.create_index('ix_contact_row_made', ['digibank_id', 'made_borrower_id'], unique=False)
        batch_op.create_index('ix_contact_row_once', ['digibank_id', 'digest'], unique=True, sqlite_where=sa.text("verdict = 'taken'"), postgresql_where=sa.text("verdict = 'taken'"))
        batch_op.create_index('ix_contact_row_person', ['digibank_id', 'person_id'], unique=False)

    op.create_table('device',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('stage_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('maker', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('serial', sa.String(length=80), nullable=False),
    sa.Column('serial_key', sa.String(length=80), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('donor_asset_number', sa.String(length=60), nullable=False),
    sa.Column('donor_id', sa.Integer(), nullable=True),
    sa.Column('lot_id', sa.Integer(), nullable=True),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('grade', sa.String(length=40), nullable=True),
    sa.Column('battery_percent', sa.Integer(), nullable=True),
    sa.Column('processor', sa.String(length=120), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=True),
    sa.Column('keyboard', sa.String(length=40), nullable=False),
    sa.Column('screen', sa.String(length=40), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chassis', sa.String(length=40), nullable=False),
    sa.Column('charger', sa.Boolean(), nullable=True),
    sa.Column('defect', sa.String(length=300), nullable=False),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('search_text', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("stage IN ('announced', 'received', 'wiping', 'wiped', 'refurbishing', 'ready', 'reserved', 'lent', 'returned', 'parts', 'recycled', 'transferred', 'missing', 'refused')", name=op.f('ck_device_stage')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_device_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'donor_id'], ['partner.digibank_id', 'partner.id'], name='fk_device_donor_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_device_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_device_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_device_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_device_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_device_wall')
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index('ix_device_asset', ['digibank_id', 'donor_asset_number'], unique=False)
        batch_op.create_index('ix_device_donor', ['digibank_id', 'donor_id', 'id'], unique=False)
        batch_op.create_index('ix_device_lot', ['digibank_id', 'lot_id', 'id'], unique=False)
        batch_op.create_index('ix_device_place', ['digibank_id', 'place_id', 'id'], unique=False)
        batch_op.create_index('ix_device_serial', ['digibank_id', 'serial_key'], unique=True, sqlite_where=sa.text("serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"), postgresql_where=sa.text("serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"))
        batch_op.create_index('ix_device_stage', ['digibank_id', 'stage', 'stage_since', 'id'], unique=False)

    op.create_table('dossier',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'ready' OR sha256 <> ''", name=op.f('ck_dossier_ready_is_whole')),
    sa.CheckConstraint("state IN ('waiting', 'making', 'ready', 'failed', 'cancelled', 'removed')", name=op.f('ck_dossier_state')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_dossier_asked_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_dossier_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_dossier_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_dossier_wall')
    )
    with op.batch_alter_table('dossier', schema=None) as batch_op:
        batch_op.create_index('ix_dossier_lot', ['digibank_id', 'lot_id', 'id'], unique=False)
        batch_op.create_index('ix_dossier_state', ['digibank_id', 'state', 'id'], unique=False)
        batch_op.create_index('uq_dossier_under_way', ['digibank_id', 'lot_id', 'locale'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'making')"), postgresql_where=sa.text("state IN ('waiting', 'making')"))

    op.create_table('evidence',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('tool', sa.String(length=40), nullable=False),
    sa.Column('tool_version', sa.String(length=40), nullable=False),
    sa.Column('parser_version', sa.String(length=20), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by_id', sa.Integer(), nullable=True),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('received_by_id IS NULL OR station_id IS NULL', name=op.f('ck_evidence_one_sender')),
    sa.ForeignKeyConstraint(['digibank_id', 'station_id'], ['station.digibank_id', 'station.id'], name='fk_evidence_station_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_evidence_digibank_id')),
    sa.ForeignKeyConstraint(['received_by_id'], ['account.id'], name=op.f('fk_evidence_received_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_evidence_wall'),
    sa.UniqueConstraint('digibank_id', 'sha256', name='uq_evidence_once')
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index('ix_evidence_station', ['digibank_id', 'station_id', 'id'], unique=False)

    op.create_table('import_draft',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_import_draft_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_import_draft_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_draft')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_import_draft_wall')
    )
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.create_index('ix_import_draft_lot', ['digibank_id', 'lot_id'], unique=False)

    op.create_table('lot_attest',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('control_code', sa.String(length=8), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('seal_key_id', sa.String(length=16), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('device_count', sa.Integer(), nullable=False),
    sa.Column('medium_count', sa.Integer(), nullable=False),
    sa.Column('left_out_count', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("category IN ('clear', 'purge', 'destroy', 'none')", name=op.f('ck_lot_attest_category')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_lot_attest_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_lot_attest_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_attest_digibank_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['account.id'], name=op.f('fk_lot_attest_issued_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_attest')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_lot_attest_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_attest_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_id', 'edition', name='uq_lot_attest_edition')
    )
    op.create_table('manifest',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=True),
    sa.Column('seals', sa.String(length=200), nullable=False),
    sa.Column('listed', sa.JSON(), nullable=False),
    sa.Column('paper', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_manifest_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_manifest_digibank_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_manifest_taken_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manifest')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_manifest_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_id', 'number', name='uq_manifest_number')
    )
    op.create_table('movement_party',
    sa.Column('movement_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=140), nullable=True),
    sa.Column('account', sa.String(length=34), nullable=True),
    sa.Column('iban', sa.String(length=34), nullable=True),
    sa.Column('bic', sa.String(length=11), nullable=True),
    sa.Column('creditor_reference', sa.String(length=25), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'movement_id'], ['bank_movement.digibank_id', 'bank_movement.id'], name='fk_movement_party_movement_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_movement_party_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement_party')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_movement_party_wall')
    )
    with op.batch_alter_table('movement_party', schema=None) as batch_op:
        batch_op.create_index('ix_movement_party_iban', ['digibank_id', 'iban'], unique=False)
        batch_op.create_index('ix_movement_party_movement', ['digibank_id', 'movement_id'], unique=True)

    op.create_table('open_movement',
    sa.Column('movement_id', sa.Integer(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('left_cents', sa.BigInteger(), nullable=False),
    sa.Column('aside', sa.String(length=40), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("aside IN ('other_money', 'sent_back', 'booked_before')", name=op.f('ck_open_movement_aside')),
    sa.CheckConstraint('(amount_cents >= 0 AND left_cents BETWEEN 0 AND amount_cents) OR (amount_cents < 0 AND left_cents BETWEEN amount_cents AND 0)', name=op.f('ck_open_movement_no_cent_twice')),
    sa.ForeignKeyConstraint(['digibank_id', 'movement_id'], ['bank_movement.digibank_id', 'bank_movement.id'], name='fk_open_movement_movement_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_open_movement_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_movement')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_open_movement_wall')
    )
    with op.batch_alter_table('open_movement', schema=None) as batch_op:
        batch_op.create_index('ix_open_movement_movement', ['digibank_id', 'movement_id'], unique=True)
        batch_op.create_index('ix_open_movement_waits', ['digibank_id', 'movement_id'], unique=False, sqlite_where=sa.text('left_cents <> 0 AND aside IS NULL'), postgresql_where=sa.text('left_cents <> 0 AND aside IS NULL'))

    op.create_table('outing_traveller',
    sa.Column('outing_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'outing_id'], ['outing.digibank_id', 'outing.id'], name='fk_outing_traveller_outing_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_outing_traveller_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_outing_traveller_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing_traveller')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_outing_traveller_wall'),
    sa.UniqueConstraint('digibank_id', 'outing_id', 'user_id', name='uq_outing_traveller_once')
    )
    op.create_table('part_fit',
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('maker', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'type_id'], ['part_type.digibank_id', 'part_type.id'], name='fk_part_fit_type_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_part_fit_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_part_fit')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_part_fit_wall'),
    sa.UniqueConstraint('digibank_id', 'type_id', 'maker', 'model', name='uq_part_fit_once')
    )
    op.create_table('recycler_receipt',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('mime_type', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name=op.f('ck_recycler_receipt_mime_type')),
    sa.CheckConstraint('grams IS NULL OR grams > 0', name=op.f('ck_recycler_receipt_grams')),
    sa.ForeignKeyConstraint(['digibank_id', 'batch_id'], ['recycler_batch.digibank_id', 'recycler_batch.id'], name='fk_recycler_receipt_batch_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_recycler_receipt_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_recycler_receipt_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_recycler_receipt_digibank_id')),
    sa.ForeignKeyConstraint(['kept_by_id'], ['account.id'], name=op.f('fk_recycler_receipt_kept_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recycler_receipt')),
    sa.UniqueConstraint('digibank_id', 'id', 'lot_id', name='uq_recycler_receipt_lot'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_recycler_receipt_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_id', 'sha256', name='uq_recycler_receipt_once')
    )
    with op.batch_alter_table('recycler_receipt', schema=None) as batch_op:
        batch_op.create_index('ix_recycler_receipt_lot', ['digibank_id', 'lot_id', 'id'], unique=False)

    op.create_table('referral_out',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('referred_on', sa.Date(), nullable=False),
    sa.Column('to_service', sa.String(length=40), nullable=True),
    sa.Column('to_location_id', sa.Integer(), nullable=True),
    sa.Column('to_partner_id', sa.Integer(), nullable=True),
    sa.Column('realised_contact_id', sa.Integer(), nullable=True),
    sa.Column('realised_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(to_service IS NULL) <> (to_partner_id IS NULL)', name=op.f('ck_referral_out_to_one_place')),
    sa.CheckConstraint('realised_contact_id IS NULL OR realised_on IS NOT NULL', name=op.f('ck_referral_out_realised_on_a_day')),
    sa.ForeignKeyConstraint(['digibank_id', 'contact_id'], ['service_contact.digibank_id', 'service_contact.id'], name='fk_referral_out_contact_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'realised_contact_id'], ['service_contact.digibank_id', 'service_contact.id'], name='fk_referral_out_realised_contact_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'to_location_id'], ['service_location.digibank_id', 'service_location.id'], name='fk_referral_out_to_location_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'to_partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_referral_out_to_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_referral_out_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_out')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_referral_out_wall')
    )
    with op.batch_alter_table('referral_out', schema=None) as batch_op:
        batch_op.create_index('ix_referral_out_contact', ['digibank_id', 'contact_id'], unique=False)
        batch_op.create_index('ix_referral_out_day', ['digibank_id', 'referred_on', 'id'], unique=False)
        batch_op.create_index('ix_referral_out_realised', ['digibank_id', 'realised_contact_id'], unique=False)

    op.create_table('workshop_lesson',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_workshop_lesson_ends_after_it_begins')),
    sa.CheckConstraint('number BETWEEN 1 AND 20', name=op.f('ck_workshop_lesson_number')),
    sa.ForeignKeyConstraint(['digibank_id', 'session_id'], ['workshop_session.digibank_id', 'workshop_session.id'], name='fk_workshop_lesson_session_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_lesson_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_lesson')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_lesson_wall'),
    sa.UniqueConstraint('digibank_id', 'session_id', 'number', name='uq_workshop_lesson_once')
    )
    with op.batch_alter_table('workshop_lesson', schema=None) as batch_op:
        batch_op.create_index('ix_workshop_lesson_starts', ['digibank_id', 'starts_at', 'id'], unique=False)

    op.create_table('application',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('door', sa.String(length=40), nullable=True),
    sa.Column('device_kind', sa.String(length=40), nullable=False),
    sa.Column('wishes', sa.JSON(), nullable=False),
    sa.Column('referrer_id', sa.Integer(), nullable=True),
    sa.Column('vouched', sa.Boolean(), nullable=False),
    sa.Column('enroller_id', sa.Integer(), nullable=True),
    sa.Column('helped_by', sa.String(length=80), nullable=False),
    sa.Column('helped_from', sa.String(length=80), nullable=False),
    sa.Column('heard_from', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_yes_by_id', sa.Integer(), nullable=True),
    sa.Column('first_yes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal_reason', sa.String(length=40), nullable=True),
    sa.Column('alternative', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.String(length=1001), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("device_kind IN ('laptop', 'tablet', 'desktop', 'assistive', 'accessory')", name=op.f('ck_application_device_kind')),
    sa.CheckConstraint("door IN ('self', 'desk', 'digihelper', 'referrer', 'internal', 'invited')", name=op.f('ck_application_door')),
    sa.CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn', 'fulfilled')", name=op.f('ck_application_state')),
    sa.CheckConstraint('first_yes_by_id <> decided_by_id', name=op.f('ck_application_two_deciders')),
    sa.CheckConstraint('first_yes_by_id IS NULL OR first_yes_at IS NOT NULL', name=op.f('ck_application_first_yes_at_a_moment')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_application_decided_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_application_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_application_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'policy_id'], ['policy.digibank_id', 'policy.id'], name='fk_application_policy_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'referrer_id'], ['partner.digibank_id', 'partner.id'], name='fk_application_referrer_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_application_digibank_id')),
    sa.ForeignKeyConstraint(['enroller_id'], ['account.id'], name=op.f('fk_application_enroller_id')),
    sa.ForeignKeyConstraint(['first_yes_by_id'], ['account.id'], name=op.f('fk_application_first_yes_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_application_wall')
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index('ix_application_borrower', ['digibank_id', 'borrower_id'], unique=False)
        batch_op.create_index('ix_application_device', ['digibank_id', 'device_id'], unique=True, sqlite_where=sa.text("state = 'approved'"), postgresql_where=sa.text("state = 'approved'"))
        batch_op.create_index('ix_application_open', ['digibank_id', 'borrower_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'approved')"), postgresql_where=sa.text("state IN ('waiting', 'approved')"))
        batch_op.create_index('ix_application_state', ['digibank_id', 'state', 'applied_at', 'id'], unique=False)

    op.create_table('batch_device',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'batch_id'], ['recycler_batch.digibank_id', 'recycler_batch.id'], name='fk_batch_device_batch_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_batch_device_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_batch_device_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_device')),
    sa.UniqueConstraint('digibank_id', 'device_id', name='uq_batch_device_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_batch_device_wall')
    )
    with op.batch_alter_table('batch_device', schema=None) as batch_op:
        batch_op.create_index('ix_batch_device_batch', ['digibank_id', 'batch_id', 'id'], unique=False)

    op.create_table('blank_label',
    sa.Column('reserved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_blank_label_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_blank_label_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_blank_label_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blank_label')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_blank_label_code_serial')),
    sa.UniqueConstraint('digibank_id', 'device_id', name='uq_blank_label_device'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_blank_label_wall')
    )
    with op.batch_alter_table('blank_label', schema=None) as batch_op:
        batch_op.create_index('ix_blank_label_waiting', ['digibank_id', 'code_serial'], unique=False)

    op.create_table('checkup',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('checklist_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('differing', sa.JSON(), nullable=False),
    sa.Column('answered_count', sa.Integer(), nullable=False),
    sa.Column('total_count', sa.Integer(), nullable=False),
    sa.Column('left_count', sa.Integer(), nullable=False),
    sa.Column('last_result', sa.Integer(), nullable=False),
    sa.Column('waits_for', sa.String(length=80), nullable=False),
    sa.Column('grade', sa.String(length=40), nullable=True),
    sa.Column('battery_percent', sa.Integer(), nullable=True),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_off_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('served_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_back_because', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("served_at IS NULL OR state = 'signed_off'", name=op.f('ck_checkup_serves_signed')),
    sa.CheckConstraint("state <> 'signed_off' OR (done_by_id IS NOT NULL AND signed_off_by_id IS NOT NULL)", name=op.f('ck_checkup_signed_by_someone')),
    sa.CheckConstraint("state = 'open' OR (left_count = 0 AND grade IS NOT NULL)", name=op.f('ck_checkup_done_is_whole')),
    sa.CheckConstraint("state IN ('open', 'done', 'signed_off')", name=op.f('ck_checkup_state')),
    sa.CheckConstraint('battery_percent BETWEEN 0 AND 100', name=op.f('ck_checkup_battery_percent')),
    sa.CheckConstraint('signed_off_by_id <> done_by_id', name=op.f('ck_checkup_two_people')),
    sa.ForeignKeyConstraint(['digibank_id', 'checklist_id'], ['checklist.digibank_id', 'checklist.id'], name='fk_checkup_checklist_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_checkup_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_checkup_digibank_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_checkup_done_by_id')),
    sa.ForeignKeyConstraint(['signed_off_by_id'], ['account.id'], name=op.f('fk_checkup_signed_off_by_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['account.id'], name=op.f('fk_checkup_started_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkup')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_checkup_wall')
    )
    with op.batch_alter_table('checkup', schema=None) as batch_op:
        batch_op.create_index('ix_checkup_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_checkup_living', ['digibank_id', 'device_id', 'lap'], unique=True, sqlite_where=sa.text("state IN ('open', 'done')"), postgresql_where=sa.text("state IN ('open', 'done')"))
        batch_op.create_index('ix_checkup_state', ['digibank_id', 'state', 'id'], unique=False)

    op.create_table('door_inspection',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('damage', sa.JSON(), nullable=False),
    sa.Column('charger', sa.Boolean(), nullable=True),
    sa.Column('battery', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('inspected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('inspected_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("battery IS NULL OR battery IN ('battery_fine', 'battery_swollen', 'battery_absent')", name=op.f('ck_door_inspection_battery')),
    sa.CheckConstraint("outcome IN ('accept', 'parts', 'recycle', 'back')", name=op.f('ck_door_inspection_outcome')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_door_inspection_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_door_inspection_digibank_id')),
    sa.ForeignKeyConstraint(['inspected_by_id'], ['account.id'], name=op.f('fk_door_inspection_inspected_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_inspection')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_door_inspection_wall')
    )
    with op.batch_alter_table('door_inspection', schema=None) as batch_op:
        batch_op.create_index('ix_door_inspection_device', ['digibank_id', 'device_id', 'id'], unique=False)

    op.create_table('fit_decision',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('fit', sa.String(length=40), nullable=False),
    sa.Column('proposed', sa.String(length=40), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("fit IN ('windows', 'linux', 'parts')", name=op.f('ck_fit_decision_fit')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_fit_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_fit_decision_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_fit_decision_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fit_decision')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_fit_decision_wall')
    )
    with op.batch_alter_table('fit_decision', schema=None) as batch_op:
        batch_op.create_index('ix_fit_decision_device', ['digibank_id', 'device_id', 'id'], unique=False)

    op.create_table('hardware_record',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('told_hash', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('tool', sa.String(length=40), nullable=False),
    sa.Column('tool_version', sa.String(length=40), nullable=False),
    sa.Column('reader_version', sa.String(length=10), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by_id', sa.Integer(), nullable=True),
    sa.Column('token_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('meant_for_id', sa.Integer(), nullable=True),
    sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('set_aside_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(set_aside_at IS NULL) = (set_aside_by_id IS NULL)', name=op.f('ck_hardware_record_set_aside_by_someone')),
    sa.CheckConstraint('device_id IS NULL OR set_aside_at IS NULL', name=op.f('ck_hardware_record_of_a_device_or_set_aside')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_hardware_record_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'meant_for_id'], ['device.digibank_id', 'device.id'], name='fk_hardware_record_meant_for_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'token_id'], ['token.digibank_id', 'token.id'], name='fk_hardware_record_token_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_hardware_record_digibank_id')),
    sa.ForeignKeyConstraint(['received_by_id'], ['account.id'], name=op.f('fk_hardware_record_received_by_id')),
    sa.ForeignKeyConstraint(['set_aside_by_id'], ['account.id'], name=op.f('fk_hardware_record_set_aside_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hardware_record')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_hardware_record_wall'),
    sa.UniqueConstraint('digibank_id', 'sha256', name='uq_hardware_record_once')
    )
    with op.batch_alter_table('hardware_record', schema=None) as batch_op:
        batch_op.create_index('ix_hardware_record_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_hardware_record_waiting', ['digibank_id', 'id'], unique=False, sqlite_where=sa.text('device_id IS NULL AND set_aside_at IS NULL'), postgresql_where=sa.text('device_id IS NULL AND set_aside_at IS NULL'))

    op.create_table('help_call',
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by_id IS NULL)', name=op.f('ck_help_call_answered_by_someone')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_help_call_answered_by_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_help_call_asked_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_help_call_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_help_call_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_call')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_help_call_wall')
    )
    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.create_index('ix_help_call_open', ['digibank_id', 'asked_by_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.create_table('lock_found',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lock', sa.String(length=40), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('found_by_id', sa.Integer(), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.Column('said_by_giver', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("lock IN ('unknown', 'bios', 'autopilot', 'apple', 'chrome', 'absolute')", name=op.f('ck_lock_found_lock')),
    sa.CheckConstraint('(lifted_at IS NULL) = (lifted_by_id IS NULL)', name=op.f('ck_lock_found_lifted_by_someone')),
    sa.CheckConstraint('reminders >= 0', name=op.f('ck_lock_found_reminders')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_lock_found_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lock_found_digibank_id')),
    sa.ForeignKeyConstraint(['found_by_id'], ['account.id'], name=op.f('fk_lock_found_found_by_id')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['account.id'], name=op.f('fk_lock_found_lifted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lock_found')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lock_found_wall')
    )
    with op.batch_alter_table('lock_found', schema=None) as batch_op:
        batch_op.create_index('ix_lock_found_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_lock_found_on', ['digibank_id', 'device_id', 'lock'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    op.create_table('lot_attest_change',
    sa.Column('lot_attest_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('valid', 'superseded', 'revoked')", name=op.f('ck_lot_attest_change_state')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['account.id'], name=op.f('fk_lot_attest_change_changed_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_attest_id'], ['lot_attest.digibank_id', 'lot_attest.id'], name='fk_lot_attest_change_lot_attest_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'successor_id'], ['lot_attest.digibank_id', 'lot_attest.id'], name='fk_lot_attest_change_successor_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_attest_change_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_attest_change')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_attest_change_wall')
    )
    with op.batch_alter_table('lot_attest_change', schema=None) as batch_op:
        batch_op.create_index('ix_lot_attest_change_lot_attest', ['digibank_id', 'lot_attest_id', 'id'], unique=False)

    op.create_table('lot_attest_paper',
    sa.Column('lot_attest_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_attest_id'], ['lot_attest.digibank_id', 'lot_attest.id'], name='fk_lot_attest_paper_lot_attest_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_attest_paper_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_attest_paper')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_attest_paper_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_attest_id', 'locale', name='uq_lot_attest_paper_locale')
    )
    with op.batch_alter_table('lot_attest_paper', schema=None) as batch_op:
        batch_op.create_index('ix_lot_attest_paper_sha256', ['sha256'], unique=False)

    op.create_table('lot_line',
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.String(length=80), nullable=False),
    sa.Column('serial_key', sa.String(length=80), nullable=False),
    sa.Column('maker', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('donor_asset_number', sa.String(length=60), nullable=False),
    sa.Column('processor', sa.String(length=120), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_lot_line_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_lot_line_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_line_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_line')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_line_wall')
    )
    with op.batch_alter_table('lot_line', schema=None) as batch_op:
        batch_op.create_index('ix_lot_line_device', ['digibank_id', 'device_id'], unique=False)
        batch_op.create_index('ix_lot_line_lot', ['digibank_id', 'lot_id', 'id'], unique=False)
        batch_op.create_index('ix_lot_line_serial', ['digibank_id', 'serial_key'], unique=False)

    op.create_table('medium',
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('last_device_id', sa.Integer(), nullable=True),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('maker', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('serial', sa.String(length=80), nullable=False),
    sa.Column('serial_key', sa.String(length=80), nullable=False),
    sa.Column('interface', sa.String(length=20), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=True),
    sa.Column('soldered', sa.Boolean(), nullable=False),
    sa.Column('exposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clean_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('hdd', 'ssd', 'nvme', 'emmc', 'other')", name=op.f('ck_medium_kind')),
    sa.CheckConstraint('destroyed_at IS NULL OR device_id IS NULL', name=op.f('ck_medium_destroyed_is_out')),
    sa.CheckConstraint('place_id IS NULL OR (device_id IS NULL AND destroyed_at IS NULL)', name=op.f('ck_medium_only_loose_lies_somewhere')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_medium_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_medium_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_medium_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_medium')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_medium_wall')
    )
    with op.batch_alter_table('medium', schema=None) as batch_op:
        batch_op.create_index('ix_medium_device', ['digibank_id', 'device_id'], unique=False)
        batch_op.create_index('ix_medium_loose', ['digibank_id', 'last_device_id'], unique=False, sqlite_where=sa.text('device_id IS NULL AND destroyed_at IS NULL'), postgresql_where=sa.text('device_id IS NULL AND destroyed_at IS NULL'))
        batch_op.create_index('ix_medium_serial', ['digibank_id', 'serial_key'], unique=False)

    op.create_table('part',
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('from_device_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('tested', sa.String(length=40), nullable=False),
    sa.Column('whereabouts', sa.String(length=40), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(whereabouts = 'built_in') = (device_id IS NOT NULL)", name=op.f('ck_part_inside_of_one')),
    sa.CheckConstraint("place_id IS NULL OR whereabouts = 'in_stock'", name=op.f('ck_part_only_stock_lies_somewhere')),
    sa.CheckConstraint("tested IN ('not_yet', 'works', 'broken')", name=op.f('ck_part_tested')),
    sa.CheckConstraint("whereabouts IN ('in_stock', 'built_in', 'thrown_away')", name=op.f('ck_part_whereabouts')),
    sa.CheckConstraint('number > 0', name=op.f('ck_part_number')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_part_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'from_device_id'], ['device.digibank_id', 'device.id'], name='fk_part_from_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_part_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'type_id'], ['part_type.digibank_id', 'part_type.id'], name='fk_part_type_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_part_digibank_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_part_taken_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_part')),
    sa.UniqueConstraint('digibank_id', 'from_device_id', 'number', name='uq_part_number'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_part_wall')
    )
    with op.batch_alter_table('part', schema=None) as batch_op:
        batch_op.create_index('ix_part_device', ['digibank_id', 'device_id'], unique=False)
        batch_op.create_index('ix_part_stock', ['digibank_id', 'type_id', 'id'], unique=False, sqlite_where=sa.text("whereabouts = 'in_stock'"), postgresql_where=sa.text("whereabouts = 'in_stock'"))

    op.create_table('passage',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('move', sa.String(length=40), nullable=False),
    sa.Column('start', sa.String(length=40), nullable=True),
    sa.Column('end', sa.String(length=40), nullable=False),
    sa.Column('passed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('because', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_passage_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_passage_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passage')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_passage_wall')
    )
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.create_index('ix_passage_device', ['digibank_id', 'device_id', 'id'], unique=False)

    op.create_table('photo',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_photo_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_photo_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_photo_wall')
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index('ix_photo_device', ['digibank_id', 'device_id'], unique=False)

    op.create_table('practice',
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('trade', sa.String(length=40), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('thing', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('buddy_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("trade IN ('intake', 'wiping', 'checklist', 'cleaning', 'system', 'repair_battery', 'repair_screen', 'repair_keyboard', 'repair_disk', 'repair_other', 'second_look', 'labels')", name=op.f('ck_practice_trade')),
    sa.ForeignKeyConstraint(['buddy_id'], ['account.id'], name=op.f('fk_practice_buddy_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_practice_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'learner_id'], ['learner.digibank_id', 'learner.id'], name='fk_practice_learner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_practice_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_practice_wall')
    )
    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.create_index('ix_practice_device', ['digibank_id', 'device_id'], unique=False)
        batch_op.create_index('ix_practice_learner', ['digibank_id', 'learner_id', 'trade'], unique=False)
        batch_op.create_index('ix_practice_thing', ['digibank_id', 'thing', 'thing_id'], unique=False)

    op.create_table('recycled_device',
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_recycled_device_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_recycled_device_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'receipt_id', 'lot_id'], ['recycler_receipt.digibank_id', 'recycler_receipt.id', 'recycler_receipt.lot_id'], name='fk_recycled_device_of_its_lot'),
    sa.ForeignKeyConstraint(['digibank_id', 'receipt_id'], ['recycler_receipt.digibank_id', 'recycler_receipt.id'], name='fk_recycled_device_receipt_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_recycled_device_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recycled_device')),
    sa.UniqueConstraint('digibank_id', 'device_id', name='uq_recycled_device_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_recycled_device_wall')
    )
    op.create_table('repair_ticket',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('point', sa.String(length=60), nullable=False),
    sa.Column('what', sa.String(length=300), nullable=False),
    sa.Column('blocking', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('result', sa.String(length=40), nullable=True),
    sa.Column('holds', sa.Boolean(), nullable=False),
    sa.Column('waits_for', sa.String(length=120), nullable=False),
    sa.Column('cost_cents', sa.Integer(), nullable=True),
    sa.Column('repairer_id', sa.Integer(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('back_on', sa.Date(), nullable=True),
    sa.Column('stood_at_id', sa.Integer(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_repair_ticket_closed_some_day')),
    sa.CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name=op.f('ck_repair_ticket_closed_with_a_result')),
    sa.CheckConstraint("holds = (blocking AND (result IS NULL OR result IN ('not_worth_it', 'not_repairable')))", name=op.f('ck_repair_ticket_holds')),
    sa.CheckConstraint("result IN ('repaired', 'no_fault_found', 'not_worth_it', 'not_repairable', 'withdrawn')", name=op.f('ck_repair_ticket_result')),
    sa.CheckConstraint("source IN ('bench', 'return', 'loan', 'hand')", name=op.f('ck_repair_ticket_source')),
    sa.CheckConstraint("state <> 'outside' OR (repairer_id IS NOT NULL AND sent_on IS NOT NULL)", name=op.f('ck_repair_ticket_sent')),
    sa.CheckConstraint("state <> 'waiting' OR waits_for <> ''", name=op.f('ck_repair_ticket_waits_for_something')),
    sa.CheckConstraint("state IN ('open', 'working', 'waiting', 'outside', 'closed')", name=op.f('ck_repair_ticket_state')),
    sa.CheckConstraint('cost_cents BETWEEN 0 AND 1000000', name=op.f('ck_repair_ticket_cost')),
    sa.CheckConstraint('expected_on IS NULL OR expected_on >= sent_on', name=op.f('ck_repair_ticket_back_after_it_left')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['account.id'], name=op.f('fk_repair_ticket_closed_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_repair_ticket_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'repairer_id'], ['partner.digibank_id', 'partner.id'], name='fk_repair_ticket_repairer_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stood_at_id'], ['place.digibank_id', 'place.id'], name='fk_repair_ticket_stood_at_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_repair_ticket_digibank_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['account.id'], name=op.f('fk_repair_ticket_opened_by_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_repair_ticket_taken_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repair_ticket')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_repair_ticket_wall')
    )
    with op.batch_alter_table('repair_ticket', schema=None) as batch_op:
        batch_op.create_index('ix_repair_ticket_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_repair_ticket_holds', ['digibank_id', 'device_id'], unique=False, sqlite_where=sa.text('holds'), postgresql_where=sa.text('holds'))
        batch_op.create_index('ix_repair_ticket_open', ['digibank_id', 'state', 'id'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('ix_repair_ticket_point', ['digibank_id', 'device_id', 'point'], unique=True, sqlite_where=sa.text("state <> 'closed' AND point <> ''"), postgresql_where=sa.text("state <> 'closed' AND point <> ''"))

    op.create_table('sheet_facts',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('made_in', sa.Integer(), nullable=True),
    sa.Column('grams', sa.Integer(), nullable=True),
    sa.Column('weighed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('weighed_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(grams IS NULL) = (weighed_at IS NULL)', name=op.f('ck_sheet_facts_weighed_at_a_moment')),
    sa.CheckConstraint('grams IS NULL OR grams BETWEEN 5 AND 60000', name=op.f('ck_sheet_facts_grams')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_sheet_facts_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_sheet_facts_digibank_id')),
    sa.ForeignKeyConstraint(['weighed_by_id'], ['account.id'], name=op.f('fk_sheet_facts_weighed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_facts')),
    sa.UniqueConstraint('digibank_id', 'device_id', name='uq_sheet_facts_device'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_sheet_facts_wall')
    )
    op.create_table('stocktake_decision',
    sa.Column('stocktake_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('decision', sa.String(length=40), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("decision IN ('later', 'elsewhere', 'missing', 'here', 'not_here')", name=op.f('ck_stocktake_decision_decision')),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_stocktake_decision_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_stocktake_decision_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stocktake_id'], ['stocktake.digibank_id', 'stocktake.id'], name='fk_stocktake_decision_stocktake_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_stocktake_decision_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake_decision')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_stocktake_decision_wall')
    )
    with op.batch_alter_table('stocktake_decision', schema=None) as batch_op:
        batch_op.create_index('ix_stocktake_decision', ['digibank_id', 'stocktake_id', 'id'], unique=False)

    op.create_table('stocktake_expected',
    sa.Column('stocktake_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_stocktake_expected_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stocktake_id'], ['stocktake.digibank_id', 'stocktake.id'], name='fk_stocktake_expected_stocktake_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_stocktake_expected_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake_expected')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_stocktake_expected_wall'),
    sa.UniqueConstraint('digibank_id', 'stocktake_id', 'device_id', name='uq_stocktake_expected_once')
    )
    op.create_table('stocktake_line',
    sa.Column('stocktake_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=80), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('decision', sa.String(length=40), nullable=True),
    sa.Column('deed', sa.String(length=40), nullable=False),
    sa.Column('refused', sa.String(length=60), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("decision IN ('later', 'elsewhere', 'missing', 'here', 'not_here')", name=op.f('ck_stocktake_line_decision')),
    sa.CheckConstraint("deed IN ('nothing', 'put_here', 'find', 'let_go', 'miss')", name=op.f('ck_stocktake_line_deed')),
    sa.CheckConstraint("deed NOT IN ('miss', 'let_go') OR outcome = 'not_found'", name=op.f('ck_stocktake_line_seen_is_not_missing')),
    sa.CheckConstraint("outcome IN ('found', 'not_found', 'unexpected', 'lent', 'was_missing', 'gone', 'announced', 'moved_on', 'came')", name=op.f('ck_stocktake_line_outcome')),
    sa.CheckConstraint('(device_id IS NULL) = (outcome IS NULL)', name=op.f('ck_stocktake_line_device_or_text')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_stocktake_line_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_stocktake_line_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stocktake_id'], ['stocktake.digibank_id', 'stocktake.id'], name='fk_stocktake_line_stocktake_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_stocktake_line_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake_line')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_stocktake_line_wall'),
    sa.UniqueConstraint('digibank_id', 'stocktake_id', 'device_id', name='uq_stocktake_line_once')
    )
    op.create_table('stocktake_scan',
    sa.Column('stocktake_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=80), nullable=False),
    sa.Column('takes_back_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(device_id IS NULL) OR (text = '')", name=op.f('ck_stocktake_scan_device_or_text')),
    sa.CheckConstraint("takes_back_id IS NULL OR (device_id IS NULL AND text = '')", name=op.f('ck_stocktake_scan_takes_back')),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_stocktake_scan_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_stocktake_scan_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'stocktake_id'], ['stocktake.digibank_id', 'stocktake.id'], name='fk_stocktake_scan_stocktake_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'takes_back_id'], ['stocktake_scan.digibank_id', 'stocktake_scan.id'], name='fk_stocktake_scan_takes_back_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_stocktake_scan_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake_scan')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_stocktake_scan_wall'),
    sa.UniqueConstraint('digibank_id', 'stocktake_id', 'key', name='uq_stocktake_scan_once')
    )
    with op.batch_alter_table('stocktake_scan', schema=None) as batch_op:
        batch_op.create_index('ix_stocktake_scan_device', ['digibank_id', 'device_id', 'id'], unique=False)

    op.create_table('taken',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('work', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('let_go_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("work IN ('returned', 'wipe', 'checklist', 'repair', 'second_look')", name=op.f('ck_taken_work')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_taken_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_taken_digibank_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_taken_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taken')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_taken_wall')
    )
    with op.batch_alter_table('taken', schema=None) as batch_op:
        batch_op.create_index('ix_taken_one', ['digibank_id', 'device_id'], unique=True, sqlite_where=sa.text('let_go_at IS NULL'), postgresql_where=sa.text('let_go_at IS NULL'))
        batch_op.create_index('ix_taken_one_each', ['digibank_id', 'user_id', 'work'], unique=True, sqlite_where=sa.text('let_go_at IS NULL'), postgresql_where=sa.text('let_go_at IS NULL'))
        batch_op.create_index('ix_taken_user', ['digibank_id', 'user_id', 'let_go_at'], unique=False)

    op.create_table('topic_note',
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('is_told', sa.Boolean(), nullable=True),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("is_told IS NOT NULL OR words <> ''", name=op.f('ck_topic_note_says_something')),
    sa.ForeignKeyConstraint(['digibank_id', 'lesson_id'], ['workshop_lesson.digibank_id', 'workshop_lesson.id'], name='fk_topic_note_lesson_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_topic_note_digibank_id')),
    sa.ForeignKeyConstraint(['said_by_id'], ['account.id'], name=op.f('fk_topic_note_said_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_note')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_topic_note_wall')
    )
    with op.batch_alter_table('topic_note', schema=None) as batch_op:
        batch_op.create_index('ix_topic_note_lesson', ['digibank_id', 'lesson_id', 'id'], unique=False)

    op.create_table('begun_form',
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_number', sa.String(length=20), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('invitation_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(sent_at IS NULL) = (application_id IS NULL)', name=op.f('ck_begun_form_sent_as_an_application')),
    sa.CheckConstraint('length(token) >= 16', name=op.f('ck_begun_form_unguessable')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_begun_form_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'invitation_id'], ['form_invitation.digibank_id', 'form_invitation.id'], name='fk_begun_form_invitation_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_begun_form_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_begun_form')),
    sa.UniqueConstraint('digibank_id', 'application_id', name='uq_begun_form_sent_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_begun_form_wall'),
    sa.UniqueConstraint('digibank_id', 'invitation_id', name='uq_begun_form_invitation'),
    sa.UniqueConstraint('token', name='uq_begun_form_token')
    )
    with op.batch_alter_table('begun_form', schema=None) as batch_op:
        batch_op.create_index('ix_begun_form_begun', ['digibank_id', 'begun_at'], unique=False)

    op.create_table('certificate',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('medium_id', sa.Integer(), nullable=True),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('control_code', sa.String(length=8), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_certificate_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_certificate_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'medium_id'], ['medium.digibank_id', 'medium.id'], name='fk_certificate_medium_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_certificate_digibank_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['account.id'], name=op.f('fk_certificate_issued_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_certificate_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_certificate_wall')
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_device', ['digibank_id', 'device_id', 'lap', 'id'], unique=False)
        batch_op.create_index('ix_certificate_issued', ['digibank_id', 'issued_at', 'id'], unique=False)
        batch_op.create_index('ix_certificate_medium', ['digibank_id', 'medium_id', 'id'], unique=False)

    op.create_table('check_photo',
    sa.Column('checkup_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'checkup_id'], ['checkup.digibank_id', 'checkup.id'], name='fk_check_photo_checkup_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_check_photo_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_photo')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_check_photo_wall')
    )
    with op.batch_alter_table('check_photo', schema=None) as batch_op:
        batch_op.create_index('ix_check_photo_checkup', ['digibank_id', 'checkup_id'], unique=False)

    op.create_table('criterion_seen',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('proof_kind', sa.String(length=40), nullable=True),
    sa.Column('seen_by_id', sa.Integer(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_criterion_seen_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_criterion_seen_digibank_id')),
    sa.ForeignKeyConstraint(['seen_by_id'], ['account.id'], name=op.f('fk_criterion_seen_seen_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion_seen')),
    sa.UniqueConstraint('digibank_id', 'application_id', 'code', name='uq_criterion_seen_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_criterion_seen_wall')
    )
    op.create_table('finding',
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('drive', sa.String(length=60), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('serial', sa.String(length=80), nullable=False),
    sa.Column('serial_key', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=True),
    sa.Column('technique', sa.String(length=40), nullable=True),
    sa.Column('method', sa.String(length=80), nullable=False),
    sa.Column('verification', sa.String(length=10), nullable=False),
    sa.Column('clock_started', sa.String(length=19), nullable=False),
    sa.Column('clock_ended', sa.String(length=19), nullable=False),
    sa.Column('host_serial', sa.String(length=100), nullable=False),
    sa.Column('host_uuid', sa.String(length=100), nullable=False),
    sa.Column('verdict', sa.String(length=40), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('remarks', sa.JSON(), nullable=False),
    sa.Column('markers', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('medium_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'recorded', 'set_aside')", name=op.f('ck_finding_state')),
    sa.CheckConstraint("technique IN ('overwrite', 'security_erase', 'format_erase', 'sanitize', 'firmware_erase', 'factory_reset', 'other', 'destruction', 'removal', 'absence')", name=op.f('ck_finding_technique')),
    sa.CheckConstraint("verdict IN ('erased_verified', 'erased_unverified', 'failed', 'aborted', 'indeterminate', 'not_an_erasure', 'rejected')", name=op.f('ck_finding_verdict')),
    sa.ForeignKeyConstraint(['digibank_id', 'evidence_id'], ['evidence.digibank_id', 'evidence.id'], name='fk_finding_evidence_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'medium_id'], ['medium.digibank_id', 'medium.id'], name='fk_finding_medium_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_finding_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('digibank_id', 'fingerprint', name='uq_finding_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_finding_wall')
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index('ix_finding_hours', ['digibank_id', 'clock_started'], unique=False)
        batch_op.create_index('ix_finding_state', ['digibank_id', 'state', 'id'], unique=False)

    op.create_table('loan',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('policy_id', sa.Integer(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ending', sa.String(length=40), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('accessories', sa.JSON(), nullable=False),
    sa.Column('workshop', sa.String(length=40), nullable=True),
    sa.Column('workshop_on', sa.Date(), nullable=True),
    sa.Column('visit_due_on', sa.Date(), nullable=True),
    sa.Column('code_serial', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f('ck_loan_ends_once')),
    sa.CheckConstraint("state IN ('open', 'ended')", name=op.f('ck_loan_state')),
    sa.CheckConstraint('length(token) >= 10', name=op.f('ck_loan_unguessable')),
    sa.ForeignKeyConstraint(['code_serial'], ['given_code.serial'], name=op.f('fk_loan_code_serial')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_loan_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_loan_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_loan_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'policy_id'], ['policy.digibank_id', 'policy.id'], name='fk_loan_policy_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_loan_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan')),
    sa.UniqueConstraint('code_serial', name=op.f('uq_loan_code_serial')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_loan_wall')
    )
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.create_index('ix_loan_application', ['digibank_id', 'application_id'], unique=False)
        batch_op.create_index('ix_loan_borrower', ['digibank_id', 'borrower_id', 'id'], unique=False)
        batch_op.create_index('ix_loan_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_loan_due', ['digibank_id', 'state', 'due_on', 'id'], unique=False)
        batch_op.create_index('ix_loan_one_open_per_device', ['digibank_id', 'device_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.create_index('ix_loan_token', ['token'], unique=False)
        batch_op.create_index('ix_loan_visit_due', ['digibank_id', 'state', 'visit_due_on', 'id'], unique=False)

    op.create_table('outing_visit',
    sa.Column('outing_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('visit_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended', sa.String(length=40), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("ended IN ('helped', 'not_helped', 'called_off')", name=op.f('ck_outing_visit_ended')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_outing_visit_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'outing_id'], ['outing.digibank_id', 'outing.id'], name='fk_outing_visit_outing_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_outing_visit_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing_visit')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_outing_visit_wall')
    )
    with op.batch_alter_table('outing_visit', schema=None) as batch_op:
        batch_op.create_index('ix_outing_visit_open', ['digibank_id', 'application_id'], unique=True, sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))
        batch_op.create_index('ix_outing_visit_outing', ['digibank_id', 'outing_id', 'visit_at', 'id'], unique=False)

    op.create_table('part_stay',
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('part_id', sa.Integer(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('built_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('built_by_id', sa.Integer(), nullable=False),
    sa.Column('out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('out_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('count BETWEEN 1 AND 999', name=op.f('ck_part_stay_count')),
    sa.CheckConstraint('part_id IS NULL OR count = 1', name=op.f('ck_part_stay_one_single')),
    sa.ForeignKeyConstraint(['built_by_id'], ['account.id'], name=op.f('fk_part_stay_built_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_part_stay_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'part_id'], ['part.digibank_id', 'part.id'], name='fk_part_stay_part_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'ticket_id'], ['repair_ticket.digibank_id', 'repair_ticket.id'], name='fk_part_stay_ticket_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'type_id'], ['part_type.digibank_id', 'part_type.id'], name='fk_part_stay_type_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_part_stay_digibank_id')),
    sa.ForeignKeyConstraint(['out_by_id'], ['account.id'], name=op.f('fk_part_stay_out_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_part_stay')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_part_stay_wall')
    )
    with op.batch_alter_table('part_stay', schema=None) as batch_op:
        batch_op.create_index('ix_part_stay_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_part_stay_inside', ['digibank_id', 'part_id'], unique=True, sqlite_where=sa.text('out_at IS NULL AND part_id IS NOT NULL'), postgresql_where=sa.text('out_at IS NULL AND part_id IS NOT NULL'))
        batch_op.create_index('ix_part_stay_ticket', ['digibank_id', 'ticket_id', 'id'], unique=False)

    op.create_table('repair_line',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('diagnosis', 'work')", name=op.f('ck_repair_line_kind')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 1440', name=op.f('ck_repair_line_minutes')),
    sa.ForeignKeyConstraint(['digibank_id', 'ticket_id'], ['repair_ticket.digibank_id', 'repair_ticket.id'], name='fk_repair_line_ticket_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_repair_line_digibank_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_repair_line_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repair_line')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_repair_line_wall')
    )
    with op.batch_alter_table('repair_line', schema=None) as batch_op:
        batch_op.create_index('ix_repair_line_ticket', ['digibank_id', 'ticket_id', 'id'], unique=False)

    op.create_table('repair_photo',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'ticket_id'], ['repair_ticket.digibank_id', 'repair_ticket.id'], name='fk_repair_photo_ticket_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_repair_photo_digibank_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_repair_photo_taken_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repair_photo')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_repair_photo_wall')
    )
    with op.batch_alter_table('repair_photo', schema=None) as batch_op:
        batch_op.create_index('ix_repair_photo_ticket', ['digibank_id', 'ticket_id', 'id'], unique=False)

    op.create_table('road_taken',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('road', sa.String(length=40), nullable=False),
    sa.Column('result', sa.String(length=40), nullable=False),
    sa.Column('by_whom', sa.String(length=120), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("result IN ('yes', 'no')", name=op.f('ck_road_taken_result')),
    sa.CheckConstraint("road <> 'second_decider'", name=op.f('ck_road_taken_not_the_second_decider')),
    sa.CheckConstraint("road IN ('motivation', 'social_inquiry', 'second_decider')", name=op.f('ck_road_taken_road')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_road_taken_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_road_taken_digibank_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_road_taken_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_road_taken')),
    sa.UniqueConstraint('digibank_id', 'application_id', 'road', name='uq_road_taken_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_road_taken_wall')
    )
    op.create_table('seat',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('chair', sa.Integer(), nullable=True),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('enrolled_by', sa.String(length=40), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('only_lessons', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'offered') = (answer_by IS NOT NULL)", name=op.f('ck_seat_answers_an_offer')),
    sa.CheckConstraint("(state IN ('waiting', 'released')) = (chair IS NULL)", name=op.f('ck_seat_sits_on_a_chair')),
    sa.CheckConstraint("enrolled_by IN ('desk', 'referrer', 'link', 'at_the_door')", name=op.f('ck_seat_enrolled_by')),
    sa.CheckConstraint("state IN ('booked', 'offered', 'waiting', 'attended', 'partly', 'missed', 'released')", name=op.f('ck_seat_state')),
    sa.CheckConstraint('chair > 0', name=op.f('ck_seat_chair')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_seat_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_seat_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'session_id'], ['workshop_session.digibank_id', 'workshop_session.id'], name='fk_seat_session_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_seat_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_seat_wall'),
    sa.UniqueConstraint('digibank_id', 'session_id', 'borrower_id', name='uq_seat_once'),
    sa.UniqueConstraint('digibank_id', 'session_id', 'chair', name='uq_seat_chair'),
    sa.UniqueConstraint('digibank_id', 'session_id', 'turn', name='uq_seat_turn')
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index('ix_seat_borrower', ['digibank_id', 'borrower_id'], unique=False)

    op.create_table('step_taken',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('result', sa.String(length=40), nullable=False),
    sa.Column('taken_by', sa.String(length=40), nullable=True),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("result IN ('yes', 'no')", name=op.f('ck_step_taken_result')),
    sa.CheckConstraint("step <> 'approval'", name=op.f('ck_step_taken_not_the_approval')),
    sa.CheckConstraint("step IN ('need', 'talk', 'proof', 'digital_test', 'approval')", name=op.f('ck_step_taken_step')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_step_taken_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_step_taken_digibank_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_step_taken_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_taken')),
    sa.UniqueConstraint('digibank_id', 'application_id', 'step', name='uq_step_taken_once'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_step_taken_wall')
    )
    op.create_table('attendance',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.String(length=40), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("presence IN ('present', 'late', 'absent')", name=op.f('ck_attendance_presence')),
    sa.ForeignKeyConstraint(['digibank_id', 'lesson_id'], ['workshop_lesson.digibank_id', 'workshop_lesson.id'], name='fk_attendance_lesson_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'seat_id'], ['seat.digibank_id', 'seat.id'], name='fk_attendance_seat_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_attendance_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_attendance_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_attendance_wall'),
    sa.UniqueConstraint('digibank_id', 'seat_id', 'lesson_id', name='uq_attendance_once')
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_lesson', ['digibank_id', 'lesson_id', 'id'], unique=False)

    op.create_table('attendance_mark',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.String(length=40), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("presence IN ('present', 'late', 'absent')", name=op.f('ck_attendance_mark_presence')),
    sa.ForeignKeyConstraint(['digibank_id', 'lesson_id'], ['workshop_lesson.digibank_id', 'workshop_lesson.id'], name='fk_attendance_mark_lesson_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'seat_id'], ['seat.digibank_id', 'seat.id'], name='fk_attendance_mark_seat_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_attendance_mark_digibank_id')),
    sa.ForeignKeyConstraint(['said_by_id'], ['account.id'], name=op.f('fk_attendance_mark_said_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_mark')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_attendance_mark_wall')
    )
    with op.batch_alter_table('attendance_mark', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_mark_lesson', ['digibank_id', 'lesson_id', 'id'], unique=False)
        batch_op.create_index('ix_attendance_mark_seat', ['digibank_id', 'seat_id', 'id'], unique=False)

    op.create_table('certificate_change',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('valid', 'superseded', 'revoked')", name=op.f('ck_certificate_change_state')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['account.id'], name=op.f('fk_certificate_change_changed_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'certificate_id'], ['certificate.digibank_id', 'certificate.id'], name='fk_certificate_change_certificate_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'successor_id'], ['certificate.digibank_id', 'certificate.id'], name='fk_certificate_change_successor_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_certificate_change_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_change')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_certificate_change_wall')
    )
    with op.batch_alter_table('certificate_change', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_change_certificate', ['digibank_id', 'certificate_id', 'id'], unique=False)

    op.create_table('certificate_paper',
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'certificate_id'], ['certificate.digibank_id', 'certificate.id'], name='fk_certificate_paper_certificate_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_certificate_paper_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_paper')),
    sa.UniqueConstraint('digibank_id', 'certificate_id', 'locale', name='uq_certificate_paper_locale'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_certificate_paper_wall')
    )
    with op.batch_alter_table('certificate_paper', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_paper_sha256', ['sha256'], unique=False)

    op.create_table('check_result',
    sa.Column('checkup_id', sa.Integer(), nullable=False),
    sa.Column('point', sa.String(length=40), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=False),
    sa.Column('fault', sa.String(length=40), nullable=True),
    sa.Column('value', sa.String(length=80), nullable=False),
    sa.Column('photo_id', sa.Integer(), nullable=True),
    sa.Column('with_the_rest', sa.Boolean(), nullable=False),
    sa.Column('against_id', sa.Integer(), nullable=True),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(answer = 'repair') = (fault IS NOT NULL)", name=op.f('ck_check_result_fault_of_repair')),
    sa.CheckConstraint("answer IN ('fine', 'repair', 'not_there')", name=op.f('ck_check_result_answer')),
    sa.ForeignKeyConstraint(['digibank_id', 'against_id'], ['check_result.digibank_id', 'check_result.id'], name='fk_check_result_against_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'checkup_id'], ['checkup.digibank_id', 'checkup.id'], name='fk_check_result_checkup_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'photo_id'], ['check_photo.digibank_id', 'check_photo.id'], name='fk_check_result_photo_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_check_result_digibank_id')),
    sa.ForeignKeyConstraint(['given_by_id'], ['account.id'], name=op.f('fk_check_result_given_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_result')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_check_result_wall')
    )
    with op.batch_alter_table('check_result', schema=None) as batch_op:
        batch_op.create_index('ix_check_result_checkup', ['digibank_id', 'checkup_id', 'point', 'id'], unique=False)

    op.create_table('deposit',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('tariff', sa.String(length=40), nullable=False),
    sa.Column('asked_cents', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('held_cents', sa.Integer(), nullable=False),
    sa.Column('surplus_cents', sa.Integer(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('waived_because', sa.Text(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("way IN ('cash', 'card', 'transfer', 'third_party', 'later', 'waived', 'none')", name=op.f('ck_deposit_way')),
    sa.CheckConstraint('asked_cents >= 0', name=op.f('ck_deposit_asked')),
    sa.CheckConstraint('held_cents >= 0', name=op.f('ck_deposit_never_more_than_held')),
    sa.CheckConstraint('surplus_cents >= 0', name=op.f('ck_deposit_never_more_than_too_much')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_deposit_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_deposit_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_deposit_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deposit')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_deposit_wall')
    )
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.create_index('ix_deposit_held', ['digibank_id', 'loan_id'], unique=False, sqlite_where=sa.text('held_cents <> 0'), postgresql_where=sa.text('held_cents <> 0'))
        batch_op.create_index('ix_deposit_loan', ['digibank_id', 'loan_id'], unique=True)

    op.create_table('digital_level',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=40), nullable=False),
    sa.Column('level', sa.String(length=40), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("level IN ('1', '2', '3', '4', '5')", name=op.f('ck_digital_level_level')),
    sa.CheckConstraint("phase IN ('before', 'after')", name=op.f('ck_digital_level_phase')),
    sa.ForeignKeyConstraint(['digibank_id', 'seat_id'], ['seat.digibank_id', 'seat.id'], name='fk_digital_level_seat_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_digital_level_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digital_level')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_digital_level_wall'),
    sa.UniqueConstraint('digibank_id', 'seat_id', 'phase', name='uq_digital_level_once')
    )
    op.create_table('extension',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('extended_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_extension_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_extension_digibank_id')),
    sa.ForeignKeyConstraint(['extended_by_id'], ['account.id'], name=op.f('fk_extension_extended_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_extension_wall')
    )
    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.create_index('ix_extension_loan', ['digibank_id', 'loan_id', 'id'], unique=False)

    op.create_table('follow_up',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_written', sa.Boolean(), nullable=False),
    sa.Column('face', sa.String(length=40), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=40), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("answered_by IN ('link', 'phone')", name=op.f('ck_follow_up_answered_by')),
    sa.CheckConstraint("face IN ('good', 'so_so', 'bad')", name=op.f('ck_follow_up_face')),
    sa.CheckConstraint('(face IS NULL) = (answered_at IS NULL) AND (face IS NULL) = (answered_by IS NULL)', name=op.f('ck_follow_up_answered')),
    sa.CheckConstraint('length(token) >= 10', name=op.f('ck_follow_up_unguessable')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_follow_up_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_follow_up_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_follow_up_wall'),
    sa.UniqueConstraint('digibank_id', 'loan_id', name='uq_follow_up_once'),
    sa.UniqueConstraint('token', name='uq_follow_up_token')
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index('ix_follow_up_asked', ['digibank_id', 'asked_at', 'id'], unique=False)

    op.create_table('hand_over',
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('borrower_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('accessories', sa.JSON(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('has_no_end', sa.Boolean(), nullable=False),
    sa.Column('tariff', sa.String(length=40), nullable=True),
    sa.Column('deposit_cents', sa.Integer(), nullable=False),
    sa.Column('deposit_way', sa.String(length=40), nullable=True),
    sa.Column('slip', sa.String(length=40), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('deposit_parts', sa.Integer(), nullable=False),
    sa.Column('waived_because', sa.Text(), nullable=True),
    sa.Column('signing', sa.String(length=40), nullable=True),
    sa.Column('signature', sa.LargeBinary(), nullable=True),
    sa.Column('typed_name', sa.String(length=160), nullable=True),
    sa.Column('administrator', sa.String(length=160), nullable=True),
    sa.Column('read_aloud', sa.Boolean(), nullable=False),
    sa.Column('explained', sa.Boolean(), nullable=False),
    sa.Column('workshop', sa.String(length=40), nullable=True),
    sa.Column('workshop_on', sa.Date(), nullable=True),
    sa.Column('workshop_reason', sa.String(length=40), nullable=True),
    sa.Column('noted_workshop', sa.Boolean(), nullable=False),
    sa.Column('loan_id', sa.Integer(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('deposit_cents >= 0', name=op.f('ck_hand_over_asked')),
    sa.CheckConstraint('deposit_parts > 0', name=op.f('ck_hand_over_parts')),
    sa.ForeignKeyConstraint(['digibank_id', 'application_id'], ['application.digibank_id', 'application.id'], name='fk_hand_over_application_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_hand_over_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_hand_over_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_hand_over_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_hand_over_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_hand_over_digibank_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['account.id'], name=op.f('fk_hand_over_started_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_hand_over_wall')
    )
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.create_index('ix_hand_over_borrower', ['digibank_id', 'borrower_id'], unique=False)
        batch_op.create_index('ix_hand_over_open', ['digibank_id', 'loan_id', 'id'], unique=False)

    op.create_table('inspection',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('deductions', sa.JSON(), nullable=False),
    sa.Column('held_cents', sa.Integer(), nullable=False),
    sa.Column('refund_cents', sa.Integer(), nullable=False),
    sa.Column('kept_cents', sa.Integer(), nullable=False),
    sa.Column('waiting_cents', sa.Integer(), nullable=False),
    sa.Column('inspected_by_id', sa.Integer(), nullable=True),
    sa.Column('inspected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('refund_cents >= 0 AND kept_cents >= 0 AND waiting_cents >= 0', name=op.f('ck_inspection_amounts')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_inspection_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_inspection_digibank_id')),
    sa.ForeignKeyConstraint(['inspected_by_id'], ['account.id'], name=op.f('fk_inspection_inspected_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_inspection_wall')
    )
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index('ix_inspection_loan', ['digibank_id', 'loan_id'], unique=True)

    op.create_table('loan_paper',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('signing', sa.String(length=40), nullable=False),
    sa.Column('administrator', sa.String(length=160), nullable=False),
    sa.Column('witness_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('agreement', 'swap', 'title')", name=op.f('ck_loan_paper_kind')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_loan_paper_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_loan_paper_digibank_id')),
    sa.ForeignKeyConstraint(['witness_id'], ['account.id'], name=op.f('fk_loan_paper_witness_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan_paper')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_loan_paper_wall')
    )
    with op.batch_alter_table('loan_paper', schema=None) as batch_op:
        batch_op.create_index('ix_loan_paper_once', ['digibank_id', 'loan_id', 'locale', 'kind'], unique=True, sqlite_where=sa.text("kind <> 'swap'"), postgresql_where=sa.text("kind <> 'swap'"))

    op.create_table('loan_visit',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finding', sa.String(length=40), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("finding IN ('fine', 'maintained', 'fails')", name=op.f('ck_loan_visit_finding')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_loan_visit_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_loan_visit_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_loan_visit_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan_visit')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_loan_visit_wall')
    )
    with op.batch_alter_table('loan_visit', schema=None) as batch_op:
        batch_op.create_index('ix_loan_visit_loan', ['digibank_id', 'loan_id', 'id'], unique=False)

    op.create_table('longer_request',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(answer = 'waits') = (answered_at IS NULL)", name=op.f('ck_longer_request_answered_at_a_moment')),
    sa.CheckConstraint("answer IN ('waits', 'yes', 'waited_for', 'long_enough', 'let_us_talk')", name=op.f('ck_longer_request_answer')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_longer_request_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_longer_request_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_longer_request_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_longer_request')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_longer_request_wall')
    )
    with op.batch_alter_table('longer_request', schema=None) as batch_op:
        batch_op.create_index('ix_longer_request_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('uq_longer_request_waits', ['digibank_id', 'loan_id'], unique=True, sqlite_where=sa.text("answer = 'waits'"), postgresql_where=sa.text("answer = 'waits'"))

    op.create_table('loss',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('police_report', sa.String(length=40), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_loss_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_loss_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loss')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_loss_wall')
    )
    with op.batch_alter_table('loss', schema=None) as batch_op:
        batch_op.create_index('ix_loss_loan', ['digibank_id', 'loan_id'], unique=False)

    op.create_table('lot_attest_member',
    sa.Column('lot_attest_id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'certificate_id'], ['certificate.digibank_id', 'certificate.id'], name='fk_lot_attest_member_certificate_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_attest_id'], ['lot_attest.digibank_id', 'lot_attest.id'], name='fk_lot_attest_member_lot_attest_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_lot_attest_member_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_attest_member')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_lot_attest_member_wall'),
    sa.UniqueConstraint('digibank_id', 'lot_attest_id', 'certificate_id', name='uq_lot_attest_member_once')
    )
    with op.batch_alter_table('lot_attest_member', schema=None) as batch_op:
        batch_op.create_index('ix_lot_attest_member_certificate', ['digibank_id', 'certificate_id'], unique=False)

    op.create_table('onward_referral',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('destination', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('realised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("destination IN ('digipunt', 'course', 'repair')", name=op.f('ck_onward_referral_destination')),
    sa.ForeignKeyConstraint(['digibank_id', 'seat_id'], ['seat.digibank_id', 'seat.id'], name='fk_onward_referral_seat_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_onward_referral_digibank_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_onward_referral_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_onward_referral')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_onward_referral_wall'),
    sa.UniqueConstraint('digibank_id', 'seat_id', 'destination', name='uq_onward_referral_once')
    )
    with op.batch_alter_table('onward_referral', schema=None) as batch_op:
        batch_op.create_index('ix_onward_referral_made', ['digibank_id', 'made_at', 'id'], unique=False)

    op.create_table('outing_device',
    sa.Column('outing_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('packed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('packed_by_id', sa.Integer(), nullable=True),
    sa.Column('from_place_id', sa.Integer(), nullable=True),
    sa.Column('ended', sa.String(length=40), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("ended IN ('back', 'lent', 'stayed', 'looked_for', 'missing')", name=op.f('ck_outing_device_ended')),
    sa.CheckConstraint('(ended IS NULL) = (ended_at IS NULL)', name=op.f('ck_outing_device_ends_once')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_outing_device_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'from_place_id'], ['place.digibank_id', 'place.id'], name='fk_outing_device_from_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'outing_id'], ['outing.digibank_id', 'outing.id'], name='fk_outing_device_outing_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'visit_id'], ['outing_visit.digibank_id', 'outing_visit.id'], name='fk_outing_device_visit_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_outing_device_digibank_id')),
    sa.ForeignKeyConstraint(['packed_by_id'], ['account.id'], name=op.f('fk_outing_device_packed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing_device')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_outing_device_wall'),
    sa.UniqueConstraint('digibank_id', 'outing_id', 'device_id', name='uq_outing_device_once')
    )
    with op.batch_alter_table('outing_device', schema=None) as batch_op:
        batch_op.create_index('ix_outing_device_open', ['digibank_id', 'device_id'], unique=True, sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))
        batch_op.create_index('ix_outing_device_outing', ['digibank_id', 'outing_id', 'id'], unique=False)

    op.create_table('outing_note',
    sa.Column('outing_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('cash_cents', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind = 'handed_over' OR visit_id IS NULL", name=op.f('ck_outing_note_visit_of_a_hand_over')),
    sa.CheckConstraint("kind IN ('handed_over', 'came_back')", name=op.f('ck_outing_note_kind')),
    sa.CheckConstraint('cash_cents >= 0', name=op.f('ck_outing_note_cash')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_outing_note_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'outing_id'], ['outing.digibank_id', 'outing.id'], name='fk_outing_note_outing_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'visit_id'], ['outing_visit.digibank_id', 'outing_visit.id'], name='fk_outing_note_visit_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_outing_note_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_outing_note_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing_note')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_outing_note_wall')
    )
    with op.batch_alter_table('outing_note', schema=None) as batch_op:
        batch_op.create_index('ix_outing_note_once', ['digibank_id', 'outing_id', 'device_id', 'kind'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.create_index('ix_outing_note_outing', ['digibank_id', 'outing_id', 'id'], unique=False)

    op.create_table('payment_request',
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('loan_id', sa.Integer(), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('bank_account_id', sa.Integer(), nullable=False),
    sa.Column('amount_cents', sa.Integer(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('part_of_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'paid', 'withdrawn', 'replaced')", name=op.f('ck_payment_request_state')),
    sa.CheckConstraint('amount_cents > 0', name=op.f('ck_payment_request_amount')),
    sa.CheckConstraint('due_on >= asked_on', name=op.f('ck_payment_request_due_on')),
    sa.CheckConstraint('length(reference) = 12', name=op.f('ck_payment_request_reference')),
    sa.CheckConstraint('loan_id IS NOT NULL OR part_of_id IS NULL', name=op.f('ck_payment_request_one_deep')),
    sa.CheckConstraint('loan_id IS NOT NULL OR partner_id IS NOT NULL', name=op.f('ck_payment_request_asks_someone')),
    sa.ForeignKeyConstraint(['digibank_id', 'bank_account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_payment_request_bank_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_payment_request_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'part_of_id'], ['payment_request.digibank_id', 'payment_request.id'], name='fk_payment_request_part_of_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_payment_request_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'replaces_id'], ['payment_request.digibank_id', 'payment_request.id'], name='fk_payment_request_replaces_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_payment_request_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_request')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_payment_request_wall')
    )
    with op.batch_alter_table('payment_request', schema=None) as batch_op:
        batch_op.create_index('ix_payment_request_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('ix_payment_request_part_of', ['digibank_id', 'part_of_id'], unique=False)
        batch_op.create_index('ix_payment_request_reference', ['digibank_id', 'reference'], unique=True)
        batch_op.create_index('ix_payment_request_state', ['digibank_id', 'state', 'due_on', 'id'], unique=False)

    op.create_table('phone_call',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('whom', sa.String(length=40), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('once_key', sa.String(length=80), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('call_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=True),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(agreed_on IS NOT NULL) = (answer IS NOT NULL AND answer = 'agreed')", name=op.f('ck_phone_call_agrees_on_a_day')),
    sa.CheckConstraint("because IN ('rung', 'failed', 'again')", name=op.f('ck_phone_call_because')),
    sa.CheckConstraint("whom IN ('borrower', 'referrer', 'nobody')", name=op.f('ck_phone_call_whom')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_phone_call_answered_at_a_moment')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_phone_call_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_phone_call_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_phone_call_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_call')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_phone_call_wall'),
    sa.UniqueConstraint('digibank_id', 'once_key', name='uq_phone_call_once_key')
    )
    with op.batch_alter_table('phone_call', schema=None) as batch_op:
        batch_op.create_index('ix_phone_call_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('ix_phone_call_on', ['digibank_id', 'call_on', 'id'], unique=False)
        batch_op.create_index('uq_phone_call_open', ['digibank_id', 'loan_id'], unique=True, sqlite_where=sa.text('answer IS NULL'), postgresql_where=sa.text('answer IS NULL'))

    op.create_table('refund_order',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('bank_account_id', sa.Integer(), nullable=False),
    sa.Column('amount_cents', sa.Integer(), nullable=False),
    sa.Column('underway_cents', sa.Integer(), nullable=False),
    sa.Column('end_to_end_id', sa.String(length=35), nullable=False),
    sa.Column('payee_name', sa.String(length=70), nullable=True),
    sa.Column('iban', sa.String(length=34), nullable=True),
    sa.Column('because', sa.Text(), nullable=True),
    sa.Column('remittance', sa.String(length=140), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('return_reason', sa.String(length=4), nullable=True),
    sa.Column('declared_by_id', sa.Integer(), nullable=True),
    sa.Column('declared_because', sa.Text(), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(iban IS NOT NULL AND payee_name IS NOT NULL) OR state NOT IN ('waiting', 'in_file')", name=op.f('ck_refund_order_payee_until_paid')),
    sa.CheckConstraint("file_id IS NOT NULL OR state NOT IN ('in_file', 'paid', 'returned')", name=op.f('ck_refund_order_sent_in_a_file')),
    sa.CheckConstraint("file_id IS NULL OR state <> 'waiting'", name=op.f('ck_refund_order_waits_without_a_file')),
    sa.CheckConstraint("iban = upper(iban) AND iban NOT LIKE '% %' AND length(iban) >= 15", name=op.f('ck_refund_order_iban')),
    sa.CheckConstraint("state IN ('waiting', 'in_file', 'paid', 'returned', 'cancelled')", name=op.f('ck_refund_order_state')),
    sa.CheckConstraint('amount_cents > 0', name=op.f('ck_refund_order_amount')),
    sa.CheckConstraint('confirmed_by_id <> declared_by_id', name=op.f('ck_refund_order_two_people')),
    sa.CheckConstraint('confirmed_by_id IS NULL OR declared_by_id IS NOT NULL', name=op.f('ck_refund_order_declared_first')),
    sa.CheckConstraint('length(end_to_end_id) BETWEEN 1 AND 35', name=op.f('ck_refund_order_end_to_end_id')),
    sa.CheckConstraint('length(payee_name) > 0', name=op.f('ck_refund_order_payee_name')),
    sa.CheckConstraint('underway_cents >= 0 AND underway_cents <= amount_cents', name=op.f('ck_refund_order_never_paid_twice')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_refund_order_asked_by_id')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['account.id'], name=op.f('fk_refund_order_confirmed_by_id')),
    sa.ForeignKeyConstraint(['declared_by_id'], ['account.id'], name=op.f('fk_refund_order_declared_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'bank_account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_refund_order_bank_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'file_id'], ['payment_file.digibank_id', 'payment_file.id'], name='fk_refund_order_file_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_refund_order_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_refund_order_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'replaces_id'], ['refund_order.digibank_id', 'refund_order.id'], name='fk_refund_order_replaces_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_refund_order_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_order')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_refund_order_wall')
    )
    with op.batch_alter_table('refund_order', schema=None) as batch_op:
        batch_op.create_index('ix_refund_order_end_to_end', ['digibank_id', 'end_to_end_id'], unique=True)
        batch_op.create_index('ix_refund_order_file', ['digibank_id', 'file_id'], unique=False)
        batch_op.create_index('ix_refund_order_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('ix_refund_order_replaces', ['digibank_id', 'replaces_id'], unique=True)
        batch_op.create_index('ix_refund_order_state', ['digibank_id', 'state', 'id'], unique=False)

    op.create_table('reminder_pause',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("because IN ('agreed', 'away', 'talking', 'died')", name=op.f('ck_reminder_pause_because')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_reminder_pause_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_reminder_pause_digibank_id')),
    sa.ForeignKeyConstraint(['paused_by_id'], ['account.id'], name=op.f('fk_reminder_pause_paused_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_pause')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_reminder_pause_wall')
    )
    with op.batch_alter_table('reminder_pause', schema=None) as batch_op:
        batch_op.create_index('uq_reminder_pause_open', ['digibank_id', 'loan_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('swap',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('from_device_id', sa.Integer(), nullable=False),
    sa.Column('to_device_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('charger', sa.String(length=40), nullable=True),
    sa.Column('swapped_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('swapped_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("because IN ('does_not_start', 'screen', 'keyboard', 'battery', 'slow', 'fails')", name=op.f('ck_swap_because')),
    sa.CheckConstraint("charger IN ('stays', 'exchanged', 'missing')", name=op.f('ck_swap_charger')),
    sa.CheckConstraint('from_device_id <> to_device_id', name=op.f('ck_swap_another')),
    sa.ForeignKeyConstraint(['digibank_id', 'from_device_id'], ['device.digibank_id', 'device.id'], name='fk_swap_from_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_swap_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'to_device_id'], ['device.digibank_id', 'device.id'], name='fk_swap_to_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_swap_digibank_id')),
    sa.ForeignKeyConstraint(['swapped_by_id'], ['account.id'], name=op.f('fk_swap_swapped_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_swap_wall')
    )
    with op.batch_alter_table('swap', schema=None) as batch_op:
        batch_op.create_index('ix_swap_loan', ['digibank_id', 'loan_id', 'id'], unique=False)

    op.create_table('unclaimed_step',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('how', sa.String(length=40), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("how IN ('text', 'mail', 'letter', 'call', 'in_person')", name=op.f('ck_unclaimed_step_how')),
    sa.CheckConstraint("outcome IN ('waiting', 'agreed', 'not_reached', 'stays_held')", name=op.f('ck_unclaimed_step_outcome')),
    sa.CheckConstraint("step IN ('message', 'letter', 'referrer', 'decide')", name=op.f('ck_unclaimed_step_step')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_unclaimed_step_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_unclaimed_step_digibank_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['account.id'], name=op.f('fk_unclaimed_step_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unclaimed_step')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_unclaimed_step_wall')
    )
    with op.batch_alter_table('unclaimed_step', schema=None) as batch_op:
        batch_op.create_index('ix_unclaimed_step_loan', ['digibank_id', 'loan_id', 'id'], unique=False)

    op.create_table('validation',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('validator_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=240), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer <> 'refused' OR reason <> ''", name=op.f('ck_validation_refused_with_a_reason')),
    sa.CheckConstraint("answer IN ('accepted', 'refused')", name=op.f('ck_validation_answer')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_validation_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'certificate_id'], ['certificate.digibank_id', 'certificate.id'], name='fk_validation_certificate_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_validation_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id', 'partner_id'], ['lot.digibank_id', 'lot.id', 'lot.partner_id'], name='fk_validation_of_own_lot'),
    sa.ForeignKeyConstraint(['digibank_id', 'lot_id'], ['lot.digibank_id', 'lot.id'], name='fk_validation_lot_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_validation_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'validator_id', 'partner_id', 'answered_by_id'], ['validator.digibank_id', 'validator.id', 'validator.partner_id', 'validator.user_id'], name='fk_validation_by_the_appointed'),
    sa.ForeignKeyConstraint(['digibank_id', 'validator_id'], ['validator.digibank_id', 'validator.id'], name='fk_validation_validator_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_validation_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_validation')),
    sa.UniqueConstraint('digibank_id', 'certificate_id', name='uq_validation_once'),
    sa.UniqueConstraint('digibank_id', 'id', 'answered_by_id', name='uq_validation_person'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_validation_wall')
    )
    with op.batch_alter_table('validation', schema=None) as batch_op:
        batch_op.create_index('ix_validation_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_validation_lot', ['digibank_id', 'lot_id', 'id'], unique=False)

    op.create_table('wipe_run',
    sa.Column('medium_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('lap', sa.Integer(), nullable=False),
    sa.Column('means', sa.String(length=40), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('finding_id', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.String(length=40), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('standard', sa.String(length=120), nullable=False),
    sa.Column('technique', sa.String(length=40), nullable=False),
    sa.Column('tool', sa.String(length=40), nullable=False),
    sa.Column('tool_version', sa.String(length=40), nullable=False),
    sa.Column('method', sa.String(length=80), nullable=False),
    sa.Column('verification', sa.String(length=10), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('remarks', sa.JSON(), nullable=False),
    sa.Column('markers', sa.JSON(), nullable=False),
    sa.Column('statement', sa.String(length=500), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('operator_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_by_id', sa.Integer(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_by_id', sa.Integer(), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.String(length=300), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("category IN ('clear', 'purge', 'destroy', 'none')", name=op.f('ck_wipe_run_category')),
    sa.CheckConstraint("means IN ('report', 'statement', 'destroyed', 'removed', 'absent', 'sealed')", name=op.f('ck_wipe_run_means')),
    sa.CheckConstraint("place_id IS NULL OR means = 'removed'", name=op.f('ck_wipe_run_only_taken_out_lies_somewhere')),
    sa.CheckConstraint("technique IN ('overwrite', 'security_erase', 'format_erase', 'sanitize', 'firmware_erase', 'factory_reset', 'other', 'destruction', 'removal', 'absence')", name=op.f('ck_wipe_run_technique')),
    sa.CheckConstraint("verdict IN ('erased_verified', 'erased_unverified', 'failed', 'aborted', 'indeterminate', 'not_an_erasure', 'rejected')", name=op.f('ck_wipe_run_verdict')),
    sa.CheckConstraint("verified_at IS NULL OR means NOT IN ('report', 'statement') OR verdict IN ('erased_verified', 'erased_unverified')", name=op.f('ck_wipe_run_only_erased_is_accepted')),
    sa.CheckConstraint('(verified_at IS NULL) = (verified_by_id IS NULL)', name=op.f('ck_wipe_run_verified_by_someone')),
    sa.CheckConstraint('verified_at IS NULL OR declined_at IS NULL', name=op.f('ck_wipe_run_one_answer')),
    sa.CheckConstraint('verified_by_id IS NULL OR verified_by_id <> operator_id', name=op.f('ck_wipe_run_four_eyes')),
    sa.ForeignKeyConstraint(['declined_by_id'], ['account.id'], name=op.f('fk_wipe_run_declined_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'device_id'], ['device.digibank_id', 'device.id'], name='fk_wipe_run_device_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'evidence_id'], ['evidence.digibank_id', 'evidence.id'], name='fk_wipe_run_evidence_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'finding_id'], ['finding.digibank_id', 'finding.id'], name='fk_wipe_run_finding_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'medium_id'], ['medium.digibank_id', 'medium.id'], name='fk_wipe_run_medium_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'place_id'], ['place.digibank_id', 'place.id'], name='fk_wipe_run_place_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_wipe_run_digibank_id')),
    sa.ForeignKeyConstraint(['operator_id'], ['account.id'], name=op.f('fk_wipe_run_operator_id')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['account.id'], name=op.f('fk_wipe_run_verified_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wipe_run')),
    sa.UniqueConstraint('digibank_id', 'evidence_id', 'medium_id', name='uq_wipe_run_evidence'),
    sa.UniqueConstraint('digibank_id', 'finding_id', name='uq_wipe_run_finding'),
    sa.UniqueConstraint('digibank_id', 'id', 'operator_id', 'verified_by_id', name='uq_wipe_run_people'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_wipe_run_wall')
    )
    with op.batch_alter_table('wipe_run', schema=None) as batch_op:
        batch_op.create_index('ix_wipe_run_device', ['digibank_id', 'device_id', 'id'], unique=False)
        batch_op.create_index('ix_wipe_run_medium', ['digibank_id', 'medium_id', 'id'], unique=False)
        batch_op.create_index('ix_wipe_run_waiting', ['digibank_id', 'id'], unique=False, sqlite_where=sa.text('verified_at IS NULL AND declined_at IS NULL'), postgresql_where=sa.text('verified_at IS NULL AND declined_at IS NULL'))

    op.create_table('workshop_call',
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('loan_id', sa.Integer(), nullable=True),
    sa.Column('once_key', sa.String(length=80), nullable=False),
    sa.Column('call_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("because IN ('missed_twice', 'changed', 'elsewhere', 'seat_free', 'after_hand_over', 'follow_up')", name=op.f('ck_workshop_call_because')),
    sa.ForeignKeyConstraint(['digibank_id', 'borrower_id'], ['borrower.digibank_id', 'borrower.id'], name='fk_workshop_call_borrower_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_workshop_call_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'session_id'], ['workshop_session.digibank_id', 'workshop_session.id'], name='fk_workshop_call_session_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_workshop_call_digibank_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_workshop_call_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_call')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_workshop_call_wall'),
    sa.UniqueConstraint('digibank_id', 'once_key', name='uq_workshop_call_once_key')
    )
    with op.batch_alter_table('workshop_call', schema=None) as batch_op:
        batch_op.create_index('ix_workshop_call_borrower', ['digibank_id', 'borrower_id', 'id'], unique=False)
        batch_op.create_index('ix_workshop_call_open', ['digibank_id', 'call_on', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    op.create_table('ledger_entry',
    sa.Column('loan_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_by_id', sa.Integer(), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('slip', sa.String(length=40), nullable=True),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('movement_id', sa.Integer(), nullable=True),
    sa.Column('settles_id', sa.Integer(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("reason IN ('received', 'refunded', 'retained', 'promise_paid', 'counted', 'to_bank', 'from_bank', 'between_tills', 'cash_seen', 'card_paid_out', 'paid_too_much', 'refund_paid', 'refund_returned', 'repair_paid')", name=op.f('ck_ledger_entry_reason')),
    sa.ForeignKeyConstraint(['digibank_id', 'corrects_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_ledger_entry_corrects_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_ledger_entry_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'movement_id'], ['bank_movement.digibank_id', 'bank_movement.id'], name='fk_ledger_entry_movement_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'order_id'], ['refund_order.digibank_id', 'refund_order.id'], name='fk_ledger_entry_order_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'partner_id'], ['partner.digibank_id', 'partner.id'], name='fk_ledger_entry_partner_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'request_id'], ['payment_request.digibank_id', 'payment_request.id'], name='fk_ledger_entry_request_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'settles_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_ledger_entry_settles_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_ledger_entry_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_ledger_entry_wall')
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_entry_booked', ['digibank_id', 'booked_at', 'id'], unique=False)
        batch_op.create_index('ix_ledger_entry_corrects', ['digibank_id', 'corrects_id'], unique=True)
        batch_op.create_index('ix_ledger_entry_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('ix_ledger_entry_movement', ['digibank_id', 'movement_id'], unique=False)
        batch_op.create_index('ix_ledger_entry_order', ['digibank_id', 'order_id'], unique=False)
        batch_op.create_index('ix_ledger_entry_request', ['digibank_id', 'request_id'], unique=False)
        batch_op.create_index('ix_ledger_entry_settles', ['digibank_id', 'settles_id'], unique=False)

    op.create_table('payment_task',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('once_key', sa.String(length=80), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('done_by_id IS NULL OR done_at IS NOT NULL', name=op.f('ck_payment_task_done_at_a_moment')),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_payment_task_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'request_id'], ['payment_request.digibank_id', 'payment_request.id'], name='fk_payment_task_request_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_payment_task_digibank_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_payment_task_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_task')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_payment_task_wall'),
    sa.UniqueConstraint('digibank_id', 'once_key', name='uq_payment_task_once_key')
    )
    with op.batch_alter_table('payment_task', schema=None) as batch_op:
        batch_op.create_index('ix_payment_task_loan', ['digibank_id', 'loan_id', 'id'], unique=False)
        batch_op.create_index('ix_payment_task_open', ['digibank_id', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    op.create_table('validated_wipe',
    sa.Column('validation_id', sa.Integer(), nullable=False),
    sa.Column('wipe_run_id', sa.Integer(), nullable=False),
    sa.Column('operator_id', sa.Integer(), nullable=False),
    sa.Column('verified_by_id', sa.Integer(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('answered_by_id <> operator_id', name=op.f('ck_validated_wipe_not_the_operator')),
    sa.CheckConstraint('answered_by_id <> verified_by_id', name=op.f('ck_validated_wipe_not_the_second_person')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_validated_wipe_answered_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'validation_id', 'answered_by_id'], ['validation.digibank_id', 'validation.id', 'validation.answered_by_id'], name='fk_validated_wipe_third'),
    sa.ForeignKeyConstraint(['digibank_id', 'validation_id'], ['validation.digibank_id', 'validation.id'], name='fk_validated_wipe_validation_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'wipe_run_id', 'operator_id', 'verified_by_id'], ['wipe_run.digibank_id', 'wipe_run.id', 'wipe_run.operator_id', 'wipe_run.verified_by_id'], name='fk_validated_wipe_first_two'),
    sa.ForeignKeyConstraint(['digibank_id', 'wipe_run_id'], ['wipe_run.digibank_id', 'wipe_run.id'], name='fk_validated_wipe_wipe_run_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_validated_wipe_digibank_id')),
    sa.ForeignKeyConstraint(['operator_id'], ['account.id'], name=op.f('fk_validated_wipe_operator_id')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['account.id'], name=op.f('fk_validated_wipe_verified_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_validated_wipe')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_validated_wipe_wall'),
    sa.UniqueConstraint('digibank_id', 'validation_id', 'wipe_run_id', name='uq_validated_wipe_once')
    )
    op.create_table('entry_note',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_entry_note_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_entry_note_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_note')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_entry_note_wall')
    )
    with op.batch_alter_table('entry_note', schema=None) as batch_op:
        batch_op.create_index('ix_entry_note_entry', ['digibank_id', 'entry_id'], unique=True)

    op.create_table('posting',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=40), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('bank_account_id', sa.Integer(), nullable=True),
    sa.Column('till_id', sa.Integer(), nullable=True),
    sa.Column('till_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(account = 'bank') = (bank_account_id IS NOT NULL)", name=op.f('ck_posting_bank_account')),
    sa.CheckConstraint("(account = 'till') = (till_id IS NOT NULL)", name=op.f('ck_posting_cash_is_in_a_till')),
    sa.CheckConstraint("account IN ('till', 'card', 'bank', 'third_party', 'held', 'retained', 'in_transit', 'till_difference', 'surplus', 'underway', 'repairs')", name=op.f('ck_posting_account')),
    sa.CheckConstraint('(till_id IS NULL) = (till_on IS NULL)', name=op.f('ck_posting_till_day')),
    sa.CheckConstraint('amount_cents <> 0', name=op.f('ck_posting_never_zero')),
    sa.ForeignKeyConstraint(['digibank_id', 'bank_account_id'], ['bank_account.digibank_id', 'bank_account.id'], name='fk_posting_bank_account_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_posting_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'till_id'], ['till.digibank_id', 'till.id'], name='fk_posting_till_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_posting_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_posting_wall')
    )
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.create_index('ix_posting_account', ['digibank_id', 'account'], unique=False)
        batch_op.create_index('ix_posting_entry', ['digibank_id', 'entry_id'], unique=False)
        batch_op.create_index('ix_posting_till', ['digibank_id', 'till_id', 'till_on'], unique=False)

    op.create_table('receipt',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('amount_cents', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('deposit', 'refund', 'return')", name=op.f('ck_receipt_kind')),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_receipt_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'loan_id'], ['loan.digibank_id', 'loan.id'], name='fk_receipt_loan_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_receipt_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_receipt_wall')
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index('ix_receipt_loan', ['digibank_id', 'loan_id'], unique=False)
        batch_op.create_index('ix_receipt_number', ['digibank_id', 'year', 'number'], unique=True)

    op.create_table('visitor_payment',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('payment', sa.String(length=40), nullable=False),
    sa.Column('cents', sa.BigInteger(), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("payment IN ('parts', 'gift')", name=op.f('ck_visitor_payment_payment')),
    sa.CheckConstraint('cents > 0', name=op.f('ck_visitor_payment_cents')),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_visitor_payment_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'ticket_id'], ['visitor_ticket.digibank_id', 'visitor_ticket.id'], name='fk_visitor_payment_ticket_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_visitor_payment_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visitor_payment')),
    sa.UniqueConstraint('digibank_id', 'entry_id', name='uq_visitor_payment_entry'),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_visitor_payment_wall')
    )
    with op.batch_alter_table('visitor_payment', schema=None) as batch_op:
        batch_op.create_index('ix_visitor_payment_ticket', ['digibank_id', 'ticket_id', 'id'], unique=False)

    op.create_table('cash_signature',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(length=40), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('witness_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("how IN ('screen', 'paper')", name=op.f('ck_cash_signature_how')),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_cash_signature_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'receipt_id'], ['receipt.digibank_id', 'receipt.id'], name='fk_cash_signature_receipt_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_cash_signature_digibank_id')),
    sa.ForeignKeyConstraint(['witness_id'], ['account.id'], name=op.f('fk_cash_signature_witness_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_signature')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_cash_signature_wall')
    )
    with op.batch_alter_table('cash_signature', schema=None) as batch_op:
        batch_op.create_index('ix_cash_signature_entry', ['digibank_id', 'entry_id'], unique=True)

    op.create_table('till_count',
    sa.Column('till_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('counted_by_id', sa.Integer(), nullable=True),
    sa.Column('pieces', sa.JSON(), nullable=False),
    sa.Column('counted_cents', sa.Integer(), nullable=False),
    sa.Column('expected_cents', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('last_posting_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digibank_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('opening', 'count', 'closing')", name=op.f('ck_till_count_kind')),
    sa.CheckConstraint('(counted_cents = expected_cents) = (entry_id IS NULL)', name=op.f('ck_till_count_difference')),
    sa.CheckConstraint('counted_cents >= 0', name=op.f('ck_till_count_counted')),
    sa.ForeignKeyConstraint(['counted_by_id'], ['account.id'], name=op.f('fk_till_count_counted_by_id')),
    sa.ForeignKeyConstraint(['digibank_id', 'entry_id'], ['ledger_entry.digibank_id', 'ledger_entry.id'], name='fk_till_count_entry_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'last_posting_id'], ['posting.digibank_id', 'posting.id'], name='fk_till_count_last_posting_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id', 'till_id'], ['till.digibank_id', 'till.id'], name='fk_till_count_till_id_wall'),
    sa.ForeignKeyConstraint(['digibank_id'], ['digibank.id'], name=op.f('fk_till_count_digibank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_count')),
    sa.UniqueConstraint('digibank_id', 'id', name='uq_till_count_wall')
    )
    with op.batch_alter_table('till_count', schema=None) as batch_op:
        batch_op.create_index('ix_till_count_till', ['digibank_id', 'till_id', 'id'], unique=False)

    # What no table can say itself: rows that never change, the sums of the ledger, tills and refunds, the search,
    # repairs that hold a device, and the gate to *ready*.
    from inventory.deposits.refund_models import SQL as UNDERWAY
    from inventory.deposits.sums import SQL as SUMS
    from inventory.deposits.till_models import SQL as TILLS
    from inventory.devices.search import SQL
    from inventory.foundation.database import append_only_sql, keeps_sql, only_while_open_sql
    from inventory.refurbishing.models import READY_SQL
    from inventory.repairing.gate import SQL as REPAIRS

    engine = op.get_bind().dialect.name
    for table in ('agreement_signing', 'agreement_text', 'attendance_mark', 'audit_event', 'bank_file', 'bank_movement', 'bank_statement', 'batch_paper', 'cash_signature', 'certificate', 'certificate_change', 'certificate_paper', 'check_photo', 'check_result', 'checklist', 'evidence', 'fit_decision', 'issued_report', 'ledger_entry', 'lot_attest', 'lot_attest_change', 'lot_attest_member', 'lot_attest_paper', 'manifest', 'notice_edition', 'payment_file_fetch', 'policy', 'posting', 'recycled_device', 'recycler_receipt', 'reflection', 'seal', 'stocktake_decision', 'stocktake_expected', 'stocktake_line', 'stocktake_scan', 'template_edition', 'till_count', 'unclaimed_step', 'validated_wipe', 'validation', 'visitor_payment', 'year_letter'):
        for statement in append_only_sql(table, engine):
            op.get_bind().exec_driver_sql(statement.replace("%", "%%") if engine == "postgresql" else statement)
    for table, parent, link in (('stocktake_scan', 'stocktake', 'stocktake_id'),):
        for statement in only_while_open_sql(table, parent, link, engine):
            op.get_bind().exec_driver_sql(statement.replace("%", "%%") if engine == "postgresql" else statement)
    for table, column in (('bank_account', 'iban'), ('impact_factor', 'grams'), ('impact_factor', 'kind'), ('impact_factor', 'method'), ('impact_factor', 'source'), ('impact_factor', 'valid_from'), ('impact_factor', 'year'), ('loan', 'policy_id'), ('open_movement', 'amount_cents'), ('payment_file', 'bank_account_id'), ('payment_file', 'execution_on'), ('payment_file', 'made_by_id'), ('payment_file', 'message_id'), ('payment_file', 'order_count'), ('payment_file', 'sha256'), ('payment_file', 'total_cents'), ('payment_request', 'amount_cents'), ('payment_request', 'bank_account_id'), ('payment_request', 'loan_id'), ('payment_request', 'partner_id'), ('payment_request', 'reference'), ('refund_order', 'amount_cents'), ('refund_order', 'bank_account_id'), ('refund_order', 'end_to_end_id'), ('refund_order', 'loan_id'), ('refund_order', 'replaces_id'), ('report_schedule', 'day'), ('report_schedule', 'every'), ('report_schedule', 'locale'), ('report_schedule', 'municipality'), ('report_schedule', 'set_on'), ('report_schedule', 'template')):
        for statement in keeps_sql(table, column, engine):
            op.get_bind().exec_driver_sql(statement.replace("%", "%%") if engine == "postgresql" else statement)
    beside = (SUMS, TILLS, UNDERWAY, SQL, REPAIRS, READY_SQL)
    for statement in (one for rules in beside for one in rules[engine]):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if engine == "postgresql" else statement)


def downgrade() -> None:
    """Back to how it was."""
    engine = op.get_bind().dialect.name
    if engine == "sqlite":
        op.get_bind().exec_driver_sql("DROP TABLE IF EXISTS device_search")
    with op.batch_alter_table('till_count', schema=None) as batch_op:
        batch_op.drop_index('ix_till_count_till')

    op.drop_table('till_count')
    with op.batch_alter_table('cash_signature', schema=None) as batch_op:
        batch_op.drop_index('ix_cash_signature_entry')

    op.drop_table('cash_signature')
    with op.batch_alter_table('visitor_payment', schema=None) as batch_op:
        batch_op.drop_index('ix_visitor_payment_ticket')

    op.drop_table('visitor_payment')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index('ix_receipt_number')
        batch_op.drop_index('ix_receipt_loan')

    op.drop_table('receipt')
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.drop_index('ix_posting_till')
        batch_op.drop_index('ix_posting_entry')
        batch_op.drop_index('ix_posting_account')

    op.drop_table('posting')
    with op.batch_alter_table('entry_note', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_note_entry')

    op.drop_table('entry_note')
    op.drop_table('validated_wipe')
    with op.batch_alter_table('payment_task', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_task_open', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index('ix_payment_task_loan')

    op.drop_table('payment_task')
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_entry_settles')
        batch_op.drop_index('ix_ledger_entry_request')
        batch_op.drop_index('ix_ledger_entry_order')
        batch_op.drop_index('ix_ledger_entry_movement')
        batch_op.drop_index('ix_ledger_entry_loan')
        batch_op.drop_index('ix_ledger_entry_corrects')
        batch_op.drop_index('ix_ledger_entry_booked')

    op.drop_table('ledger_entry')
    with op.batch_alter_table('workshop_call', schema=None) as batch_op:
        batch_op.drop_index('ix_workshop_call_open', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index('ix_workshop_call_borrower')

    op.drop_table('workshop_call')
    with op.batch_alter_table('wipe_run', schema=None) as batch_op:
        batch_op.drop_index('ix_wipe_run_waiting', sqlite_where=sa.text('verified_at IS NULL AND declined_at IS NULL'), postgresql_where=sa.text('verified_at IS NULL AND declined_at IS NULL'))
        batch_op.drop_index('ix_wipe_run_medium')
        batch_op.drop_index('ix_wipe_run_device')

    op.drop_table('wipe_run')
    with op.batch_alter_table('validation', schema=None) as batch_op:
        batch_op.drop_index('ix_validation_lot')
        batch_op.drop_index('ix_validation_device')

    op.drop_table('validation')
    with op.batch_alter_table('unclaimed_step', schema=None) as batch_op:
        batch_op.drop_index('ix_unclaimed_step_loan')

    op.drop_table('unclaimed_step')
    with op.batch_alter_table('swap', schema=None) as batch_op:
        batch_op.drop_index('ix_swap_loan')

    op.drop_table('swap')
    with op.batch_alter_table('reminder_pause', schema=None) as batch_op:
        batch_op.drop_index('uq_reminder_pause_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('reminder_pause')
    with op.batch_alter_table('refund_order', schema=None) as batch_op:
        batch_op.drop_index('ix_refund_order_state')
        batch_op.drop_index('ix_refund_order_replaces')
        batch_op.drop_index('ix_refund_order_loan')
        batch_op.drop_index('ix_refund_order_file')
        batch_op.drop_index('ix_refund_order_end_to_end')

    op.drop_table('refund_order')
    with op.batch_alter_table('phone_call', schema=None) as batch_op:
        batch_op.drop_index('uq_phone_call_open', sqlite_where=sa.text('answer IS NULL'), postgresql_where=sa.text('answer IS NULL'))
        batch_op.drop_index('ix_phone_call_on')
        batch_op.drop_index('ix_phone_call_loan')

    op.drop_table('phone_call')
    with op.batch_alter_table('payment_request', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_request_state')
        batch_op.drop_index('ix_payment_request_reference')
        batch_op.drop_index('ix_payment_request_part_of')
        batch_op.drop_index('ix_payment_request_loan')

    op.drop_table('payment_request')
    with op.batch_alter_table('outing_note', schema=None) as batch_op:
        batch_op.drop_index('ix_outing_note_outing')
        batch_op.drop_index('ix_outing_note_once', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.drop_table('outing_note')
    with op.batch_alter_table('outing_device', schema=None) as batch_op:
        batch_op.drop_index('ix_outing_device_outing')
        batch_op.drop_index('ix_outing_device_open', sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))

    op.drop_table('outing_device')
    with op.batch_alter_table('onward_referral', schema=None) as batch_op:
        batch_op.drop_index('ix_onward_referral_made')

    op.drop_table('onward_referral')
    with op.batch_alter_table('lot_attest_member', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_attest_member_certificate')

    op.drop_table('lot_attest_member')
    with op.batch_alter_table('loss', schema=None) as batch_op:
        batch_op.drop_index('ix_loss_loan')

    op.drop_table('loss')
    with op.batch_alter_table('longer_request', schema=None) as batch_op:
        batch_op.drop_index('uq_longer_request_waits', sqlite_where=sa.text("answer = 'waits'"), postgresql_where=sa.text("answer = 'waits'"))
        batch_op.drop_index('ix_longer_request_loan')

    op.drop_table('longer_request')
    with op.batch_alter_table('loan_visit', schema=None) as batch_op:
        batch_op.drop_index('ix_loan_visit_loan')

    op.drop_table('loan_visit')
    with op.batch_alter_table('loan_paper', schema=None) as batch_op:
        batch_op.drop_index('ix_loan_paper_once', sqlite_where=sa.text("kind <> 'swap'"), postgresql_where=sa.text("kind <> 'swap'"))

    op.drop_table('loan_paper')
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_index('ix_inspection_loan')

    op.drop_table('inspection')
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.drop_index('ix_hand_over_open')
        batch_op.drop_index('ix_hand_over_borrower')

    op.drop_table('hand_over')
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_asked')

    op.drop_table('follow_up')
    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.drop_index('ix_extension_loan')

    op.drop_table('extension')
    op.drop_table('digital_level')
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.drop_index('ix_deposit_loan')
        batch_op.drop_index('ix_deposit_held', sqlite_where=sa.text('held_cents <> 0'), postgresql_where=sa.text('held_cents <> 0'))

    op.drop_table('deposit')
    with op.batch_alter_table('check_result', schema=None) as batch_op:
        batch_op.drop_index('ix_check_result_checkup')

    op.drop_table('check_result')
    with op.batch_alter_table('certificate_paper', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_paper_sha256')

    op.drop_table('certificate_paper')
    with op.batch_alter_table('certificate_change', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_change_certificate')

    op.drop_table('certificate_change')
    with op.batch_alter_table('attendance_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_mark_seat')
        batch_op.drop_index('ix_attendance_mark_lesson')

    op.drop_table('attendance_mark')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_lesson')

    op.drop_table('attendance')
    op.drop_table('step_taken')
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index('ix_seat_borrower')

    op.drop_table('seat')
    op.drop_table('road_taken')
    with op.batch_alter_table('repair_photo', schema=None) as batch_op:
        batch_op.drop_index('ix_repair_photo_ticket')

    op.drop_table('repair_photo')
    with op.batch_alter_table('repair_line', schema=None) as batch_op:
        batch_op.drop_index('ix_repair_line_ticket')

    op.drop_table('repair_line')
    with op.batch_alter_table('part_stay', schema=None) as batch_op:
        batch_op.drop_index('ix_part_stay_ticket')
        batch_op.drop_index('ix_part_stay_inside', sqlite_where=sa.text('out_at IS NULL AND part_id IS NOT NULL'), postgresql_where=sa.text('out_at IS NULL AND part_id IS NOT NULL'))
        batch_op.drop_index('ix_part_stay_device')

    op.drop_table('part_stay')
    with op.batch_alter_table('outing_visit', schema=None) as batch_op:
        batch_op.drop_index('ix_outing_visit_outing')
        batch_op.drop_index('ix_outing_visit_open', sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))

    op.drop_table('outing_visit')
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.drop_index('ix_loan_visit_due')
        batch_op.drop_index('ix_loan_token')
        batch_op.drop_index('ix_loan_one_open_per_device', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index('ix_loan_due')
        batch_op.drop_index('ix_loan_device')
        batch_op.drop_index('ix_loan_borrower')
        batch_op.drop_index('ix_loan_application')

    op.drop_table('loan')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_state')
        batch_op.drop_index('ix_finding_hours')

    op.drop_table('finding')
    op.drop_table('criterion_seen')
    with op.batch_alter_table('check_photo', schema=None) as batch_op:
        batch_op.drop_index('ix_check_photo_checkup')

    op.drop_table('check_photo')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_medium')
        batch_op.drop_index('ix_certificate_issued')
        batch_op.drop_index('ix_certificate_device')

    op.drop_table('certificate')
    with op.batch_alter_table('begun_form', schema=None) as batch_op:
        batch_op.drop_index('ix_begun_form_begun')

    op.drop_table('begun_form')
    with op.batch_alter_table('topic_note', schema=None) as batch_op:
        batch_op.drop_index('ix_topic_note_lesson')

    op.drop_table('topic_note')
    with op.batch_alter_table('taken', schema=None) as batch_op:
        batch_op.drop_index('ix_taken_user')
        batch_op.drop_index('ix_taken_one_each', sqlite_where=sa.text('let_go_at IS NULL'), postgresql_where=sa.text('let_go_at IS NULL'))
        batch_op.drop_index('ix_taken_one', sqlite_where=sa.text('let_go_at IS NULL'), postgresql_where=sa.text('let_go_at IS NULL'))

    op.drop_table('taken')
    with op.batch_alter_table('stocktake_scan', schema=None) as batch_op:
        batch_op.drop_index('ix_stocktake_scan_device')

    op.drop_table('stocktake_scan')
    op.drop_table('stocktake_line')
    op.drop_table('stocktake_expected')
    with op.batch_alter_table('stocktake_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_stocktake_decision')

    op.drop_table('stocktake_decision')
    op.drop_table('sheet_facts')
    with op.batch_alter_table('repair_ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_repair_ticket_point', sqlite_where=sa.text("state <> 'closed' AND point <> ''"), postgresql_where=sa.text("state <> 'closed' AND point <> ''"))
        batch_op.drop_index('ix_repair_ticket_open', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('ix_repair_ticket_holds', sqlite_where=sa.text('holds'), postgresql_where=sa.text('holds'))
        batch_op.drop_index('ix_repair_ticket_device')

    op.drop_table('repair_ticket')
    op.drop_table('recycled_device')
    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.drop_index('ix_practice_thing')
        batch_op.drop_index('ix_practice_learner')
        batch_op.drop_index('ix_practice_device')

    op.drop_table('practice')
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_index('ix_photo_device')

    op.drop_table('photo')
    with op.batch_alter_table('passage', schema=None) as batch_op:
        batch_op.drop_index('ix_passage_device')

    op.drop_table('passage')
    with op.batch_alter_table('part', schema=None) as batch_op:
        batch_op.drop_index('ix_part_stock', sqlite_where=sa.text("whereabouts = 'in_stock'"), postgresql_where=sa.text("whereabouts = 'in_stock'"))
        batch_op.drop_index('ix_part_device')

    op.drop_table('part')
    with op.batch_alter_table('medium', schema=None) as batch_op:
        batch_op.drop_index('ix_medium_serial')
        batch_op.drop_index('ix_medium_loose', sqlite_where=sa.text('device_id IS NULL AND destroyed_at IS NULL'), postgresql_where=sa.text('device_id IS NULL AND destroyed_at IS NULL'))
        batch_op.drop_index('ix_medium_device')

    op.drop_table('medium')
    with op.batch_alter_table('lot_line', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_line_serial')
        batch_op.drop_index('ix_lot_line_lot')
        batch_op.drop_index('ix_lot_line_device')

    op.drop_table('lot_line')
    with op.batch_alter_table('lot_attest_paper', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_attest_paper_sha256')

    op.drop_table('lot_attest_paper')
    with op.batch_alter_table('lot_attest_change', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_attest_change_lot_attest')

    op.drop_table('lot_attest_change')
    with op.batch_alter_table('lock_found', schema=None) as batch_op:
        batch_op.drop_index('ix_lock_found_on', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index('ix_lock_found_device')

    op.drop_table('lock_found')
    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.drop_index('ix_help_call_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.drop_table('help_call')
    with op.batch_alter_table('hardware_record', schema=None) as batch_op:
        batch_op.drop_index('ix_hardware_record_waiting', sqlite_where=sa.text('device_id IS NULL AND set_aside_at IS NULL'), postgresql_where=sa.text('device_id IS NULL AND set_aside_at IS NULL'))
        batch_op.drop_index('ix_hardware_record_device')

    op.drop_table('hardware_record')
    with op.batch_alter_table('fit_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_fit_decision_device')

    op.drop_table('fit_decision')
    with op.batch_alter_table('door_inspection', schema=None) as batch_op:
        batch_op.drop_index('ix_door_inspection_device')

    op.drop_table('door_inspection')
    with op.batch_alter_table('checkup', schema=None) as batch_op:
        batch_op.drop_index('ix_checkup_state')
        batch_op.drop_index('ix_checkup_living', sqlite_where=sa.text("state IN ('open', 'done')"), postgresql_where=sa.text("state IN ('open', 'done')"))
        batch_op.drop_index('ix_checkup_device')

    op.drop_table('checkup')
    with op.batch_alter_table('blank_label', schema=None) as batch_op:
        batch_op.drop_index('ix_blank_label_waiting')

    op.drop_table('blank_label')
    with op.batch_alter_table('batch_device', schema=None) as batch_op:
        batch_op.drop_index('ix_batch_device_batch')

    op.drop_table('batch_device')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('ix_application_state')
        batch_op.drop_index('ix_application_open', sqlite_where=sa.text("state IN ('waiting', 'approved')"), postgresql_where=sa.text("state IN ('waiting', 'approved')"))
        batch_op.drop_index('ix_application_device', sqlite_where=sa.text("state = 'approved'"), postgresql_where=sa.text("state = 'approved'"))
        batch_op.drop_index('ix_application_borrower')

    op.drop_table('application')
    with op.batch_alter_table('workshop_lesson', schema=None) as batch_op:
        batch_op.drop_index('ix_workshop_lesson_starts')

    op.drop_table('workshop_lesson')
    with op.batch_alter_table('referral_out', schema=None) as batch_op:
        batch_op.drop_index('ix_referral_out_realised')
        batch_op.drop_index('ix_referral_out_day')
        batch_op.drop_index('ix_referral_out_contact')

    op.drop_table('referral_out')
    with op.batch_alter_table('recycler_receipt', schema=None) as batch_op:
        batch_op.drop_index('ix_recycler_receipt_lot')

    op.drop_table('recycler_receipt')
    op.drop_table('part_fit')
    op.drop_table('outing_traveller')
    with op.batch_alter_table('open_movement', schema=None) as batch_op:
        batch_op.drop_index('ix_open_movement_waits', sqlite_where=sa.text('left_cents <> 0 AND aside IS NULL'), postgresql_where=sa.text('left_cents <> 0 AND aside IS NULL'))
        batch_op.drop_index('ix_open_movement_movement')

    op.drop_table('open_movement')
    with op.batch_alter_table('movement_party', schema=None) as batch_op:
        batch_op.drop_index('ix_movement_party_movement')
        batch_op.drop_index('ix_movement_party_iban')

    op.drop_table('movement_party')
    op.drop_table('manifest')
    op.drop_table('lot_attest')
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_import_draft_lot')

    op.drop_table('import_draft')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index('ix_evidence_station')

    op.drop_table('evidence')
    with op.batch_alter_table('dossier', schema=None) as batch_op:
        batch_op.drop_index('uq_dossier_under_way', sqlite_where=sa.text("state IN ('waiting', 'making')"), postgresql_where=sa.text("state IN ('waiting', 'making')"))
        batch_op.drop_index('ix_dossier_state')
        batch_op.drop_index('ix_dossier_lot')

    op.drop_table('dossier')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index('ix_device_stage')
        batch_op.drop_index('ix_device_serial', sqlite_where=sa.text("serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"), postgresql_where=sa.text("serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"))
        batch_op.drop_index('ix_device_place')
        batch_op.drop_index('ix_device_lot')
        batch_op.drop_index('ix_device_donor')
        batch_op.drop_index('ix_device_asset')

    op.drop_table('device')
    with op.batch_alter_table('contact_row', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_row_person')
        batch_op.drop_index('ix_contact_row_once', sqlite_where=sa.text("verdict = 'taken'"), postgresql_where=sa.text("verdict = 'taken'"))
        batch_op.drop_index('ix_contact_row_made')
        batch_op.drop_index('ix_contact_row_list')

    op.drop_table('contact_row')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_waiting', sqlite_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'), postgresql_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'))

    op.drop_table('announcement')
    with op.batch_alter_table('workshop_session', schema=None) as batch_op:
        batch_op.drop_index('ix_workshop_session_starts')

    op.drop_table('workshop_session')
    op.drop_table('workshop_guest')
    with op.batch_alter_table('visitor_quote', schema=None) as batch_op:
        batch_op.drop_index('ix_visitor_quote_ticket')
        batch_op.drop_index('ix_visitor_quote_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.drop_table('visitor_quote')
    with op.batch_alter_table('validator', schema=None) as batch_op:
        batch_op.drop_index('uq_validator_in_office', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('validator')
    with op.batch_alter_table('stocktake', schema=None) as batch_op:
        batch_op.drop_index('ix_stocktake_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_stocktake_begun')

    op.drop_table('stocktake')
    op.drop_table('station')
    with op.batch_alter_table('service_contact', schema=None) as batch_op:
        batch_op.drop_index('ix_service_contact_town')
        batch_op.drop_index('ix_service_contact_episode')
        batch_op.drop_index('ix_service_contact_day')
        batch_op.drop_index('ix_service_contact_borrower')

    op.drop_table('service_contact')
    with op.batch_alter_table('replaced_pass', schema=None) as batch_op:
        batch_op.drop_index('ix_replaced_pass_borrower')

    op.drop_table('replaced_pass')
    with op.batch_alter_table('person_request', schema=None) as batch_op:
        batch_op.drop_index('ix_person_request_open', sqlite_where=sa.text('answered_on IS NULL'), postgresql_where=sa.text('answered_on IS NULL'))
        batch_op.drop_index('ix_person_request_borrower')

    op.drop_table('person_request')
    with op.batch_alter_table('payment_file_fetch', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_file_fetch_number')

    op.drop_table('payment_file_fetch')
    with op.batch_alter_table('part_type', schema=None) as batch_op:
        batch_op.drop_index('ix_part_type_kind')

    op.drop_table('part_type')
    with op.batch_alter_table('outing', schema=None) as batch_op:
        batch_op.drop_index('ix_outing_starts')
        batch_op.drop_index('ix_outing_one_road_per_crate', sqlite_where=sa.text("state = 'on_the_road'"), postgresql_where=sa.text("state = 'on_the_road'"))

    op.drop_table('outing')
    op.drop_table('no_texts')
    with op.batch_alter_table('lot', schema=None) as batch_op:
        batch_op.drop_index('ix_lot_state')
        batch_op.drop_index('ix_lot_partner')

    op.drop_table('lot')
    with op.batch_alter_table('listed_person', schema=None) as batch_op:
        batch_op.drop_index('ix_listed_person_same')
        batch_op.drop_index('ix_listed_person_list')
        batch_op.drop_index('ix_listed_person_like')
        batch_op.drop_index('ix_listed_person_borrower')

    op.drop_table('listed_person')
    with op.batch_alter_table('file_look', schema=None) as batch_op:
        batch_op.drop_index('ix_file_look_user')
        batch_op.drop_index('ix_file_look_hour')

    op.drop_table('file_look')
    with op.batch_alter_table('borrower_merge', schema=None) as batch_op:
        batch_op.drop_index('ix_borrower_merge_stays')
        batch_op.drop_index('ix_borrower_merge_kept', sqlite_where=sa.text('kept IS NOT NULL'), postgresql_where=sa.text('kept IS NOT NULL'))
        batch_op.drop_index('ix_borrower_merge_goes')

    op.drop_table('borrower_merge')
    op.drop_table('borrower_group')
    op.drop_table('batch_paper')
    with op.batch_alter_table('bank_movement', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_movement_reference')
        batch_op.drop_index('ix_bank_movement_number')
        batch_op.drop_index('ix_bank_movement_found', sqlite_where=sa.text('found_references IS NOT NULL'), postgresql_where=sa.text('found_references IS NOT NULL'))
        batch_op.drop_index('ix_bank_movement_end_to_end')

    op.drop_table('bank_movement')
    op.drop_table('agreement_signing')
    op.drop_table('year_letter')
    op.drop_table('workshop_series')
    op.drop_table('workshop_file')
    with op.batch_alter_table('visitor_ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_visitor_ticket_state')
        batch_op.drop_index('ix_visitor_ticket_known', sqlite_where=sa.text('blanked_at IS NULL AND ended_at IS NOT NULL'), postgresql_where=sa.text('blanked_at IS NULL AND ended_at IS NOT NULL'))

    op.drop_table('visitor_ticket')
    with op.batch_alter_table('till_choice', schema=None) as batch_op:
        batch_op.drop_index('ix_till_choice_user')

    op.drop_table('till_choice')
    op.drop_table('seal_secret')
    op.drop_table('recycler_batch')
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.drop_index('uq_print_job_sending', sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.drop_index('ix_print_job_state')
        batch_op.drop_index('ix_print_job_printer')

    op.drop_table('print_job')
    with op.batch_alter_table('place', schema=None) as batch_op:
        batch_op.drop_index('ix_place_name')

    op.drop_table('place')
    with op.batch_alter_table('payment_file', schema=None) as batch_op:
        batch_op.drop_index('ix_payment_file_state')
        batch_op.drop_index('ix_payment_file_message')

    op.drop_table('payment_file')
    with op.batch_alter_table('member_badge', schema=None) as batch_op:
        batch_op.drop_index('ix_member_badge_valid', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.drop_table('member_badge')
    with op.batch_alter_table('learner_skill', schema=None) as batch_op:
        batch_op.drop_index('ix_learner_skill_asked', sqlite_where=sa.text('asked_at IS NOT NULL'), postgresql_where=sa.text('asked_at IS NOT NULL'))

    op.drop_table('learner_skill')
    op.drop_table('label_profile')
    op.drop_table('issued_report')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_user')
        batch_op.drop_index('ix_contact_partner')

    op.drop_table('contact')
    op.drop_table('calendar_feed')
    with op.batch_alter_table('buddy_word', schema=None) as batch_op:
        batch_op.drop_index('ix_buddy_word_open', sqlite_where=sa.text('used_at IS NULL'), postgresql_where=sa.text('used_at IS NULL'))

    op.drop_table('buddy_word')
    with op.batch_alter_table('borrower', schema=None) as batch_op:
        batch_op.drop_index('ix_borrower_phone')
        batch_op.drop_index('ix_borrower_name')
        batch_op.drop_index('ix_borrower_merged')
        batch_op.drop_index('ix_borrower_household')

    op.drop_table('borrower')
    with op.batch_alter_table('bank_statement', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_statement_number')

    op.drop_table('bank_statement')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_index('ix_agreement_partner')
        batch_op.drop_index('ix_agreement_one_in_force', sqlite_where=sa.text("state = 'signed'"), postgresql_where=sa.text("state = 'signed'"))

    op.drop_table('agreement')
    op.drop_table('action_card')
    with op.batch_alter_table('account_number', schema=None) as batch_op:
        batch_op.drop_index('ix_account_number_till')
        batch_op.drop_index('ix_account_number_bank')
        batch_op.drop_index('ix_account_number_account', sqlite_where=sa.text('bank_account_id IS NULL AND till_id IS NULL'), postgresql_where=sa.text('bank_account_id IS NULL AND till_id IS NULL'))

    op.drop_table('account_number')
    op.drop_table('workshop_venue')
    op.drop_table('workshop_kind')
    op.drop_table('unclaimed_rule')
    op.drop_table('token')
    with op.batch_alter_table('till', schema=None) as batch_op:
        batch_op.drop_index('ix_till_name')
        batch_op.drop_index('ix_till_holder', sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))

    op.drop_table('till')
    op.drop_table('template_edition')
    op.drop_table('target_group')
    with op.batch_alter_table('statement_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_statement_draft_uploaded')

    op.drop_table('statement_draft')
    op.drop_table('skill')
    with op.batch_alter_table('sheet_run', schema=None) as batch_op:
        batch_op.drop_index('uq_sheet_run_under_way', sqlite_where=sa.text("state IN ('waiting', 'making')"), postgresql_where=sa.text("state IN ('waiting', 'making')"))
        batch_op.drop_index('ix_sheet_run_state')

    op.drop_table('sheet_run')
    op.drop_table('shared_indicator')
    op.drop_table('shared_answer')
    with op.batch_alter_table('service_location', schema=None) as batch_op:
        batch_op.drop_index('ix_service_location_desk', sqlite_where=sa.text('is_desk'), postgresql_where=sa.text('is_desk'))

    op.drop_table('service_location')
    op.drop_table('seal')
    with op.batch_alter_table('retention_tally', schema=None) as batch_op:
        batch_op.drop_index('ix_retention_tally_day')

    op.drop_table('retention_tally')
    op.drop_table('retention_rule')
    with op.batch_alter_table('retention_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_retention_notice_goes')

    op.drop_table('retention_notice')
    with op.batch_alter_table('report_schedule', schema=None) as batch_op:
        batch_op.drop_index('ix_report_schedule_ended')

    op.drop_table('report_schedule')
    op.drop_table('repair_terms')
    op.drop_table('reminder_plan')
    with op.batch_alter_table('reflection', schema=None) as batch_op:
        batch_op.drop_index('ix_reflection_period')

    op.drop_table('reflection')
    with op.batch_alter_table('reference_book', schema=None) as batch_op:
        batch_op.drop_index('ix_reference_book_one')

    op.drop_table('reference_book')
    with op.batch_alter_table('receipt_book', schema=None) as batch_op:
        batch_op.drop_index('ix_receipt_book_year')

    op.drop_table('receipt_book')
    op.drop_table('policy')
    op.drop_table('payment_plan')
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_credential_id'))

    op.drop_table('passkey')
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.drop_index('ix_partner_name')

    op.drop_table('partner')
    op.drop_table('notice_edition')
    op.drop_table('model_weight')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('ix_membership_user')

    op.drop_table('membership')
    with op.batch_alter_table('long_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_long_answer_wanted', sqlite_where=sa.text('wanted_at IS NOT NULL'), postgresql_where=sa.text('wanted_at IS NOT NULL'))

    op.drop_table('long_answer')
    with op.batch_alter_table('listed_meaning', schema=None) as batch_op:
        batch_op.drop_index('ix_listed_meaning_key')

    op.drop_table('listed_meaning')
    with op.batch_alter_table('listed_columns', schema=None) as batch_op:
        batch_op.drop_index('ix_listed_columns_fingerprint')

    op.drop_table('listed_columns')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_waiting', sqlite_where=sa.text('sent_at IS NULL AND withdrawn_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND withdrawn_at IS NULL'))
        batch_op.drop_index('ix_letter_to_phone', sqlite_where=sa.text('to_phone IS NOT NULL'), postgresql_where=sa.text('to_phone IS NOT NULL'))
        batch_op.drop_index('ix_letter_to_email', sqlite_where=sa.text('to_email IS NOT NULL'), postgresql_where=sa.text('to_email IS NOT NULL'))
        batch_op.drop_index('ix_letter_thing')
        batch_op.drop_index(batch_op.f('ix_letter_about'))

    op.drop_table('letter')
    op.drop_table('learner')
    with op.batch_alter_table('label_printer', schema=None) as batch_op:
        batch_op.drop_index('uq_label_printer_name', sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))

    op.drop_table('label_printer')
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_kept_answer_wanted', sqlite_where=sa.text('wanted_at IS NOT NULL'), postgresql_where=sa.text('wanted_at IS NOT NULL'))

    op.drop_table('kept_answer')
    op.drop_table('invitation')
    with op.batch_alter_table('impact_factor', schema=None) as batch_op:
        batch_op.drop_index('ix_impact_factor_kind')

    op.drop_table('impact_factor')
    op.drop_table('household')
    op.drop_table('help_type')
    op.drop_table('hardware_floor')
    op.drop_table('grade_rule')
    with op.batch_alter_table('grade_photo', schema=None) as batch_op:
        batch_op.drop_index('ix_grade_photo_grade')

    op.drop_table('grade_photo')
    op.drop_table('given_code')
    with op.batch_alter_table('form_invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_form_invitation_made')

    op.drop_table('form_invitation')
    with op.batch_alter_table('finder_message', schema=None) as batch_op:
        batch_op.drop_index('ix_finder_message_left')

    op.drop_table('finder_message')
    op.drop_table('figure_settings')
    op.drop_table('figure_clock')
    with op.batch_alter_table('data_breach', schema=None) as batch_op:
        batch_op.drop_index('ix_data_breach_found')

    op.drop_table('data_breach')
    op.drop_table('contact_settings')
    with op.batch_alter_table('contact_list', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_list_sha256')

    op.drop_table('contact_list')
    op.drop_table('checklist')
    op.drop_table('buddy_pin')
    with op.batch_alter_table('bench_day', schema=None) as batch_op:
        batch_op.drop_index('ix_bench_day_user')
        batch_op.drop_index('ix_bench_day_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_bench_day_day')

    op.drop_table('bench_day')
    with op.batch_alter_table('bank_file', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_file_sha256')

    op.drop_table('bank_file')
    with op.batch_alter_table('bank_account', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_account_iban')

    op.drop_table('bank_account')
    with op.batch_alter_table('audit_head', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_head_one')

    op.drop_table('audit_head')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_event_thing')
        batch_op.drop_index('ix_audit_event_number')
        batch_op.drop_index('ix_audit_event_device')

    op.drop_table('audit_event')
    op.drop_table('agreement_text')
    op.drop_table('account_security_role')
    with op.batch_alter_table('account_balance', schema=None) as batch_op:
        batch_op.drop_index('ix_account_balance_account')

    op.drop_table('account_balance')
    op.drop_table('security_role')
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_form_kept_at'))

    op.drop_table('kept_form')
    op.drop_table('digibank')
    with op.batch_alter_table('answered_request', schema=None) as batch_op:
        batch_op.drop_index('ix_answered_request_speaks', sqlite_where=sa.text('body IS NOT NULL OR said IS NOT NULL'), postgresql_where=sa.text('body IS NOT NULL OR said IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_answered_request_answered_at'))

    op.drop_table('answered_request')
    op.drop_table('account')
    if engine == "postgresql":
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS only_grows()")
        for table, _parent, _link in (('stocktake_scan', 'stocktake', 'stocktake_id'),):
            op.get_bind().exec_driver_sql(f"DROP FUNCTION IF EXISTS {table}_only_while_open()")
        for table, column in (('bank_account', 'iban'), ('impact_factor', 'grams'), ('impact_factor', 'kind'), ('impact_factor', 'method'), ('impact_factor', 'source'), ('impact_factor', 'valid_from'), ('impact_factor', 'year'), ('loan', 'policy_id'), ('open_movement', 'amount_cents'), ('payment_file', 'bank_account_id'), ('payment_file', 'execution_on'), ('payment_file', 'made_by_id'), ('payment_file', 'message_id'), ('payment_file', 'order_count'), ('payment_file', 'sha256'), ('payment_file', 'total_cents'), ('payment_request', 'amount_cents'), ('payment_request', 'bank_account_id'), ('payment_request', 'loan_id'), ('payment_request', 'partner_id'), ('payment_request', 'reference'), ('refund_order', 'amount_cents'), ('refund_order', 'bank_account_id'), ('refund_order', 'end_to_end_id'), ('refund_order', 'loan_id'), ('refund_order', 'replaces_id'), ('report_schedule', 'day'), ('report_schedule', 'every'), ('report_schedule', 'locale'), ('report_schedule', 'municipality'), ('report_schedule', 'set_on'), ('report_schedule', 'template')):
            op.get_bind().exec_driver_sql(f"DROP FUNCTION IF EXISTS {table}_keeps_{column}()")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS device_ready_by_a_list()")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS posting_only_while_open()")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS posting_sums_only_while_open()")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS posting_underway_only_while_open()")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS trigrams_of(text)")
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS device_is_not_in_repair()")
