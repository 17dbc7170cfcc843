"""What the database itself refuses: a device becomes ready, is reserved or is lent while a repair holds it.

A reservation that is let go of leads back to ready all the same: the device stands on its shelf, whatever its state,
and from there no road leads on.
"""

_HELD = """NEW.stage <> OLD.stage
  AND (NEW.stage IN ('reserved', 'lent') OR (NEW.stage = 'ready' AND OLD.stage = 'refurbishing'))"""

_POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION device_is_not_in_repair() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM repair_ticket WHERE device_id = NEW.id AND holds) THEN
    RAISE EXCEPTION 'device is in repair';
  END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE OR REPLACE TRIGGER device_is_not_in_repair BEFORE UPDATE OF stage ON device
FOR EACH ROW WHEN ({_HELD}) EXECUTE FUNCTION device_is_not_in_repair()
""",
)
_SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS device_is_not_in_repair BEFORE UPDATE OF stage ON device
WHEN {_HELD} AND EXISTS (SELECT 1 FROM repair_ticket WHERE device_id = NEW.id AND holds)
BEGIN SELECT RAISE(ABORT, 'device is in repair'); END
"""  # noqa: S608 -- made of our own words only

#: by engine, the statements that stand beside the tables
SQL: dict[str, list[str]] = {"sqlite": [_SQLITE], "postgresql": list(_POSTGRESQL)}
