// The graph: Cytoscape draws boxes and lines, pans, zooms, knows what was hit and what is selected. Positions come from the server.

import cytoscape from "cytoscape";
import { boxAt, fit, lineAt, tagAt } from "./layout.js";
import { containerBoxes, DEEP_FROM, NEAR_FROM } from "./containers.js";
import { kinship } from "./kinship.js";
import { Labels } from "./labels.js";
import { nest, NESTED, place } from "./nesting.js";
import { hides } from "./overlays.js";
import { token } from "./theme.js";

/** @typedef {import("./types.js").Data} Data */


export class Diagram {
  /**
   * @param {HTMLElement} stage  holds #cy, #world, #labels
   * @param {import("./scene.js").Scene} scene
   * @param {{compact?: boolean}} [options]
   */
  constructor(stage, scene, options = {}) {
    this.scene = scene;
    this.compact = Boolean(options.compact);
    this.frame = /** @type {HTMLElement} */ (stage.querySelector("#diagram"));
    this.world = /** @type {HTMLElement} */ (stage.querySelector("#world"));
    this.kin = /** @type {SVGElement} */ (/** @type {unknown} */ (stage.querySelector("#kin")));
    this.kinDrawn = "";
    this.labels = new Labels(/** @type {HTMLElement} */ (stage.querySelector("#labels")));
    this.view = "control";
    /** @type {import("./types.js").OverlayData|null} */
    this.overlay = null;
    this.mode = "wide";
    this.level = "near";
    this.width = 1040;
    /** @type {Map<string, string[]>}  containers that are drawn, by their Pod */
    this.contained = new Map();
    this.inside = false; // near enough to see the containers of each Pod
    this.deep = false; // and to read what is in them
    /** @type {Map<string, import("./types.js").Inside>}  what is inside, of the boxes in sight: near.js */
    this.insides = new Map();
    this.arrangement = ""; // sizes and levels of the layouts, as last drawn
    this.touched = false; // the learner has moved the diagram: leave it where it is
    this.across = 0; // px: how wide the frame was when it was last fitted
    /** @type {Map<string, import("./types.js").Box>} */
    this.boxes = new Map();
    /** @type {Map<string, {element: import("./types.js").Element, box: import("./types.js").Box, how: string, over: any, within: import("./types.js").Inside|undefined}>}  what stands there unchanged */
    this.drawn = new Map();
    /** @type {Map<string, {x1: number, y1: number, x2: number, y2: number, source: string, target: string}>} */
    this.lines = new Map();
    /** @type {Set<() => void>} */
    this.moved = new Set();
    this.cy = cytoscape({
      container: stage.querySelector("#cy"),
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
      minZoom: 0.2,
      maxZoom: MAX_ZOOM,
      userZoomingEnabled: !this.compact,
      userPanningEnabled: !this.compact,
      layout: { name: "preset" },
      style: style(),
      elements: [],
    });
    this.cy.on("viewport", () => {
      this.enter();
      this.follow();
    });
    this.cy.on("dragpan pinchzoom scrollzoom", () => {
      this.touched = true;
    });
    this.cy.on("mouseover", "node", (event) => this.point(event.target.data("kind") !== "plane" || true));
    this.cy.on("mouseout", "node", () => this.point(false));
    new ResizeObserver(() => this.resized()).observe(this.frame);
    scene.listeners.add((changed, gone) => this.update(changed, gone));
  }

  /** @param {boolean} yes */
  point(yes) {
    this.frame.style.cursor = yes ? "pointer" : "";
  }

  resized() {
    this.cy.resize();
    // Whoever reads what is inside is not sent away because the headline takes another line.
    if (!this.deep || this.frame.clientWidth !== this.across) this.touched = false;
    this.across = this.frame.clientWidth;
    this.update(new Set(this.scene.elements.keys()), new Set());
  }

