"""Signed as Standard Webhooks has it: a receiver that knows the secret can tell that it is us, now, and unchanged."""

import base64
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """A fresh secret, as the receiver is given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(message_id: str, now_s: int, body: bytes, secret: str) -> dict[str, str]:
    """What is sent with a body.

    >>> headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
    ...     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")["webhook-signature"]
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{now_s}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"v1,{signature}",
        "content-type": "application/json",
    }
