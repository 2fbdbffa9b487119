"""The session of Spark that tests share."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session whose zone is none of the persons', nor UTC."""
    from zilv.audit.spark.run import session

    with session("local[2]") as found:
        found.conf.set("spark.sql.session.timeZone", "America/New_York")
        yield found
