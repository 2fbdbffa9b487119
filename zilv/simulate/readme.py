"""The page that goes with a simulated world: what it holds, how to use it, and what it takes for granted."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from zilv import __version__
from zilv.simulate.assumptions import every
from zilv.simulate.other_law import OTHER_LAW
from zilv.simulate.stories.all import STORIES
from zilv.simulate.stories.other_law.all import CHOICES
from zilv.simulate.world import FIRST_DAY, Era, World

_PAGE = """# 模拟世界 · A simulated world

`zilv simulate --people {people} --days {days} --seed {seed}` 写成（{versions}）。人名、机构、号码、凭证全部虚构。
同一命令、上列三者版本相同，字节相同。

Written by `zilv simulate --people {people} --days {days} --seed {seed}` ({versions}). Every person,
institution, number and proof is invented. The same command and the same versions of these three give the same bytes.

| | |
| --- | --- |
| `attempts.parquet` | {now} 次触达，{first} 至 {end}（不含） · {now} attempts |
| `earlier.parquet` | {then} 次触达，自 {then_first} 起，适用旧指引 · {then} attempts under the older guideline |
| `registers/` | 九本登记簿与话语审查登记，完整 · nine registers and the reviews of what was said, complete |
| `truth.parquet` | 植入的违反与差一点的违反 · planted breaches and near-misses |
| `other-law/` | `--law cn` 不判的规定，另册 · what `--law cn` does not judge, apart |

```sh
zilv audit attempts.parquet --registers registers --law cn --out out
zilv audit earlier.parquet --registers registers --law cn --out out-earlier
```

`truth.parquet`：每次触达、每个主题一行；受测的代码不得读取。`kind` 为 `breach`（必须发现）或 `near_miss`
（必须没有发现）；`provisions` 是必须指出的全部条款。没有写在其中的触达都没有问题。

`truth.parquet` has one row an attempt and topic, and is not for the code that is measured on it. `kind` is
`breach` (must be found) or `near_miss` (must not); `provisions` are all that must speak. Attempts that it does not name
keep every rule.

## 其他法规 · Other law

以上植入的是 `--law cn` 所判的条款；依其他法律去判上述触达会发现什么，`truth.parquet` 不说。点名才判的条款和
其他国家的规则包另册，各有一个文件：只有故事，没有平常的日子，每个故事一名债务人，多少与命令无关。没有检查来判的条款与
自定规则（`law/house`）不植入。

The above plants what `--law cn` judges; `truth.parquet` does not say what other law finds in those attempts. What is
judged only on request, and other countries' packs, have a file each in a folder apart: stories alone and nothing
ordinary, one debtor a story, as many whatever the command says. Nothing is planted of what no check judges, nor of
house files (`law/house`).

```sh
zilv audit other-law/us-reg-f.parquet --registers other-law/registers --law us-reg-f --out out-us
```

| | 依 by | 居住 lives in |
| --- | --- | --- |
{other_law}
| `other-law/truth.parquet` | 同上，另有 `law` 一栏 · as above, with a column `law` | |

## 没有来源支持的假设 · Assumptions that no source supports

下列数字都是设定，不是事实；由此得出的比例不可当作行业情况。没有写明比例的选择（哪个机构、人员、线路、时段、哪一天）均匀抽取。
故事中何时发生什么也是虚构，为的是落在法规边界的两侧；经历故事的人均已委外、有两笔债务、从不还清。

Each number below is set, not known. No share that follows from them says anything about the trade. Where no share is
named (which agency, collector, line, window, day), each is as likely. What happens in a story, and when, is invented as
well, so as to lie on both sides of what the law draws; whoever lives through one is placed with an agency, has two
accounts and never pays.

| | 值 value | |
| --- | --- | --- |
{assumptions}

## 故事 · Stories

{stories}

其他法规 · Other law

{other_stories}
"""


def readme(world: World, rows: Mapping[Era, int]) -> str:
    """The page. `rows`: attempts of each era."""
    return _PAGE.format(
        people=world.people,
        days=world.days,
        seed=world.seed,
        versions=f"zilv {__version__}, numpy {np.__version__}, pyarrow {pa.__version__}",
        now=f"{rows['now']:,}",
        then=f"{rows['then']:,}",
        first=FIRST_DAY["now"],
        end=world.end,
        then_first=FIRST_DAY["then"],
        assumptions="\n".join(f"| `{name}` | {one.value} | {one.zh} · {one.en} |" for name, one in every().items()),
        stories="\n".join(f"- `{story.key}` {story.zh} · {story.en}" for story in STORIES),
        other_law="\n".join(
            f"| `{OTHER_LAW}/{name}.parquet` | `--law {choice.law}` | {choice.zone} |"
            for name, choice in CHOICES.items()
        ),
        other_stories="\n".join(
            f"- `{name}`: `{key}` {telling.zh} · {telling.en}"
            for name, choice in CHOICES.items()
            for key, telling in choice.told.items()
        ),
    )
