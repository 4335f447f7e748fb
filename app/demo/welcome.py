"""What the visitor reads first: addresses and one-time passwords, in a box that stays straight."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.demo.registration import Account
from app.identity.roles import Role

ROLE: Final = {
    Role.admin: "管理员 admin",
    Role.supervisor: "值班长 supervisor",
    Role.operator: "接警员 operator",
    Role.responder: "响应员 responder",
    Role.wall: "大屏 wall",
}


def welcome(url: str, staff: Sequence[Account], elders: int, database: Path) -> str:
    """The box as text."""
    lines = [
        "暖阳 Nuanyang · 演示 demo",
        f"{elders:,} 位老人，示意莲湖区 · {elders:,} elders in a schematic Lianhu · {database}",
        "人物、电话、地点均为虚构 · people, numbers and places are invented",
        "",
        f"登录 sign in   {url}/login",
        f"坐席 desk      {url}/desk",
        f"任务 tasks     {url}/tasks",
        f"大屏 wall      {url}/wall",
        "",
        *(_account(one) for one in staff),
        "",
        "密码只显示这一次 · the passwords are shown only now",
        "按 Ctrl-C 停止 · press Ctrl-C to stop",
    ]
    inner = max(width(line) for line in lines)
    body = "\n".join(f"│ {_pad(line, inner)} │" for line in lines)
    return f"┌{'─' * (inner + 2)}┐\n{body}\n└{'─' * (inner + 2)}┘"


def _account(one: Account) -> str:
    password = one.password if one.made_up else "NUANYANG_ADMIN_PASSWORD"
    return f"{_pad(ROLE[one.role], 20)} {one.username:<10} {password:<16} {one.name}"


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
