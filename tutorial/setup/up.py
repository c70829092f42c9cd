"""`manage.py up`: serve the tutorial on this machine, and open it in a browser."""

import argparse
import contextlib
import os
import socket
import threading
import webbrowser
from pathlib import Path

from tutorial.setup import classroom, places
from tutorial.setup.trouble import Trouble

ADDRESS = "address.txt"  # in the folder of what is kept: where the server that was started last can be reached
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")
# A whole class may connect in the same second; with fewer, the rest try again a second later.
WAITING_CONNECTIONS = 2048
LARGEST_MESSAGE_BYTES = 512 * 1024


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Serve the tutorial on this machine.")
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1; 0.0.0.0: for your whole network)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--lessons", action="append", default=[], metavar="DIR", help="serve the lessons in DIR, too")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--classroom", action="store_true", help="for a class in your network: prints address and QR code"
    )
    options = parser.parse_args(arguments)
    options.host = options.host or ("0.0.0.0" if options.classroom else "127.0.0.1")
    options.no_browser = options.no_browser or options.classroom
    return options


def refuse_taken_port(host: str, port: int) -> None:
    """Raise Trouble when nobody can listen there; asked before the long work begins, not after it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if os.name != "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            raise Trouble(f"Port {port} is for the administrator only: choose another with --port 8000.") from None
        except socket.gaierror:
            raise Trouble(f"This machine has no address {host!r}: choose another --host, or leave it out.") from None
        except OSError as error:
            if "assign" in str(error):
                raise Trouble(
                    f"This machine has no address {host!r}: choose another --host, or leave it out."
                ) from None
            raise Trouble(
                f"Port {port} on {host} is taken by another program: stop that one, or choose another port "
                f"with --port {port + 1}."
            ) from None


def allow_host(host: str) -> None:
    """Tell the settings by which names this server may be called."""
    names = {host}
    if host in EVERYWHERE:
        names = {socket.gethostname(), *_addresses()}
    known = os.environ.get("TUTORIAL_HOSTS", "").split(",")
    os.environ["TUTORIAL_HOSTS"] = ",".join(sorted({name for name in known if name} | names))


def add_lessons(folders: list[str]) -> None:
    """Tell the settings where more lessons stand. Trouble with everything that is wrong in them."""
    if not folders:
        return
    known = [folder for folder in os.environ.get("TUTORIAL_LESSONS", "").split(os.pathsep) if folder]
    os.environ["TUTORIAL_LESSONS"] = os.pathsep.join(dict.fromkeys([*known, *map(os.path.abspath, folders)]))
    from lessons.course import track

    told: list[str] = []
    for folder in map(Path, folders):
        if not folder.is_dir():
            told.append(f"There is no folder {folder}.")
        else:
            told += [f"{folder / mistake.place.file}: {mistake}" for mistake in track.survey(folder)[1]]
    if told:
        raise Trouble("\n".join([*told, "Mend these lessons first: python3 manage.py lesson prove --lessons DIR"]))


def _addresses() -> set[str]:
    """This machine's own addresses, as others in its network see them."""
    found = set()
    with contextlib.suppress(OSError):
        found.update(socket.gethostbyname_ex(socket.gethostname())[2])
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a documentation address: chooses the way out, sends nothing
        found.add(probe.getsockname()[0])
    return found


def note_address(address: str) -> None:
    """Write down where this server can be reached: `manage.py teacher` prints links to it."""
    with contextlib.suppress(OSError):
        noted = places.state() / ADDRESS
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(address + "\n")


def serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    refuse_taken_port(options.host, options.port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")
    if options.classroom:
        return _serve_a_class(options)
    from daphne.server import Server

    from tutorial.asgi import application, begin, drain

    host = options.host.replace(":", r"\:")
    shown = "127.0.0.1" if options.host in EVERYWHERE else f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{shown}:{options.port}/"

    def ready() -> None:
        note_address(address)
        print(f"  Ready: {address}  (stop with Ctrl-C)", flush=True)
        if options.host not in LOOPBACK:
            print("  Everyone in your network can reach it, unencrypted. A class is better served as deploy/ shows.")
        if not options.no_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    begin()
    Server(
        application,
        endpoints=[f"tcp:port={options.port}:interface={host}:backlog={WAITING_CONNECTIONS}"],
        ready_callable=ready,
        application_close_timeout=2,
        websocket_max_message_size=LARGEST_MESSAGE_BYTES,
        websocket_max_frame_size=LARGEST_MESSAGE_BYTES,
        server_name="glass",
        verbosity=0,
    ).run()
    drain()
    print("  Stopped.", flush=True)
    return 0


def _serve_a_class(options: argparse.Namespace) -> int:
    """On uvicorn, which serves a crowd with a third of the work."""
    import uvicorn

    addresses = [f"http://{address}:{options.port}/" for address in sorted(_addresses() - set(LOOPBACK))]
    own = f"http://127.0.0.1:{options.port}/"
    if options.host not in EVERYWHERE:
        addresses = [f"http://{options.host}:{options.port}/"]
    note_address((addresses or [own])[0])
    print(classroom.told((addresses or [own])[0], addresses[1:]))
    print(f"  Ready: {own}  (stop with Ctrl-C)", flush=True)
    uvicorn.run(
        "tutorial.asgi:application",
        host=options.host,
        port=options.port,
        backlog=WAITING_CONNECTIONS,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws_max_size=LARGEST_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=5,
    )
    print("  Stopped.", flush=True)
    return 0