  /** @param {Set<string>} changed @param {Set<string>} gone */
  update(changed, gone) {
    const canvas = this.scene.data("canvas");
    if (!canvas?.sizes || !this.frame.clientWidth) return;
    const fitted = fit(this.frame.clientWidth, this.frame.clientHeight, canvas.sizes);
    const mode = fitted.mode;
    const reference = canvas.sizes[mode][0];
    // While the learner looks somewhere else, the world keeps its width.
    const width = this.touched && mode === this.mode ? this.width : fitted.width;
    const arrangement = JSON.stringify([canvas.sizes, canvas.levels]);
    const all = mode !== this.mode || width !== this.width || changed.size > 200 || this.boxes.size === 0 || arrangement !== this.arrangement || gone.size > 0;
    this.arrangement = arrangement;
    this.mode = mode;
    this.level = canvas.levels?.[mode] ?? "near";
    this.width = width;
    const beyond = width - reference;
    this.cy.batch(() => {
      for (const id of gone) {
        for (const inner of this.contained.get(id) ?? []) this.cy.getElementById(inner).remove();
        this.contained.delete(id);
        this.drawn.delete(id);
        this.cy.getElementById(id).remove();
      }
      const ids = all ? [...this.scene.elements.keys()] : [...changed];
      for (const id of ids) this.measure(id, mode, beyond);
      for (const id of ids) this.drawNode(id);
      for (const id of ids) this.drawLine(id);
      for (const id of gone) {
        this.boxes.delete(id);
        this.lines.delete(id);
      }
    });
    this.sayDecision();
    const kept = new Set(["said", ...this.drawKin(), ...this.boxes.keys(), ...[...this.lines.keys()].map((id) => `tag ${id}`)]);
    for (const id of this.lines.keys()) if (!this.scene.data(id)?.tag) kept.delete(`tag ${id}`);
    this.labels.keepOnly(kept);
    this.world.classList.toggle("narrow", mode !== "wide");
    this.world.classList.toggle("network", this.view === "network");
    if (!this.touched) this.cy.viewport({ zoom: fitted.zoom, pan: { x: 0, y: Math.max(0, (this.frame.clientHeight - canvas.sizes[mode][1] * fitted.zoom) / 3) } });
    this.follow();
  }

  /** @param {string} id @param {string} mode @param {number} beyond */
  measure(id, mode, beyond) {
    const data = this.scene.data(id);
    const box = data && !hides(this.view, data) ? data.boxes?.[mode] : undefined;
    if (box) this.boxes.set(id, boxAt(box, beyond));
    else this.boxes.delete(id);
    const ends = [data?.source, data?.target].map((end) => this.scene.data(end ?? ""));
    const line = ends.some((end) => end?.boxes?.[mode] && hides(this.view, end)) ? undefined : data?.lines?.[mode];
    if (line && data?.source && data.target) this.lines.set(id, { ...lineAt(line, beyond), source: data.source, target: data.target });
    else this.lines.delete(id);
  }

  /** @param {string} id */
  drawNode(id) {
    const element = this.scene.elements.get(id);
    const box = this.boxes.get(id);
    const known = this.cy.getElementById(id);
    if (!element || element.group !== "nodes" || id === "canvas") return;
    if (!box) {
      if (known.nonempty() && !known.hasClass("end")) known.remove();
      this.drawn.delete(id);
      this.drawContainers(id, undefined, { x: 0, y: 0, w: 0, h: 0 });
      return;
    }
    const data = element.data;
    const dark = data.kind === "component" && data.state === "lost";
    const tile = data.kind === "pod" && box.w < 40;
    const classes = `${element.classes}${dark ? " dark" : ""}${tile ? " tile" : ""}`;
    const contained = this.inside && !tile && data.kind === "pod";
    const level = contained ? (this.deep ? "deep" : "inside") : this.level;
    const how = `${this.mode} ${level}`;
    const within = this.deep ? this.insides.get(id) : undefined;
    const before = this.drawn.get(id);
    const over = data.kind === "node" ? this.overlay?.nodes[data.name] : data.kind === "plane" ? IN_PLACE[this.view] : undefined;
    if (before?.element === element && before.how === how && before.over === over && before.within === within && sameBox(before.box, box) && known.nonempty()) return;
    this.drawn.set(id, { element, box, how, over, within });
    const position = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
    if (known.empty()) {
      this.cy.add({ group: "nodes", data: { id, kind: data.kind, w: box.w, h: box.h }, position, classes });
    } else {
      known.data("kind", data.kind);
      known.classes(classes);
    }
    nest(this.cy, id, data.parent);
    place(this.cy, id, box, PARENTS.has(data.kind) || contained);
    this.labels.set(data, box, this.mode, level, over, within);
    if (data.kind === "pod") this.drawContainers(id, contained ? data : undefined, box);
  }

