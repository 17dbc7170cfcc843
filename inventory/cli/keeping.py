"""Looking after the database: bring it up to date, copy it, fill it from a copy; and make a machine's key."""

import argparse
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from inventory import config
from inventory.cli.house import opened, standing
from inventory.cli.main import Trouble


def upgrade(_asked: argparse.Namespace) -> int:
    """Bring the database up to this version of the code; nothing when it is there already."""
    if _stands_at_the_newest():
        return 0
    from inventory.foundation import schema

    config.data_folder().mkdir(parents=True, exist_ok=True)
    with opened():
        before = schema.revision_of_database()
        if before == schema.revision_of_code():
            return 0
        print("bringing the database up to date", flush=True)
        schema.upgrade()
    return 0


def _stands_at_the_newest() -> bool:
    """Is a SQLite file at the newest migration? Asked without building the house, for `make run` asks each time."""
    url = config.database_url()
    if not url.startswith("sqlite:///") or not Path(url.removeprefix("sqlite:///")).is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)) as database:
            [(revision,)] = database.execute("SELECT version_num FROM alembic_version")
    except (sqlite3.Error, ValueError):
        return False
    steps = [path.read_text(encoding="utf-8") for path in config.here("migrations/versions").glob("*.py")]
    known = {
        found for step in steps for found in re.findall(r"^revision = ['\"](\w+)['\"]", step, re.MULTILINE)
    }
    passed = {
        found
        for step in steps
        for found in re.findall(r"^down_revision = ['\"](\w+)['\"]", step, re.MULTILINE)
    }
    return known - passed == {revision}


def backup(asked: argparse.Namespace) -> int:
    """Write the whole database into one file, as it stood at one moment; the app may go on meanwhile."""
    from inventory.foundation import copying
    from inventory.foundation.database import db

    target = Path(asked.file).absolute()
    if target.exists():
        raise Trouble(f"{target} is there already; a backup overwrites nothing")
    half = target.with_name(f".{target.name}.half")
    with standing():
        try:
            count = copying.write(db.engine, half, portable=asked.portable)
            half.chmod(0o600)  # the whole house is in it
            os.replace(half, target)
        finally:
            half.unlink(missing_ok=True)
    print(f"{count} rows in {target}")
    return 0


def prune(asked: argparse.Namespace) -> int:
    """Remove backups that are older than a backup may be; any other file stays."""
    from datetime import UTC, datetime, timedelta

    from inventory.foundation import copying
    from inventory.foundation.clock import now

    folder = Path(asked.folder)
    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder")
    with opened() as app:
        before = now() - timedelta(days=app.config["BACKUP_DAYS"])
        gone, live = 0, Path(config.database_url().removeprefix("sqlite:///"))
        for file in sorted(one for one in folder.iterdir() if one.is_file()):
            if live.exists() and file.samefile(live):
                continue  # a house where nothing happens is no backup of itself
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if written < before and copying.look_at(file) is not None:
                file.unlink()
                gone += 1
                print(f"removed {file}")
    print(f"{gone} backups removed")
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Fill the database from a backup of either engine; what is in it now stays unless --force."""
    from inventory.foundation import copying, schema
    from inventory.foundation.database import db

    source = Path(asked.file)
    config.data_folder().mkdir(parents=True, exist_ok=True)
    with opened():
        copy = copying.look_at(source)
        if copy is None:
            raise Trouble(f"{source} is not a backup of Leenkring")
        if not schema.knows(copy.revision):
            raise Trouble(f"{source} comes from a newer Leenkring (its schema is {copy.revision})")
        if not asked.force and copying.has_rows(db.engine):
            raise Trouble("the database is not empty; --force replaces everything in it")
        schema.empty()
        schema.upgrade(copy.revision)
        count = copying.fill(db.engine, copy)
        schema.upgrade()
    print(f"{count} rows restored")
    return 0


def create_token(asked: argparse.Namespace) -> int:
    """A key for a machine, with at most the permissions of one member; printed once, kept as a hash."""
    from sqlalchemy import select

    from inventory.digibank.actions import find_user, make_token
    from inventory.digibank.models import Digibank, Membership
    from inventory.foundation.actor import Actor
    from inventory.foundation.clock import now
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.permissions import Permission

    with standing():
        digibank = db.session.scalar(select(Digibank).where(Digibank.slug == asked.digibank))
        if digibank is None:
            raise Trouble(f"there is no digibank {asked.digibank}")
        user = find_user(asked.email)
        with inside(digibank.id):
            works_here = user and db.session.scalar(
                select(Membership.id).where(Membership.user_id == user.id).limit(1)
            )
            if user is None or not works_here:
                raise Trouble(f"nobody with the address {asked.email} works at {asked.digibank}")
            keeper = Actor.house("keeper's command", digibank.id, {Permission.TOKEN_MANAGE})
            _token, secret = make_token(keeper, user, name=asked.name, now=now())
    print(secret)
    return 0
