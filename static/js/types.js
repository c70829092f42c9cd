// Shapes of what the server sends. See clusterviz/picture and clusterviz/live/frames.py.

/**
 * @typedef {{at: number, text: string}} Due
 * @typedef {{name: string, image: string, role: string, word: string, state: string, restarts: number, ended: {code: number, reason: string}|null,
 *   back_off: {due: Due, of: string}|null, processes: {text: string, depth: number, note: string}[],
 *   probes: {kind: string, how: string, word: string, state: string, due: Due|null}[],
 *   mounts: {path: string, volume: string, token: boolean}[], bars: {name: string, usage: string, request: string, limit: string, usage_pc: number, over: boolean, held?: number}[]}} InContainer
 * @typedef {{name: string, match: string, refuses: boolean, shares: {share: string, to: string, pod: string}[]}} RuleTree
 * @typedef {{containers?: InContainer[], rules?: RuleTree[], waits?: {due: Due, pod: string, what: string}[],
 *   queue?: {name: string, place: string, why: string, due: Due|null}[], loops?: {name: string, waiting: number, busy: number, failed: number}[],
 *   stored?: {prefix: string, count: number}[], note?: string,
 *   asked?: {name: string, type: string, answer: string, found: boolean, from: string, clock: string}[],
 *   images?: {name: string, size: string, used: number}[]}} Inside
 * @typedef {{id: string, kind: string, name: string, word: string, state: string, detail: string, who?: string, short?: string,
 *   brief?: string, parent?: string, owned_by?: string, served_by?: string[], replaces?: string, base?: string, suffix?: string, ready?: string, restarts?: number, namespace?: string,
 *   owner?: string, power?: string, short_word?: string, machine?: string, tag?: string, tag_short?: string, source?: string,
 *   target?: string, boxes?: Record<string, number[]>, lines?: Record<string, number[]>, sizes?: Record<string, number[]>,
 *   levels?: Record<string, string>, headline?: string, headline_state?: string, aside?: string, pods?: number, system?: boolean, count?: number, more?: Record<string, number>,
 *   containers?: Contained[]}} Data
 * @typedef {{name: string, word: string, state: string, restarts: number}} Contained
 * @typedef {{group: string, data: Data, classes: string}} Element
 * @typedef {{at: number, epoch: number, pace: string, rate?: number, waiting?: boolean, fired?: number, pokes?: number, revision?: number, pods?: number, nodes?: number}} Clock
 * @typedef {{id: number, cause?: number|null, is: string, kind?: string, sent: number, arrives: number, from: string, to: string,
 *   who: string, line: string, verb: string, label: string, glyph: string, subject: string, note: string, worth: number,
 *   at?: number, hop?: number, outcome?: string, component?: string}} Packet
 * @typedef {{id: number, at: number, clock: string, component: string, who: string, name: string, sentence: string,
 *   parts: [string, string][], poke: {id: number, text: string}|null, hops: number[], kind: string, element: string, cause?: number|null}} Told
 * @typedef {{id: number, at: number, label: string, who: string}} Mark
 * @typedef {{text: string, what: string}} Edit
 * @typedef {{port: number, path: string, code: number, body: string}} Visited
 * @typedef {{id: number, text: string, error: boolean, done: boolean, status: number|null, waiting: boolean, line?: string, edit?: Edit|null, listen?: number[], page?: Visited|null}} Output
 * @typedef {{id: number, line: string, pieces: [boolean, string][], waiting: boolean, status?: number|null, edit?: Edit|null, listen?: number[], page?: Visited|null}} Ran
 * @typedef {{scene: Record<string, Element>, clock: Clock, packets: Packet[], story: Told[], headline: string, marks: Mark[], programs: Ran[], readonly?: string}} Snapshot
 * @typedef {{frame: number, clock: Clock, packets: Packet[], story: Told[], set: Record<string, Element>, gone: string[],
 *   headline: string, marks: Mark[], output: Output[], readonly?: string, snapshot?: Snapshot, refused?: string, to?: any}} Frame
 * @typedef {{name: string, used: string, of: string, part: number, full: boolean}} Bar
 * @typedef {{win: boolean, total?: number, rows?: [string, number, number][], refused?: string, reason?: string}} Verdict
 * @typedef {{nodes: Record<string, any>, words: string, sentence?: string, element?: string}} OverlayData
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 */

export {};
