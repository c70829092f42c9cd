"""A learning platform, as small as one can be and as real as it must be: an HTTP server with a key of its own.

It answers as LTI 1.3 and OpenID Connect want it: an address to log in (which makes the browser post a signed token), its
keys, tokens for who signs with the tool's key, and a gradebook. A test says who is signed in there, and what it does wrong.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from jwcrypto.jwk import JWK

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


KEY = JWK.generate(kty="RSA", size=2048, kid="key-1")


class Platform:
    """`people`: by their hint, what is said of them. `keys_of_tool`: the tool's public keys, as it fetched them."""

    client_id, deployment = "client-7", "1"

    def __init__(self) -> None:
        self.key = KEY
        self.people: dict[str, dict[str, Any]] = {}
        self.spoil: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.scores: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.away = 0  # a status with which everything but its keys and log-in is answered
        self.keys_of_tool: dict[str, Any] = {}
        self.tokens: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """It is gone: no connection."""
        self.server.shutdown()
        self.server.server_close()

    def comes(self, hint: str, name: str = "", role: str = LEARNER, resource: str = "link-1", **more: Any) -> str:
        """Somebody clicks on a link in a course. Returns their hint."""
        self.people[hint] = {
            "sub": f"user-{hint}",
            "name": name,
            LTI + "message_type": "LtiResourceLinkRequest",
            LTI + "roles": [role],
            LTI + "resource_link": {"id": resource, "title": "Monday"},
            LTI + "custom": {"lesson": "a-node-dies"},
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": [SCORE],
                "lineitem": f"{self.address}/course/1/items/5?type=lti",
            },
            **more,
        }
        return hint

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """The token, as it is right."""
        key = self.key.export_to_pem(private_key=True, password=None)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "key-1", **header})

    def begins(self, hint: str) -> dict[str, str]:
        """What its page sends to the tool's log-in address."""
        return {
            "iss": self.address,
            "login_hint": hint,
            "client_id": self.client_id,
            "target_link_uri": "http://testserver/lti/launch/",
            "lti_message_hint": "m-1",
        }

    def token(self, query: dict[str, str]) -> dict[str, str]:
        """The form that the browser posts to the tool."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.address,
            "aud": query["client_id"],
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 60,
            "email": "noor@school.example",
            LTI + "version": "1.3.0",
            LTI + "deployment_id": self.deployment,
            LTI + "target_link_uri": query["redirect_uri"],
            **self.people[query["login_hint"]],
        }
        self.spoil(claims)
        return {"state": query["state"], "id_token": self.sign(claims)}

    # -- what it answers --------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: str) -> tuple[int, str]:
        """(status, body)."""
        self.asked.append(path)
        if path == "/keys":
            public = {**json.loads(self.key.export_public()), "alg": "RS256", "use": "sig"}
            return 200, json.dumps({"keys": [public]})
        if path == "/auth":
            return 200, json.dumps(self.token(query))  # a real one: a page with a form that posts itself
        if self.away:
            return self.away, "closed for repairs"
        if path == "/token" and method == "POST":
            return self._give_token(dict(parse_qs(body)))
        if path == "/course/1/items/5/scores" and method == "POST":
            if query != {"type": "lti"} or headers["Authorization"].removeprefix("Bearer ") not in self.tokens:
                return 401, "no"
            assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
            self.scores.append(json.loads(body))
            return 200, ""
        return 404, "no such page"

    def _give_token(self, form: dict[str, list[str]]) -> tuple[int, str]:
        """Only for who signs with the tool's own key."""
        assertion = form["client_assertion"][0]
        kid = jwt.get_unverified_header(assertion)["kid"]
        public = next(key for key in self.keys_of_tool["keys"] if key["kid"] == kid)
        claims = jwt.decode(assertion, jwt.PyJWK(public), algorithms=["RS256"], audience=f"{self.address}/token")
        assert (claims["iss"], claims["sub"]) == (self.client_id, self.client_id)
        assert form["scope"] == [SCORE]
        self.tokens.add(token := f"token-{len(self.tokens)}")
        return 200, json.dumps({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _handler(platform) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, said = platform.answer(self.command, parts.path, query, self.headers, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(said.encode())))
                self.end_headers()
                self.wfile.write(said.encode())

            do_GET = _do  # noqa: N815
            do_POST = _do  # noqa: N815

            def log_message(self, *args: Any) -> None:
                pass

        return Handler
