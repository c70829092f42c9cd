// The board keeps itself current: every two seconds the server draws it anew, and what differs is changed in place.

import { Idiomorph } from "idiomorph";

const EVERY_MS = 2_000;

async function refresh() {
  const board = document.getElementById("board");
  if (!board || document.hidden || document.activeElement?.matches("#board input, #board select")) return;
  const answer = await fetch(board.dataset.address ?? "", { headers: { "X-Requested-With": "fetch" } });
  if (answer.redirected) location.reload(); // signed out meanwhile
  if (!answer.ok || answer.redirected) return;
  const open = [...document.querySelectorAll("#board details")].map((one) => /** @type {HTMLDetailsElement} */ (one).open);
  Idiomorph.morph(board, await answer.text(), { morphStyle: "outerHTML", ignoreActiveValue: true });
  document.querySelectorAll("#board details").forEach((one, at) => { /** @type {HTMLDetailsElement} */ (one).open = open[at] ?? false; });
  const said = document.getElementById("board-said");
  const words = document.getElementById("board")?.dataset.said ?? "";
  if (said && said.textContent !== words) said.textContent = words;
}

const again = () => setTimeout(() => refresh().catch(() => {}).finally(again), EVERY_MS);
again();
