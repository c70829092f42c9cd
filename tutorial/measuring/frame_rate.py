"""How smoothly the page draws a crowd: 300 Pods and 60 hops a second, in a headless Chromium.

What is played is a film: real frames of a real cluster, made beforehand, so that the model does not share the
processors with the page it is measured on. The page reads them as it reads its socket.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clusterviz.cluster.checkpoint import fork
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.trace import Hop
from clusterviz.live.frames import PER_S, Frames, Json, encode
from clusterviz.tools import shell
from tutorial.measuring.model import Row
from tutorial.running_server import running_server
from tutorial.setup import chromium

PODS = 300
NODES = 10
HOPS_PER_S = 60
LEAST_PER_S = 50
SECONDS = 10
WARM_UP_S = 2

# Hands the page a frame every 1/20 s, and counts what it draws from the end of the warm-up on.
PLAY = """async ([film, perSecond, warmUp]) => {
  const { stream } = window.stage;
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  stream.stop();
  await sleep(300);
  stream.seen = null;
  const times = [];
  let began = 0;
  const count = (wall) => { if (began) times.push(wall); if (began >= 0) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  const first = performance.now();
  for (const [at, text] of film.entries()) {
    const due = first + at * 1000 / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    if (at === warmUp * perSecond) { began = performance.now(); await window.measured("begin"); }
    stream.receive(text);
  }
  const seconds = (performance.now() - began) / 1000;
  began = -1;
  await window.measured("end");
  const drawn = window.stage.scene.elements.size;
  const gaps = times.slice(1).map((time, at) => time - times[at]).sort((a, b) => a - b);
  return { rate: times.length / seconds, worst: gaps[Math.floor(gaps.length * 0.99)], seconds, drawn };
}"""
PARTS = {"script": "ScriptDuration", "style": "RecalcStyleDuration", "layout": "LayoutDuration", "all": "TaskDuration"}


def film(pods: int = PODS, nodes: int = NODES, seconds: int = WARM_UP_S + SECONDS) -> list[str]:
    """Frames for so many seconds: first everything, then a rolling restart with `HOPS_PER_S` hops worth seeing."""
    cluster = fork("bare", seed=1, nodes=nodes)
    _do(cluster, f"kubectl create deployment web --image=nginx --replicas={pods}", 60_000)
    frames = Frames(cluster)
    clock = {"epoch": cluster.clock.epoch_ms, "pace": "1", "rate": 1, "waiting": False}
    told = cluster.trace.last_id
    shell.start(cluster, "kubectl rollout restart deployment web")
    snapshot = frames.snapshot({**clock, "at": cluster.now_ms}, [], {})
    texts = [encode({"frame": frames.number, "snapshot": snapshot})]
    owed = 0.0
    for _ in range(seconds * PER_S - 1):
        owed += HOPS_PER_S / PER_S
        while owed > 0:
            cluster.run_for(1)
            for record in cluster.trace.records(told):
                told = record.id
                worth = frames.note(record)
                owed -= isinstance(record, Hop) and worth > 0
        texts.append(frames.make({**clock, "at": cluster.now_ms}, [], {})[1])
    return texts


def _do(cluster: Cluster, line: str, ms: int) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def frame_rate() -> Row:
    """Animation frames a second, and what part of the page's time is script, style and layout."""
    found = measure(film())
    busy = found["parts"]
    shares = ", ".join(f"{name} {busy[name]:.0%}" for name in ("script", "style", "layout"))
    measured = f"{found['rate']:.0f} frames/s, p99 {found['worst']:.0f} ms; {shares}"
    what = f"{PODS} Pods, {HOPS_PER_S} hops/s"
    return Row(what, measured, f"≥ {LEAST_PER_S} frames/s", found["rate"] < LEAST_PER_S)


def measure(texts: list[str]) -> Json:
    """Play a film to the sandbox in a Chromium of its own."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, running_server(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=list(chromium.LAUNCH_ARGUMENTS))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=server.url)
        page = context.new_page()
        page.goto("/c/new/")
        page.locator("form button[name=preset]").first.click()
        page.locator("#labels [data-element='kube-apiserver']").wait_for(state="attached")
        developer = context.new_cdp_session(page)
        developer.send("Performance.enable")
        looks: dict[str, dict[str, float]] = {}

        def look(when: str) -> None:
            metrics = developer.send("Performance.getMetrics")["metrics"]
            looks[when] = {metric["name"]: metric["value"] for metric in metrics}

        page.expose_function("measured", look)
        found: Any = page.evaluate(PLAY, [texts, PER_S, WARM_UP_S])
        browser.close()
    parts = {name: (looks["end"][key] - looks["begin"][key]) / found["seconds"] for name, key in PARTS.items()}
    return {**found, "parts": parts}
