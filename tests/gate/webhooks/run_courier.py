"""A process of its own that delivers, with short pauses: `python run_courier.py PAUSES TURNS`; prints what it says."""

import asyncio
import json
import sys
from typing import Any


def say(event: str, **facts: Any) -> None:
    """One line for the test to read."""
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")


async def deliver(pauses_s: list[float], turns: int) -> None:
    """So many turns, with nothing between them."""
    import os

    from zilv.desk.database import book_of, database
    from zilv.desk.keys.credential import Seal
    from zilv.desk.secret import secret
    from zilv.gate.webhooks.courier import Courier
    from zilv.gate.webhooks.post import Post

    book = book_of(database(os.environ["ZILV_DATABASE"]))
    courier = Courier(book, Seal(secret(os.environ)), Post(takes_s=2.0), say, pauses_s)
    for _ in range(turns):
        say("turn", taken=await courier.once())
    await courier.close()


if __name__ == "__main__":
    from zilv.desk.setup import set_up_django
    from zilv.settings import settings

    set_up_django(settings())
    asyncio.run(deliver(json.loads(sys.argv[1]), int(sys.argv[2])))
