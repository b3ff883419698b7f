"""Tells at the end what became of each host, and writes it to hosts.csv in the fleet's folder.

A host that fails or vanishes leaves a play in silence as far as later tasks go; a callback sees the reason of each.
"""

import csv
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: hosts
type: aggregate
short_description: what became of each host of a Fenceline fleet
description: A table at the end of a play, and hosts.csv.
"""
COLUMNS = ["host", "state", "told"]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "hosts"

    def __init__(self):
        super().__init__()
        self.hosts = {}  # name: (state, what is told of it)
        self.into = None

    def v2_runner_on_ok(self, result):
        host, told = result._host.get_name(), result._result
        command = told.get("cmd")
        if not isinstance(command, list) or not any(str(word).endswith("receive.py") for word in command):
            return
        self.into = next((word.removeprefix("--into=") for word in command if word.startswith("--into=")), self.into)
        state, _, rest = told.get("stdout", "").partition(" ")
        if state == "whole" or self.hosts.get(host, ("none",))[0] in ("none", "begun"):
            self.hosts[host] = state, rest

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if ignore_errors:
            return
        told = result._result
        why = next((str(told[key]).strip() for key in ("stderr", "msg", "stdout") if str(told.get(key) or "").strip()), "no reason")
        state, _, rest = why.partition(" ")
        host = result._host.get_name()
        if state in ("begun", "none"):
            self.hosts[host] = state, rest
        else:
            self.hosts[host] = "failed", f"{result._task.get_name().split(' : ')[-1]}: {why}"

    def v2_runner_on_unreachable(self, result):
        self.hosts[result._host.get_name()] = "unreachable", str(result._result.get("msg", "")).strip()

    def v2_playbook_on_stats(self, stats):
        if not self.hosts:
            return
        rows = {host: (state, " ".join(told.split())[:400]) for host, (state, told) in self.hosts.items()}
        for host in sorted(rows):
            self._display.display(f"{host:24} {rows[host][0]:12} {rows[host][1]}")
        if self.into is None:
            return
        path = os.path.join(self.into, "hosts.csv")
        rows = {**_earlier(path), **rows}
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([host, *rows[host]] for host in sorted(rows))
        whole = sum(state == "whole" for state, _ in rows.values())
        self._display.display(f"{whole} of {len(rows)} hosts are whole: {self.into}"
                              + ("" if whole == len(rows) else "; run it again to complete what is missing"))


def _earlier(path):
    """Of hosts that this play has not asked (--limit)."""
    if not os.path.exists(path):
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {row["host"]: (row["state"], row["told"]) for row in csv.DictReader(file)}