  /** A Pod's containers stand in its box while one is near. @param {string} id @param {Data|undefined} data @param {import("./types.js").Box} box */
  drawContainers(id, data, box) {
    const boxes = containerBoxes(data?.containers ?? [], box, this.deep ? "deep" : "inside");
    const kept = boxes.map(([name]) => `${id}/${name}`);
    for (const known of this.contained.get(id) ?? []) if (!kept.includes(known)) this.cy.getElementById(known).remove();
    if (kept.length) this.contained.set(id, kept);
    else this.contained.delete(id);
    for (const [name, at, state] of boxes) {
      const inner = `${id}/${name}`;
      const known = this.cy.getElementById(inner);
      if (known.empty()) this.cy.add({ group: "nodes", data: { id: inner, kind: "container", parent: id, w: at.w, h: at.h }, classes: `container ${state}` });
      else known.classes(`container ${state}`);
      place(this.cy, inner, at, false);
    }
  }

  /** The learner may have come near enough to see what is in a Pod, or left again. */
  enter() {
    const zoom = this.cy.zoom();
    const [inside, deep] = [zoom > NEAR_FROM, zoom > DEEP_FROM];
    if (inside === this.inside && deep === this.deep) return;
    this.inside = inside;
    this.deep = deep;
    this.cy.style(style(this.fineness));
    this.cy.batch(() => {
      for (const id of this.boxes.keys()) if (OPENS.has(this.scene.data(id)?.kind ?? "")) this.drawNode(id);
    });
  }

  /** What is inside the boxes in sight. What is the same as before stays the same. @param {Record<string, import("./types.js").Inside>} insides */
  fill(insides) {
    const before = this.insides;
    this.insides = new Map(Object.entries(insides).map(([id, inside]) => {
      const known = before.get(id);
      return [id, known && JSON.stringify(known) === JSON.stringify(inside) ? known : inside];
    }));
    this.cy.batch(() => {
      for (const id of new Set([...before.keys(), ...this.insides.keys()])) this.drawNode(id);
    });
  }

  /** Go so near to a box that one can read what is in it. @param {string} id */
  approach(id) {
    const parts = id.split("/");
    const box = this.boxes.get(id) ?? this.boxes.get(parts.slice(0, 3).join("/"));
    if (!box) return;
    const fits = Math.min(this.frame.clientWidth / box.w, this.frame.clientHeight / box.h) * 0.9;
    const zoom = Math.min(MAX_ZOOM, Math.max(DEEP_FROM * 1.1, fits));
    this.touched = true;
    const pan = { x: this.frame.clientWidth / 2 - (box.x + box.w / 2) * zoom, y: this.frame.clientHeight / 2 - (box.y + box.h / 2) * zoom };
    this.cy.stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.cy.viewport({ zoom, pan });
    else this.cy.animate({ zoom, pan }, { duration: APPROACH_MS, easing: "ease-out" });
  }

