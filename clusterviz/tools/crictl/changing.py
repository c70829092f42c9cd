"""What crictl does to containers, Pods and images behind the kubelet's back."""

from __future__ import annotations

from ...cluster.machinery import cri
from ...cluster.machinery.program import Call, Code, Print
from ..machine.asking import ask
from .flags import Options, help_of
from .runtime import LONGEST_MS, Runtime, RuntimeGone
from .showing import digest


def stop(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Stop containers; a kubelet starts them again."""
    seconds = options.get("timeout", "0")
    if not seconds.isdigit():
        raise RuntimeGone(f'invalid value "{seconds}" for flag -timeout: parse error')
    if not others:
        yield Print("you must specify at least one CONTAINER-ID or use --all\n", error=True)
        return 1
    for start in others:
        row = yield from runtime.container(start)
        runtime.own(row.pod)
        yield from runtime.call("StopContainer", cri.StopContainer(row.pod.uid, row.one.id, int(seconds) * 1000))
        yield Print(f"{start}\n")
    return 0


def rm(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Remove containers that have ended; with --force the others, too."""
    if "all" in options:
        rows = yield from runtime.containers()
        others = [row.one.id for row in rows]
    if not others:
        raise RuntimeGone("ID cannot be empty")
    for start in others:
        row = yield from runtime.container(start)
        runtime.own(row.pod)
        if row.one.state == cri.RUNNING:
            if "force" not in options:
                raise RuntimeGone(f'container "{start}" is running, please stop it first')
            yield from runtime.call("StopContainer", cri.StopContainer(row.pod.uid, row.one.id, 0))
        yield from runtime.call("RemoveContainer", cri.RemoveContainer(row.pod.uid, row.one.id))
        yield Print(f"{start}\n")
    return 0


def stopp(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Stop sandboxes with all that runs in them."""
    if not others:
        raise RuntimeGone("ID cannot be empty")
    for start in others:
        pod, sandbox = yield from runtime.sandbox(start, "stopping the pod sandbox")
        runtime.own(pod)
        yield from runtime.call("StopPodSandbox", cri.StopPodSandbox(pod.uid, sandbox.id))
        yield Print(f"Stopped sandbox {start}\n")
    return 0


def rmp(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Remove sandboxes that are stopped; with --force the others, too."""
    if "all" in options:
        found = yield from runtime.pods()
        others = [one.id for pod in found for one in pod.sandboxes[:1]]
    if not others:
        raise RuntimeGone("ID cannot be empty")
    for start in others:
        pod, sandbox = yield from runtime.sandbox(start, "getting sandbox status")
        runtime.own(pod)
        if sandbox.state == cri.READY and "force" not in options:
            raise RuntimeGone(f'pod sandbox "{start}" is running, please stop it first')
        if sandbox.state == cri.READY:
            yield from runtime.call("StopPodSandbox", cri.StopPodSandbox(pod.uid, sandbox.id))
        elif sandbox is not pod.sandboxes[0]:
            raise RuntimeGone(f'pod sandbox "{start}" goes with its Pod here: the kubelet has made a newer one')
        yield from runtime.call("RemovePod", cri.RemovePod(pod.uid))
        yield Print(f"Removed sandbox {start}\n")
    return 0


def pull(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Fetch an image."""
    if not others:
        raise RuntimeGone("Image name cannot be empty")
    message = cri.PullImage(others[0])
    reply = yield Call(runtime.address, "PullImage", others[0], message, kind="cri", timeout_ms=LONGEST_MS)
    if reply.failure is not None:
        raise RuntimeGone(f"pulling image: rpc error: code = Unavailable desc = {reply.failure}")
    if isinstance(reply.body, cri.CriError):
        raise RuntimeGone(f"pulling image: {reply.body}")
    yield Print(f"Image is up to date for sha256:{digest(reply.body.id)}\n")
    return 0


def rmi(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Remove images; what runs from them runs on. Those of the cluster itself stay."""
    kept = yield from ask(runtime.machine, "static images")
    found = [one for one in (yield from runtime.images()) if one not in kept]
    wanted = list(others)
    if "all" in options or "prune" in options:
        wanted += [one.id for one in found]
    if "prune" in options:
        rows = yield from runtime.containers()
        used = {digest(row.one.image_id) for row in rows}
        wanted = [start for start in wanted if digest(start) not in used]
    if not wanted:
        if "all" in options or "prune" in options:
            yield Print("INFO[0000] No images to remove\n", error=True)
        else:
            yield Print(help_of("rmi"))
        return 0
    failed = False
    for start in wanted:
        image = yield from runtime.image(start)
        if image is None:
            yield Print(f"ERRO[0000] no such image {start}\n", error=True)
            failed = True
            continue
        if image in kept:
            raise RuntimeGone(f"{image.names[-1]} is a part of the cluster itself here: it stays")
        yield from runtime.call("RemoveImage", cri.RemoveImage(image.id))
        yield Print("".join(f"Deleted: {name}\n" for name in image.names if "@" not in name))
    if failed:
        raise RuntimeGone("unable to remove the image(s)")
    return 0


def execute(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Run a command in a container."""
    if not others:
        raise RuntimeGone("ID cannot be empty")
    if len(others) < 2:
        raise RuntimeGone("execing command in container: rpc error: code = Unknown desc = no command to execute")
    row = yield from runtime.container(others[0])
    runtime.own(row.pod)
    result: cri.ExecResult = yield from runtime.call("ExecSync", cri.ExecSync(row.one.id, tuple(others[1:])))
    yield Print(result.output)
    if result.exit_code:
        raise RuntimeGone(f"execing command in container: command terminated with exit code {result.exit_code}")
    return 0
