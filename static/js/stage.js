// Puts a living cluster on the page: sandbox, lesson and home alike.

import { Banner } from "./banner.js";
import { say } from "./language.js";
import { RunningClock, clockText } from "./clock.js";
import { CreateForm } from "./creating.js";
import { Countdown } from "./countdown.js";
import { Diagram } from "./diagram.js";
import { Inspector } from "./inspector.js";
import { listen } from "./keys.js";
import { LiveRegion } from "./live_region.js";
import { looking } from "./looking.js";
import { mark } from "./marks.js";
import { Overlay } from "./overlays.js";
import { Menu } from "./menu.js";
import { Near } from "./near.js";
import { Packets } from "./packets.js";
import { Prompt } from "./prompt.js";
import { Scene } from "./scene.js";
import { Story } from "./story.js";
import { separators } from "./separators.js";
import { Stream } from "./stream.js";
import { tabs } from "./tabs.js";
import { onThemeChange } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Tree } from "./tree.js";
import { Walk } from "./walk.js";

/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Packet} Packet */

/** @template {HTMLElement} T @param {string} id @returns {T} */
const find = (id) => /** @type {T} */ (document.getElementById(id));

/** What this tab keeps until it is closed. @param {string} key @returns {string|null} */
function kept(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // without storage, it holds until the page is left
  }
}