  /** @param {string} id */
  drawLine(id) {
    const element = this.scene.elements.get(id);
    const line = this.lines.get(id);
    const known = this.cy.getElementById(id);
    if (!element || element.group !== "edges") return;
    if (!line) {
      known.remove();
      return;
    }
    const ends = /** @type {[string, number, number][]} */ ([[line.source, line.x1, line.y1], [line.target, line.x2, line.y2]]);
    const offsets = ends.map(([end, x, y]) => {
      const box = this.boxes.get(end);
      const node = this.cy.getElementById(end);
      if (!box) {
        // What is not drawn in this layout still ends its line: a point that nobody sees.
        if (node.empty()) this.cy.add({ group: "nodes", data: { id: end, kind: "end", w: 1, h: 1 }, position: { x, y }, classes: "end" });
        else node.position({ x, y }).data({ w: 1, h: 1 }).classes("end");
        return "0px 0px";
      }
      return `${x - (box.x + box.w / 2)}px ${y - (box.y + box.h / 2)}px`;
    });
    const classes = element.classes + (this.view === "network" ? " shown" : "");
    if (known.empty()) this.cy.add({ group: "edges", data: { id, source: line.source, target: line.target, from: offsets[0], to: offsets[1] }, classes });
    else {
      known.data({ from: offsets[0], to: offsets[1] });
      const kept = known.hasClass("act") ? " act" : "";
      known.classes(classes + kept);
    }
    const { tag, tag_short: short } = element.data;
    if (tag) {
      const words = this.mode === "far" || this.level === "far" ? [short ?? tag] : [tag, short ?? tag];
      const { text, x } = tagAt(words, (line.x1 + line.x2) / 2, this.width, line.y2 > line.y1 ? this.waiting() : []);
      const from = line.source === "kube-apiserver" && line.y2 > line.y1 ? line.y1 + Math.min(38, (line.y2 - line.y1) / 2) : (line.y1 + line.y2) / 2;
      this.labels.tag(id, text, x, from);
    }
  }

  /** Boxes of the Pods that hang over the nodes. @returns {import("./types.js").Box[]} */
  waiting() {
    const found = [];
    for (const [id, box] of this.boxes) {
      const data = this.scene.data(id);
      if (data?.kind === "waiting" || (data?.kind === "pod" && !data.parent)) found.push(box);
    }
    return found;
  }

  /** The layer of words goes where the graph goes. */
  follow() {
    const { x, y } = this.cy.pan();
    const zoom = this.cy.zoom();
    this.world.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    this.world.style.setProperty("--fz", String(Math.max(1, 11.5 / 12.5 / zoom)));
    this.world.style.setProperty("--dz", String(12 / zoom));
    this.world.style.setProperty("--tz", String(Math.min(1, NEAR_FROM / zoom))); // titles grow no further: there is more to read
    this.world.style.willChange = zoom > NEAR_FROM ? "auto" : "transform"; // a layer of its own would be drawn once, and blurred
    for (const listener of this.moved) listener();
  }

  /** @param {"in"|"out"|"fit"} how */
  zoom(how) {
    if (how === "fit") {
      this.touched = false;
      this.update(new Set(this.scene.elements.keys()), new Set());
      return;
    }
    this.touched = true;
    const middle = this.lookedAt() ?? { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 };
    this.cy.zoom({ level: this.cy.zoom() * (how === "in" ? 1.25 : 0.8), renderedPosition: middle });
  }

  /** What is selected keeps its place while one goes nearer: so one gets there without a mouse. */
  lookedAt() {
    const [selected] = this.cy.nodes(":selected").toArray();
    if (!selected) return null;
    const { x, y } = selected.renderedPosition();
    return x > 0 && y > 0 && x < this.frame.clientWidth && y < this.frame.clientHeight ? { x, y } : null;
  }

  /** @param {string} id */
  select(id) {
    this.cy.$(":selected").unselect();
    this.cy.getElementById(id).select();
  }

  /** @param {string} view */
  setView(view) {
    this.view = view;
    this.overlay = null;
    this.update(new Set(this.scene.elements.keys()), new Set());
  }

