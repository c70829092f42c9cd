"""What kubectl says when something goes wrong, on standard error."""

from __future__ import annotations

from ...cluster.machinery.api import Response

# Where the person's kubeconfig says that the API server is.
SERVER = "127.0.0.1:6443"


class Failure(Exception):
    """kubectl stops here: `error: …`. `prefix` is off for messages that are complete."""

    def __init__(self, message: str, status: int = 1, *, prefix: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.prefix = prefix

    def text(self) -> str:
        """What is printed, without the last newline."""
        return f"error: {self.message}" if self.prefix and not self.message.startswith("error: ") else self.message


class UsageFailure(Failure):
    """A wrong call: the message and where to look."""

    def __init__(self, message: str, command: str) -> None:
        super().__init__(f"{message}\nSee '{command} -h' for help and examples")


class Refused(Failure):
    """The API server refused a request, or could not be asked. `doing` as in `error when creating "STDIN"`."""

    def __init__(self, response: Response, doing: str = "") -> None:
        self.response = response
        self.doing = doing
        super().__init__(self._message(), prefix=False)

    @property
    def not_found(self) -> bool:
        """Whether there is no such object."""
        return self.response.code == 404 and self.response.reason == "NotFound"

    def bare(self) -> str:
        """The server's own sentence."""
        if self.response.code == 0:
            return f'Get "https://{SERVER}": {self.response.message}'
        return self.response.message

    def among_others(self) -> str:
        """What is said of this refusal when there are others too: an invalid object is then no special case."""
        response = self.response
        if response.reason != "Invalid":
            return self.text()
        return f"Error from server (Invalid): {f'{self.doing}: ' if self.doing else ''}{response.message}"

    def _message(self) -> str:
        response = self.response
        if response.code == 0:
            return unreachable(response)
        message = f"{self.doing}: {response.message}" if self.doing else response.message
        if response.reason == "Invalid":
            return invalid(response, message)
        if response.reason == "Unauthorized":
            return f"error: You must be logged in to the server ({message})"
        return (
            f"Error from server ({response.reason}): {message}" if response.reason else f"Error from server: {message}"
        )


def unreachable(response: Response) -> str:
    """There was no answer."""
    if response.reason == "refused":
        return f"The connection to the server {SERVER} was refused - did you specify the right host or port?"
    if response.reason == "timeout":
        return f"Unable to connect to the server: dial tcp {SERVER}: i/o timeout"
    return f"Unable to connect to the server: {response.message}"


def invalid(response: Response, message: str) -> str:
    """A 422: the object's name, then each cause, on lines of their own if there are several."""
    details = response.body.get("details")
    if details is None:
        return "The request is invalid"
    kind, name, causes = details.get("kind", ""), details.get("name", ""), details.get("causes") or []
    if kind or name:
        start = f'The {kind} "{name}" is invalid'
    elif message and not causes:
        return f"The request is invalid: {message}"
    else:
        start = "The request is invalid"
    texts = list(dict.fromkeys(f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in causes))
    if not texts:
        return start
    if len(texts) == 1:
        return f"{start}: {texts[0]}"
    return f"{start}: \n" + "\n".join(f"* {text}" for text in texts)


class Several(Failure):
    """Several things went wrong; each is told on a line of its own."""

    def __init__(self, failures: list[Failure]) -> None:
        self.failures = failures
        texts = [failure.among_others() if isinstance(failure, Refused) else failure.message for failure in failures]
        super().__init__("\n".join(texts), prefix=False)


def raise_all(failures: list[Failure]) -> None:
    """Stop if anything went wrong."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise Several(failures)


def together(failures: list[Failure]) -> Failure:
    """Several failures as one of a longer list: in brackets."""
    return failures[0] if len(failures) == 1 else Failure(f"[{', '.join(one.message for one in failures)}]")