/** @param {HTMLElement} stage */
export function start(stage) {
  const compact = "compact" in stage.dataset;
  const base = stage.dataset.base ?? "/";
  const work = /** @type {HTMLElement} */ (stage.closest(".work") ?? stage.parentElement);
  const scene = new Scene();
  const clock = new RunningClock();
  const diagram = new Diagram(stage, scene, { compact });
  const live = new LiveRegion(find("live"));
  const banner = new Banner(find("banner"));
  const overlay = new Overlay(base, find("view-words"), (data) => diagram.lay(data));
  /** @type {Map<number, Packet>} */
  const remembered = new Map();
  let pace = "cinema";
  let lastPace = kept(`pace ${base}`) ?? "cinema";

  separators(stage);
  const send = (/** @type {object} */ message) => stream.send(message);
  const toast = (/** @type {string} */ sentence) => {
    const box = find("toast");
    box.textContent = sentence;
    box.hidden = false;
    clearTimeout(Number(box.dataset.timer));
    box.dataset.timer = String(setTimeout(() => { box.hidden = true; }, 6000));
  };
  const type = (/** @type {string} */ line) => (prompt ? prompt.run(line) : send({ do: "run", line, id: Math.floor(performance.now()) }));
  const act = (/** @type {HTMLElement} */ button) => {
    const { verb, subject, line } = button.dataset;
    if (line) {
      type(line);
      if (/^kubectl (describe|logs|get)/.test(line)) showPrompt();
    } else if (verb === "create") void creating?.open(subject ?? "pod");
    else if (verb) send({ do: "poke", verb, subject: subject ?? "", args: {} });
  };

  const story = find("story") ? new Story(find("story"), (told) => {
    if (!told) { packets.hold(null); return; }
    const hops = told.hops.map((id) => remembered.get(id)).filter((packet) => packet !== undefined && diagram.lines.has(packet.line));
    // What the component itself sent says most; else what made it act.
    const done = [...remembered.values()].find((packet) => packet.id > told.id && packet.cause === told.cause && packet.from === told.component && packet.worth > 1 && diagram.lines.has(packet.line));
    packets.hold(done ?? hops.find((packet) => packet?.from === told.component && packet.worth > 0) ?? hops[0] ?? null);
    if (told.element && scene.data(told.element)) diagram.select(told.element);
  }) : null;
  const prompt = find("prompt") ? new Prompt(stage, send, base, {
    edit: (id, edit) => void editForCommand(id, edit),
    edited: (id) => { if (editing?.id === id) void stopEditing(); },
  }) : null;
  const dialog = /** @type {HTMLDialogElement|null} */ (find("create"));
  const creating = dialog ? new CreateForm(dialog, base, type, toast) : null;
  const timeline = find("timeline") ? new Timeline(find("timeline")) : null;
  const panel = find("inspector");
  const inspector = panel ? new Inspector(panel, base, {
    opened: (element) => { diagram.select(element); story?.about(element); },
    shown: () => walk?.shown(),
    closed: () => { walk?.closed(); diagram.cy.$(":selected").unselect(); story?.about(""); },
    act,
    edit: (yaml) => void editYaml(yaml),
    inspect: (element) => inspect(element, true),
    approach: (element) => diagram.approach(element),
  }) : null;
  const walk = panel ? new Walk(panel, diagram, /** @type {SVGElement} */ (/** @type {unknown} */ (stage.querySelector("#way")))) : null;
  const near = compact ? null : new Near(diagram, base);
  new Countdown(clock, () => { inspector?.refresh(); near?.refresh(); });
  const panelOf = async (/** @type {string} */ element) => {
    const answer = await fetch(`${base}inspect/?element=${encodeURIComponent(element)}`, { headers: { "HX-Request": "true" } });
    return answer.ok ? answer.text() : null;
  };
  const inspect = (/** @type {string} */ element, focus = false) => void inspector?.open(element, { focus });
  const menu = new Menu(panelOf, act, (element) => inspect(element, true));
  const tree = new Tree(find("tree"), base, {
    open: (element) => inspect(element, true),
    menu: (element, name, at) => void menu.open(element, name, at.left + 24, at.bottom),
  });
  const packets = new Packets(diagram, clock, (packet) => {
    const sentence = `${packet.label}: ${packet.from} to ${packet.to}${packet.subject ? `, ${packet.subject}` : ""}`;
    toast(sentence);
    inspect(packet.from);
  });

  // -- what the server says ---------------------------------------------------------------------------------------

  const remember = (/** @type {Packet[]} */ list) => {
    for (const packet of list) if (packet.is === "hop") remembered.set(packet.id, packet);
    for (const id of remembered.keys()) { if (remembered.size <= 4000) break; remembered.delete(id); }
  };
  const setClock = (/** @type {import("./types.js").Clock} */ now) => {
    clock.set(now, performance.now());
    if (now.pace !== pace) {
      pace = now.pace;
      if (pace !== "paused") keep(`pace ${base}`, (lastPace = pace));
      stage.classList.toggle("paused", pace === "paused");
      const play = find("play");
      if (play) play.setAttribute("aria-label", pace === "paused" ? say("Play") : say("Pause"));
      const select = /** @type {HTMLSelectElement|null} */ (find("pace"));
      if (select) select.value = lastPace;
    }
    tick();
  };
  const setHeadline = () => {
    const data = scene.data("canvas");
    if (!data?.headline) return;
    const headline = find("headline");
    if (headline.textContent !== data.headline) headline.textContent = data.headline;
    const slot = find("headline-mark");
    if (slot.dataset.state !== data.headline_state) {
      slot.dataset.state = data.headline_state;
      slot.replaceChildren(mark(data.headline_state ?? "ok"));
    }
    const aside = find("headline-aside");
    if (aside.textContent !== (data.aside ?? "")) aside.textContent = data.aside ?? "";
    live.say(data.headline);
  };
  const poked = (/** @type {import("./types.js").Told[]} */ told) => {
    const last = [...told].reverse().find((one) => one.kind === "Poke" && one.component === "you");
    if (!last?.poke || !find("poked")) return;
    find("poked").hidden = false;
    find("poked-text").textContent = last.poke.text;
  };
  const receive = (/** @type {Frame} */ frame) => {
    banner.say((frame.snapshot ?? frame).readonly ?? "");
    if (frame.snapshot) {
      show(frame.snapshot);
    } else {
      setClock(frame.clock);
      scene.change(frame.set ?? {}, frame.gone ?? []);
      remember(frame.packets ?? []);
      packets.add(frame.packets ?? []);
      story?.add(frame.story ?? []);
      prompt?.output(frame.output ?? []);
      if (frame.output?.length && work.dataset.tab !== "prompt") news(true);
      timeline?.add(frame.packets ?? [], frame.marks ?? [], frame.clock.at);
      poked(frame.story ?? []);
      setHeadline();
      if (Object.keys(frame.set ?? {}).length || frame.gone?.length || frame.story?.length) {
        tree.refresh();
        inspector?.refresh();
        overlay.refresh();
        near?.refresh();
        refreshOpenPanel();
      }
    }
    stage.dispatchEvent(new CustomEvent("frame", { detail: frame, bubbles: true }));
  };
  const show = (/** @type {import("./types.js").Snapshot} */ snapshot) => {
    setClock(snapshot.clock);
    packets.clear();
    scene.replace(snapshot.scene);
    remember(snapshot.packets ?? []);
    story?.reset(snapshot.story ?? []);
    prompt?.reset(snapshot.programs ?? []);
    timeline?.reset(snapshot.marks ?? [], snapshot.clock.at);
    timeline?.add(snapshot.packets ?? [], [], snapshot.clock.at);
    poked(snapshot.story ?? []);
    setHeadline();
    tree.refresh();
    inspector?.refresh();
    overlay.refresh();
  };

  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const stream = new Stream(`${scheme}://${location.host}${base}ws`, {
    frame: receive,
    connected: (yes) => { stage.classList.toggle("away", !yes); if (!yes) live.say(say("The connection is gone. It comes back by itself.")); },
    refused: (sentence, to) => { if (!prompt?.refused(sentence, to)) toast(sentence); },
  });

  // -- time -------------------------------------------------------------------------------------------------------

  const face = find("clock");
  let shown = "";
  let ticking = false;
  const tick = () => {
    const [whole, rest] = clockText(clock.now(performance.now()));
    if (whole + rest !== shown && face) {
      shown = whole + rest;
      face.replaceChildren(whole, Object.assign(document.createElement("span"), { textContent: rest }));
    }
    if (!ticking) {
      ticking = true;
      requestAnimationFrame(() => { ticking = false; if (clock.runs(performance.now())) tick(); });
    }
  };
  const togglePlay = () => send({ do: "pace", pace: pace === "paused" ? lastPace : "paused" });
  const step = (/** @type {string} */ by) => send({ do: "step", by });
  find("play")?.addEventListener("click", togglePlay);
  find("pace")?.addEventListener("change", (event) => send({ do: "pace", pace: /** @type {HTMLSelectElement} */ (event.target).value }));
  for (const button of stage.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(/** @type {HTMLElement} */ (button).dataset.step ?? "hop"));

  // -- tabs -------------------------------------------------------------------------------------------------------

  const manifest = /** @type {HTMLTextAreaElement|null} */ (find("manifest"));
  const list = /** @type {HTMLElement|null} */ (stage.querySelector("#dock [role=tablist]"));
  const dock = list ? tabs(list, (shownPanel) => {
    if (shownPanel.dataset.fragment) void load(shownPanel);
    if (shownPanel.id === "panel-yaml" && manifest) void import("./editor.js").then((editor) => editor.openEditor(manifest)).catch(() => {});
    if (shownPanel.id === "panel-prompt") prompt?.bottom();
    if (shownPanel.id === "panel-story") shownPanel.scrollTop = shownPanel.scrollHeight;
  }) : null;
  // The sandbox has room for the prompt beside everything else: there it is no tab.
  const roomy = matchMedia("(min-width: 1100px)");
  const aside = work.classList.contains("sandbox");
  const arrange = () => {
    const tab = find("tab-prompt");
    if (!tab || !aside) return;
    tab.hidden = roomy.matches;
    dock?.choose(roomy.matches ? "tab-story" : "tab-prompt");
    find("panel-prompt").hidden = false;
    find("panel-prompt").setAttribute("role", roomy.matches ? "region" : "tabpanel");
  };
  roomy.addEventListener("change", arrange);
  const load = async (/** @type {HTMLElement} */ target) => {
    const answer = await fetch(`${base}${target.dataset.fragment}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) target.innerHTML = await answer.text();
  };
  const refreshOpenPanel = looking(async () => {
    const open = /** @type {HTMLElement|null} */ (stage.querySelector(".panel[data-fragment]:not([hidden])"));
    if (open) await load(open);
  }, 800);
  const showPrompt = () => {
    if (!aside || !roomy.matches) dock?.choose("tab-prompt");
    if (!roomy.matches) phone("prompt");
  };
  const editYaml = async (/** @type {string} */ yaml) => {
    dock?.choose("tab-yaml");
    if (!roomy.matches) { inspector?.close(); phone("prompt"); }
    if (manifest) (await import("./editor.js")).setText(manifest, yaml);
  };
  // `kubectl edit` has its text here: the same form then saves it, instead of applying it.
  /** @type {{id: number, before: string} | null} */
  let editing = null;
  const editForCommand = async (/** @type {number} */ id, /** @type {import("./types.js").Edit} */ edit) => {
    if (!manifest) return;
    editing = { id, before: editing?.before ?? manifest.value };
    find("editing-what").textContent = edit.what;
    showEditing(true);
    await editYaml(edit.text);
    (await import("./editor.js")).focus(manifest);
  };
  const stopEditing = async () => {
    const before = editing?.before ?? "";
    editing = null;
    showEditing(false);
    if (manifest) (await import("./editor.js")).setText(manifest, before);
  };
  const showEditing = (/** @type {boolean} */ yes) => {
    find("editing").hidden = !yes;
    find("save").hidden = !yes;
    find("apply-button").hidden = yes;
    find("apply-result").replaceChildren();
  };
  const save = (/** @type {string|null} */ text) => {
    if (editing) send({ do: "save", id: editing.id, text });
    showPrompt();
  };
  find("apply")?.addEventListener("submit", (event) => {
    if (!editing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    save(manifest?.value ?? "");
  }, true);
  find("editing-cancel")?.addEventListener("click", () => save(null));
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.id === "apply-result") void import("./editor.js").then((editor) => editor.showErrors(target.textContent ?? ""));
  });
  find("manifest-file")?.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    if (file && manifest) void file.text().then(async (text) => { (await import("./editor.js")).setText(manifest, text); input.value = ""; });
  });
  stage.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-inspect]"));
    if (button) inspect(button.dataset.inspect ?? "", true);
  });
  /** Where the prompt is on a page of its own, its tab says when something came. @param {boolean} some */
  const news = (some) => {
    for (const mark of work.querySelectorAll("[data-news]")) /** @type {HTMLElement} */ (mark).hidden = !some;
  };
  const phone = (/** @type {string} */ name) => {
    work.dataset.tab = name;
    for (const button of work.querySelectorAll("[data-phone]")) {
      if (/** @type {HTMLElement} */ (button).dataset.phone === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    if (name === "cluster") diagram.resized();
    if (name === "prompt") {
      prompt?.bottom();
      news(false);
    }
  };
  for (const button of work.querySelectorAll("[data-phone]")) button.addEventListener("click", () => phone(/** @type {HTMLElement} */ (button).dataset.phone ?? "cluster"));

  // -- the diagram ------------------------------------------------------------------------------------------------

  const elementAt = (/** @type {any} */ target) => (target === diagram.cy ? "" : target.id());
  diagram.cy.on("tap", (event) => {
    const id = elementAt(event.target);
    if (id && !compact) inspect(id);
    else if (!id) { inspector?.close(); packets.hold(null); }
  });
  diagram.cy.on("dbltap", "node", (event) => { if (!compact) diagram.approach(event.target.id()); });
  diagram.cy.on("cxttap taphold", (event) => {
    const id = elementAt(event.target) || "you";
    const original = event.originalEvent;
    const box = diagram.frame.getBoundingClientRect();
    const at = event.renderedPosition ?? { x: 0, y: 0 };
    original?.preventDefault?.();
    void menu.open(id, id === "you" ? say("This cluster") : (scene.data(id)?.name ?? id.split("/").pop() ?? id), box.left + at.x, box.top + at.y);
  });
  find("cy").addEventListener("contextmenu", (event) => event.preventDefault());
  for (const button of stage.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => diagram.zoom(/** @type {any} */ (/** @type {HTMLElement} */ (button).dataset.zoom)));
  find("view")?.addEventListener("change", (event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    diagram.setView(value);
    overlay.show(value);
  });
  for (const found of stage.querySelectorAll("[data-layer]")) {
    const chip = /** @type {HTMLElement} */ (found);
    chip.addEventListener("click", () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(on));
      const kinds = chip.dataset.layer === "traffic" ? ["traffic", "dns"] : [chip.dataset.layer ?? ""];
      for (const kind of kinds) on ? packets.hidden.delete(kind) : packets.hidden.add(kind);
    });
  }
  find("layers-button")?.addEventListener("click", () => {
    const open = stage.querySelector(".chips")?.classList.toggle("open") ?? false;
    find("layers-button").setAttribute("aria-expanded", String(open));
  });
  const treePanel = find("tree-panel");
  const toTree = () => {
    treePanel.classList.add("open");
    /** @type {HTMLElement|null} */ (treePanel.querySelector("[role=treeitem][tabindex='0']"))?.focus();
  };
  stage.querySelector("[data-tree-open]")?.addEventListener("click", toTree);
  stage.querySelector("[data-tree-close]")?.addEventListener("click", () => { treePanel.classList.remove("open"); /** @type {HTMLElement|null} */ (stage.querySelector("[data-tree-open]"))?.focus(); });
  if (!compact) {
    listen({
      play: togglePlay,
      step,
      prompt: () => { showPrompt(); find("line")?.focus(); },
      tree: toTree,
      zoom: (how) => diagram.zoom(how),
      escape: () => { treePanel.classList.remove("open"); inspector?.close(); packets.hold(null); },
    });
  }
  onThemeChange(() => diagram.restyle());
  stage.addEventListener("run", (event) => { const line = /** @type {CustomEvent} */ (event).detail?.line; if (line) type(line); });
  stage.addEventListener("type", (event) => { prompt?.type(/** @type {CustomEvent} */ (event).detail.line); });
  stage.addEventListener("poke", (event) => { const { verb, subject } = /** @type {CustomEvent} */ (event).detail ?? {}; if (verb) send({ do: "poke", verb, subject, args: {} }); });

  arrange();
  if (work.dataset.tab && work.dataset.tab !== "cluster") phone(work.dataset.tab);
  const first = document.getElementById("snapshot");
  if (first?.textContent) {
    const snapshot = JSON.parse(first.textContent);
    if (snapshot?.scene) show(snapshot);
  }
  if (!("still" in stage.dataset)) stream.start();
  const wanted = new URLSearchParams(location.search).get("box"); // a link of the glossary
  if (wanted) inspect(wanted);
  return { scene, diagram, packets, stream, clock, send, inspect, prompt };
}

const stage = document.getElementById("stage");
if (stage) Object.assign(window, { stage: start(stage) });