  /** What lies over the nodes in this view. @param {import("./types.js").OverlayData} data */
  lay(data) {
    this.overlay = data;
    this.update(new Set([...this.boxes.keys()].filter((id) => id.startsWith("node/"))), new Set());
  }

  /** Lines of ownership, below the words. @returns {string[]}  what of it stands among the words */
  drawKin() {
    const found = kinship(this.view, [...this.scene.elements.values()].map(({ data }) => data), this.boxes);
    const drawn = JSON.stringify(found);
    const label = found.find((one) => one.label)?.label ?? null;
    this.labels.kin(label);
    if (drawn !== this.kinDrawn) {
      this.kinDrawn = drawn;
      this.kin.replaceChildren(...found.flatMap(({ id, path, arrow }) => [pathOf(path, "line", id), ...(arrow ? [pathOf(arrow, "arrow", id)] : [])]));
    }
    return label ? ["kin"] : [];
  }

  /** In the view of scheduling, the last decision stands below the scheduler. */
  sayDecision() {
    const box = this.boxes.get("kube-scheduler");
    const bar = this.boxes.get("kube-apiserver");
    const room = box && bar ? bar.y - box.y - box.h : 0;
    if (!box || room < 30) this.labels.say("", 0, 0);
    else this.labels.say(this.overlay?.sentence ?? "", box.x + box.w / 2, box.y + box.h + room / 2);
  }

  /** A box acts, or a quiet line carries something. @param {string} id @param {boolean} yes */
  light(id, yes) {
    if (!this.lines.has(id)) this.labels.light(id, yes);
    else if (this.scene.elements.get(id)?.classes.includes("quiet")) this.cy.getElementById(id).toggleClass("act", yes);
  }

  restyle() {
    this.cy.style(style(this.fineness));
  }

  /** From near, lines are finer: there is more between them. */
  get fineness() {
    return this.deep ? 0.4 : this.inside ? 0.7 : 1;
  }
}

/** What stands where the control plane does. @type {Record<string, {name: string, state: string, detail: string}>} */
const IN_PLACE = { ownership: { name: "Workloads", state: "ok", detail: "" }, network: { name: "Names and Services", state: "ok", detail: "" } };
const MAX_ZOOM = 4;
const APPROACH_MS = 240;
const OPENS = new Set(["pod", "component", "service"]); // what shows its inside from near
const PARENTS = new Set(["plane", "node"]); // and a Pod, once its containers are drawn

/** @param {string} path @param {string} css @param {string} id */
function pathOf(path, css, id) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
  made.setAttribute("d", path);
  made.setAttribute("class", css);
  made.dataset.element = id;
  return made;
}

/** @param {import("./types.js").Box} one @param {import("./types.js").Box} other */
function sameBox(one, other) {
  return one.x === other.x && one.y === other.y && one.w === other.w && one.h === other.h;
}

