"""Every export but our own form."""

from samples.world.exports import (
    aliyun_ccc,
    aliyun_sms,
    aliyun_vms,
    baidu_robot,
    dialler,
    freeswitch,
    tencent_ccc,
    twilio,
    vicidial,
    volcengine,
    yeastar,
)
from samples.world.exports.export import Export

_MODULES = (
    aliyun_vms,
    aliyun_ccc,
    tencent_ccc,
    volcengine,
    baidu_robot,
    freeswitch,
    yeastar,
    vicidial,
    twilio,
    aliyun_sms,
    dialler,
)


def exports() -> list[Export]:
    """One export a source format, in the order of the README."""
    return [module.export() for module in _MODULES]
