"""Opens a notebook in JupyterLab, runs all cells by the menu and photographs the page.

A check by hand that notebooks work in a real browser; not part of `deno task test`.

    apt-get install chromium fonts-dejavu-core        # or any other way to have Chromium
    python3 -m venv .venv && .venv/bin/pip install jupyterlab playwright
    .venv/bin/python tests/notebook/lab.py notebooks/01_superglue.ipynb lab.png --port 8899

Writes lab.png (the end, whole notebook) and lab.mid.png (on the way, for the progress bar). Exit code 1 if a cell shows
an error or there is no chart, no table. The notebook itself is not saved, however long it takes. `--dark` and `--width`
show what a reader with another theme or a narrow window sees, `--height` shows
more of a long notebook.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The idle indicator comes too early: "Run All" before the session is ready opens a dialog, and nothing runs.
READY = """async () => {
    const { sessionContext } = window.jupyterapp.shell.currentWidget;
    await sessionContext.ready;
    await sessionContext.session.kernel.info;
}"""
CELL_PROMPTS = ".jp-CodeCell .jp-InputArea-prompt"
ERRORS = '.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]'


def write_settings(folder: pathlib.Path, dark: bool) -> None:
    """Settings of JupyterLab: whoever runs this may have others, and by default it saves every two minutes."""
    settings = {
        "docmanager-extension/plugin": {"autosave": False},
        "apputils-extension/themes": {"theme": "JupyterLab Dark" if dark else "JupyterLab Light"},
    }
    for name, values in settings.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))


def start_lab(port: int, jupyter_path: str, settings: str) -> subprocess.Popen:
    """Starts a server without password, reachable from this machine only, and waits for it."""
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--allow-root", "--IdentityProvider.token=", "--ServerApp.password=",
        "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=", f"--ServerApp.root_dir={ROOT}",
    ]
    log = subprocess.DEVNULL if "LAB_LOG" not in os.environ else open(os.environ["LAB_LOG"], "w")
    env = {**os.environ, "JUPYTER_PATH": jupyter_path, "JUPYTERLAB_SETTINGS_DIR": settings}
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
            return server
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    server.kill()
    sys.exit(f"Cannot start JupyterLab on port {port}")


def run_all(page: Page, picture: pathlib.Path, mid_seconds: float, limit_seconds: float) -> bool:
    """Runs all cells; returns whether all of them ended in time."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    start = time.time()
    mid_taken = False
    while time.time() - start < limit_seconds:
        if not mid_taken and time.time() - start > mid_seconds:
            page.screenshot(path=str(picture.with_suffix(".mid.png")))
            mid_taken = True
        prompts = page.eval_on_selector_all(CELL_PROMPTS, "cells => cells.map((cell) => cell.textContent)")
        if prompts and all(prompt.strip("[]: ").isdigit() for prompt in prompts):
            print(f"cells took {time.time() - start:.1f} s")
            return True
        time.sleep(0.2)
    print(f"cells took longer than {limit_seconds} s: {prompts}")
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", help="path from the top folder of the repository")
    parser.add_argument("picture", type=pathlib.Path, help="PNG to write")
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--dark", action="store_true", help="JupyterLab's dark theme")
    parser.add_argument("--width", type=int, default=1300, help="of the window, in pixels")
    parser.add_argument("--height", type=int, default=1700, help="of the window: Lab renders only the cells in sight")
    parser.add_argument("--jupyter-path", default=str(ROOT / "notebooks" / "jupyter"), help="folder with kernels/")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--mid", type=float, default=2.5, help="seconds until the picture on the way")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that all cells may take")
    arguments = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server below is ended, too
    settings = tempfile.TemporaryDirectory()
    write_settings(pathlib.Path(settings.name), arguments.dark)
    server = start_lab(arguments.port, arguments.jupyter_path, settings.name)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=arguments.chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": arguments.width, "height": arguments.height})
            page.goto(f"http://127.0.0.1:{arguments.port}/lab/tree/{arguments.notebook}?reset")
            page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
            page.evaluate(READY)
            for dismiss in page.get_by_role("button", name="No", exact=True).all():
                dismiss.click()  # "Would you like to get news?"
            ended = run_all(page, arguments.picture, arguments.mid, arguments.limit)
            time.sleep(1.5)  # charts are drawn after the cell has ended
            page.screenshot(path=str(arguments.picture))
            charts = page.locator(".vega-embed").count()
            tables = page.locator(".jp-RenderedHTML table").count()
            errors = page.locator(ERRORS).count()
            browser.close()
    finally:
        server.terminate()  # ends the kernels, too
        server.wait(timeout=30)
        settings.cleanup()
    print(f"charts {charts}, tables {tables}, errors {errors}")
    return 0 if ended and charts and tables and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
