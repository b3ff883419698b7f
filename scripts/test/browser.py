"""Pages as a browser shows them: opened by Chromium without a window, and asked by a script of ours (browser.js)."""

import json
import pathlib
import re
import shutil
import subprocess

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WITHOUT = "NO BROWSER: what pages look like is not tested: install chromium (apt-get install chromium) and run again"
ASKS = pathlib.Path(__file__).with_name("browser.js")


def ask(page, folder, widths=(360, 800, 1400), dark=False):
    """What browser.js found out about the page, {"console": [message], "frames": [{width, …}]}; `folder`: to write into."""
    outer = folder / "outer.html"
    outer.write_text(f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><pre id=told></pre><script>\nconst PAGE = "
                     f"{json.dumps(page.as_uri())}, WIDTHS = {json.dumps(widths)};\n{ASKS.read_text()}</script></body></html>")
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
               f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=60000",
               f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--dump-dom", outer.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.S)
    assert told and told[1], f"the page did not come to its end: {done.stderr[-2000:]}"
    entities = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
    found = json.loads(re.sub("|".join(entities), lambda m: entities[m[0]], told[1]))
    return {"console": re.findall(r"CONSOLE.*", done.stderr), **found}
