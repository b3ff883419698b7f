"""Carries a file to or from a host over Ansible's own connection, so that the host needs no Python.

    - carry: {put: build/bench, to: .fenceline/bench, mode: "755"}
    - carry: {get: .fenceline/run.tar.gz, to: run.tar.gz}
"""

import os
import shlex

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        put, get, to = (self._task.args.get(name) for name in ("put", "get", "to"))
        if bool(put) == bool(get) or not to:
            raise AnsibleActionFail("carry: needs put or get, and to")
        if get:
            os.makedirs(os.path.dirname(to), exist_ok=True)
            self._connection.fetch_file(get, to)
            if not os.path.exists(to):
                raise AnsibleActionFail(f"{get} did not come")
        else:
            if not os.path.isfile(put):
                raise AnsibleActionFail(f"{put} is not there")
            self._connection.put_file(put, to)
            mode = self._task.args.get("mode")
            if mode:
                done = self._low_level_execute_command(f"chmod {shlex.quote(str(mode))} {shlex.quote(to)}", sudoable=False)
                if done["rc"]:
                    raise AnsibleActionFail(f"chmod {to}: {done['stderr']}")
        result["changed"] = True
        return result
