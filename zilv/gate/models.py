"""The gate's tables. Django's migrations own them; the gate itself speaks SQL to them (`sqlite.py`, `postgres.py`)."""

from django.db import models


class Attempt(models.Model):
    """One attempt that was permitted, or was made all the same. Tokens are 64-bit, 0 = not recorded; `at` and `due`
    are UTC microseconds; `shape` is JSON of `zilv.attempts.shape.Shape`; `state` as in `book.py`.
    """

    attempt_id = models.CharField(max_length=32, primary_key=True)
    lender = models.CharField(max_length=128)
    person = models.BigIntegerField()
    at = models.BigIntegerField()
    shape = models.TextField()
    number = models.BigIntegerField()
    account = models.BigIntegerField()
    line = models.CharField(max_length=128)
    agency = models.CharField(max_length=128)
    collector = models.CharField(max_length=128)
    state = models.SmallIntegerField()
    due = models.BigIntegerField()
    seconds = models.IntegerField(null=True)
    recording = models.TextField(null=True)
    key_id = models.CharField(max_length=32)

    class Meta:
        """Histories are read by person and by number; what is overdue is looked for by `due`.

        No two begin with the lender: PostgreSQL would take either for the other.
        """

        indexes = (
            models.Index(fields=["person", "lender", "at"], name="gate_attempt_person"),
            models.Index(fields=["number", "lender", "at"], name="gate_attempt_number"),
            models.Index(fields=["due"], name="gate_attempt_due", condition=models.Q(state=0)),
        )


class Entry(models.Model):
    """One line of the journal; `seq` ascends in the order in which entries took effect for a person. Never changed."""

    seq = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    lender = models.CharField(max_length=128)
    attempt_id = models.CharField(max_length=32)
    idem = models.CharField(max_length=320, null=True)
    body = models.TextField()
    person = models.BigIntegerField()

    class Meta:
        """What has an `idem` stands once; the last entry on registers and on law is looked up with each page."""

        indexes = (
            models.Index(fields=["attempt_id"], name="gate_entry_attempt"),
            models.Index(
                fields=["kind", "seq"], name="gate_entry_kind", condition=models.Q(kind__in=["register", "law"])
            ),
        )
        constraints = (models.UniqueConstraint(fields=["idem", "lender"], name="gate_entry_idem"),)


class RegisterRow(models.Model):
    """One row of a register; `person` and `number` are tokens, 0 = about none. `body`: JSON of its columns.

    `lender` "" = every lender of the installation. `ended`: the journal entry that ended it, None while it stands as
    it was added; an ended row stays, with its `until`.
    """

    row_id = models.BigAutoField(primary_key=True)
    register = models.CharField(max_length=16)
    lender = models.CharField(max_length=128)
    person = models.BigIntegerField()
    number = models.BigIntegerField()
    body = models.TextField()
    added = models.BigIntegerField()
    ended = models.BigIntegerField(null=True)

    class Meta:
        """Rows on a person or number are read with each page; the short registers whole, when they changed."""

        db_table = "gate_register_row"
        indexes = (
            models.Index(fields=["person"], name="gate_row_person"),
            models.Index(fields=["number"], name="gate_row_number"),
            models.Index(fields=["register", "row_id"], name="gate_row_register"),
        )


class Register(models.Model):
    """A register that a lender has declared complete: no row = it does not exist."""

    lender = models.CharField(max_length=128)
    register = models.CharField(max_length=16)

    class Meta:
        """A register is declared once a lender."""

        constraints = (models.UniqueConstraint(fields=["lender", "register"], name="gate_register_once"),)


class LawChosen(models.Model):
    """Which law binds a lender ("" = all that chose none) from an instant on; `digest` says which text of it."""

    seq = models.BigIntegerField(primary_key=True)
    lender = models.CharField(max_length=128)
    choice = models.TextField()
    digest = models.CharField(max_length=64)
    since = models.BigIntegerField()

    class Meta:
        """Of the choices that have begun the one of the greatest (`since`, `seq`) binds."""

        db_table = "gate_law"


class LawText(models.Model):
    """The text of each law that was chosen, under its digest, so that a new version can still judge by it; of what was
    chosen before texts were kept, those that files still said then.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        """Never changed: texts of one digest judge alike, provisions and zone; the first one stays."""

        db_table = "gate_law_text"


class Unjudged(models.Model):
    """An attempt that was not judged again, for the text of the law that bound it was not here; it waits for that.

    `since`: from which instant on that law binds, by which the choice is found.
    """

    attempt_id = models.CharField(max_length=32, primary_key=True)
    lender = models.CharField(max_length=128)
    since = models.BigIntegerField()

    class Meta:
        """Of each law that is waited for, the first few are looked up, one after the other."""

        indexes = (models.Index(fields=["since", "lender", "attempt_id"], name="gate_unjudged_law"),)
