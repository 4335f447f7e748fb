"""The words of which the demo's people are made: names, ways of speaking and hearing, ailments.

The names lie in names.json. Where a value stands several times, or None does, it is as common as that.
"""

import json
from pathlib import Path
from typing import Final

_LISTS: Final = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))

SURNAMES: Final[str] = _LISTS["surnames"]
WOMEN: Final[list[str]] = _LISTS["women"].split()
MEN: Final[list[str]] = _LISTS["men"].split()
SONS: Final[list[str]] = _LISTS["sons"].split()
DAUGHTERS: Final[list[str]] = _LISTS["daughters"].split()

# The railway brought 河南话 to the quarter north of it.
DIALECTS: Final = ("陕西话",) * 13 + ("普通话",) * 4 + ("河南话",) * 3 + ("四川话",)
HEARING: Final = (None,) * 11 + ("左耳弱", "右耳弱", "双耳弱，请慢说、大声说", "戴助听器")
NAPS: Final = (None,) * 3 + (
    "12:30–14:00 午睡",
    "13:00–14:30 午睡",
    "13:00–15:00 午睡",
    "午睡不定时",
)
HEALTH: Final = (None,) * 6 + (
    "高血压，早晚服药",
    "2 型糖尿病，随身带糖",
    "冠心病，家中备硝酸甘油",
    "膝关节炎，走路慢",
    "轻度认知障碍，需重复提醒",
    "脑梗后遗症，左侧无力",
    "慢阻肺，爬楼气短",
    "白内障术后，视力弱",
    "帕金森病，易跌倒",
    "骨质疏松，曾髋部骨折",
)