/** @param {string} colour */
function hatch(colour) {
  const d = "M-1 12.31 12.31 -1M-1 1 1 -1M10.31 12.31 12.31 10.31";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="11.31" height="11.31" viewBox="0 0 11.31 11.31"><path d="${d}" stroke="${colour}" stroke-opacity=".32" stroke-width="1.1" fill="none"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** The style, made of the page's tokens: Cytoscape reads no custom properties. @param {number} [fine]  of lines @returns {any[]} */
function style(fine = 1) {
  const t = token;
  const lines = hatch(t("--s-lost"));
  const hatched = { "background-image": lines, "background-repeat": "repeat", "background-width": "11.31px", "background-height": "11.31px", "background-fit": "none", "background-clip": "node", "background-image-smoothing": "yes" };
  const strong = matchMedia("(prefers-contrast: more)").matches;
  /** @type {any[]} */
  const rules = [
    { selector: "node", style: { shape: "round-rectangle", width: "data(w)", height: "data(h)", "corner-radius": 8 * Math.sqrt(fine), "background-color": t("--surface"), "border-color": t("--line-2"), "border-width": 1.25 * fine, "border-position": "center", "z-index-compare": "manual", "z-index": 10, "overlay-opacity": 0, "underlay-opacity": 0, "outline-width": 0 } },
    ...NESTED,
    { selector: "node:active", style: { "overlay-opacity": 0 } },
    { selector: "core", style: { "active-bg-opacity": 0, "selection-box-opacity": 0 } },
    { selector: ".plane, .node", style: { "corner-radius": 14 * Math.sqrt(fine), "border-color": strong ? t("--line-2") : t("--line"), "z-index": 1 } },
    { selector: ".waiting", style: { "background-color": t("--s-wait-tint"), "border-color": t("--s-wait-edge"), "border-style": "dashed", "border-dash-pattern": [5, 3.5], "border-width": 1.5 * fine } },
    { selector: ".system", style: { "border-color": t("--line"), "background-color": t("--canvas"), "corner-radius": 6, "z-index": 11 } },
    { selector: ".end", style: { opacity: 0, events: "no", width: 1, height: 1 } },
    { selector: ".container", style: { "corner-radius": 4, "border-width": 0.75 * fine, "border-color": t("--c-runtime"), "background-color": t("--surface"), "z-index": 12 } },
    { selector: ".container.bad", style: { "border-color": t("--s-bad"), "background-color": t("--s-bad-tint"), "border-width": 1.25 * fine } },
    { selector: ".container.wait", style: { "border-color": t("--s-wait-edge"), "border-style": "dashed", "border-dash-pattern": [3, 2] } },
    { selector: ".pod.wait", style: { "background-color": t("--s-wait-tint"), "border-color": t("--s-wait-edge"), "border-style": "dashed", "border-dash-pattern": [5, 3.5], "border-width": 1.5 * fine } },
    { selector: ".pod.bad", style: { "background-color": t("--s-bad-tint"), "border-color": t("--s-bad"), "border-width": 2 * fine } },
    { selector: ".pod.going, .pod.lost", style: { "background-color": t("--s-lost-tint"), "border-color": t("--s-lost"), "border-style": "dashed", "border-dash-pattern": [2, 3], "border-width": 1.5 * fine, ...hatched } },
    { selector: ".node.dead, .plane.lost", style: { "background-color": t("--s-lost-tint"), "border-color": t("--s-lost"), "border-style": "dashed", "border-dash-pattern": [7, 5], "border-width": 1.5 * fine, ...hatched } },
    { selector: ".component.dark", style: { "background-color": t("--s-lost-tint"), "background-opacity": 0.6, "border-color": t("--s-lost"), "border-style": "dashed", "border-dash-pattern": [5, 3.5] } },
    { selector: "edge", style: { "curve-style": "straight", "source-endpoint": "data(from)", "target-endpoint": "data(to)", width: 1.25 * fine, "line-color": t("--wire"), "target-arrow-shape": "none", "z-index-compare": "manual", "z-index": 5, "overlay-opacity": 0, "line-cap": "butt" } },
    { selector: "edge.cut", style: { "line-style": "dashed", "line-dash-pattern": [2, 4], width: 1.5, "line-color": t("--s-lost") } },
    { selector: "edge.quiet", style: { opacity: 0, events: "no" } },
    { selector: "edge.quiet.shown, edge.quiet.act", style: { opacity: 1 } },
    { selector: "edge.own", style: { "line-style": "dashed", "line-dash-pattern": [4, 4], width: 1.5, "line-color": t("--c-controllers") } },
  ];
  rules.push({ selector: "node:selected", style: { "outline-color": t("--ink"), "outline-width": 2 * fine, "outline-offset": 3 * fine, "outline-style": "solid" } });
  rules.push({ selector: ".container:selected", style: { "outline-offset": fine } }); // its ring stays in its Pod
  return rules;
}

