import * as v from 'valibot'

/**
 * All that a window may ask of the main process, and all that it is told. Preload and handlers are both made from these
 * lists: a call that is not here does not exist, and a request that its guard does not take is refused.
 */
const id = v.pipe(v.string(), v.uuid())
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const words = v.pipe(v.string(), v.maxLength(500))
const relativePath = v.pipe(v.string(), v.maxLength(2000))
const bytes = v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array, 'Expected bytes')
const extension = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,16}$/))
const nothing = v.null()

/** A chosen file: the window gets a handle, a name, a size and when it was last changed, never a path. */
const chosenHandle = v.strictObject({ id, name: v.string(), bytes: count, changedMs: v.number() })
const workspaceInfo = v.strictObject({
  id,
  name: words,
  openedAt: v.pipe(v.string(), v.maxLength(40)),
  rows: count,
  tables: v.pipe(v.array(words), v.maxLength(10_000)),
  /** The folder's path, for the person to read. */
  place: v.exactOptional(v.string()),
})
const menuCommand = v.strictObject({
  id: words,
  title: words,
  group: v.picklist(['Go to', 'File', 'Work', 'View']),
  /** As in the window: `Mod+Shift+F`, `Escape`, `?`. */
  shortcut: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
  enabled: v.boolean(),
})

/** Calls of the window itself, by `ipcRenderer.invoke`. */
export const WINDOW_CALLS = {
  /** Shows the system's dialog, for files of the extensions first; an empty list when it was closed. */
  chooseFiles: { request: v.pipe(v.array(extension), v.minLength(1), v.maxLength(200)), reply: v.array(chosenHandle) },
  /** Files that were dropped, by the paths that the preload found for them. The window itself cannot make this call. */
  takeDropped: {
    request: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32_768))), v.maxLength(10_000)),
    reply: v.array(chosenHandle),
  },
  /** Files that the person opened last and that are still there, newest first, by ids that hold while the app runs. */
  recentFiles: { request: nothing, reply: v.array(v.strictObject({ id, name: v.string(), folder: v.string() })) },
  /** Opens one of them, as a menu would: the window is told of it. */
  openRecentFile: { request: id, reply: nothing },
  /** Shows the system's dialog for a workspace's folder; its id, or null when it was closed. */
  chooseWorkspace: { request: nothing, reply: v.nullable(id) },
  /**
   * Shows the system's dialog for a new folder; what createWorkspace takes as its place, or null when it was closed.
   */
  chooseNewPlace: { request: nothing, reply: v.nullable(v.strictObject({ place: id, name: v.string() })) },
  revealWorkspace: { request: id, reply: nothing },
  /** The workspace that the window shows: changes of its saved queries are told. Null ends that. */
  watchWorkspace: { request: v.nullable(id), reply: nothing },
  /**
   * The workspaces whose files the window's workers may use from now on: the one that it shows, and both while it turns
   * to another.
   */
  lendWorkspaces: { request: v.pipe(v.array(id), v.maxLength(2)), reply: nothing },
  /** The window's workers may take this workspace out of the list, or put it back. */
  lendEntry: { request: id, reply: nothing },
  /** Remembers a chosen file that is to be followed into a workspace lent to the window; an id that outlives the app. */
  followFile: { request: v.strictObject({ file: id, workspace: id }), reply: id },
  forgetFollowed: { request: id, reply: nothing },
  /** The commands as they are now, for the native menus. */
  showCommands: { request: v.pipe(v.array(menuCommand), v.maxLength(5000)), reply: nothing },
  /** The window listens from now on; it is told what was waiting for it. */
  ready: { request: nothing, reply: nothing },
  /**
   * How a download of the window's own blob ended, by the id in the blob's address, once its save dialog is over:
   * whether there is a file. Asked once for each.
   */
  endOfDownload: { request: id, reply: v.boolean() },
  openWindow: { request: nothing, reply: nothing },
  showLog: { request: nothing, reply: nothing },
  /** Writes a fault of the window into the log on disk. */
  logFault: { request: v.pipe(v.string(), v.maxLength(20_000)), reply: nothing },
} as const

/**
 * Calls of a window's workers, over the message port that the window hands on once a worker (host/rpc.ts). Those that
 * name a workspace, but for namedWorkspace, throw `not-found` where its files (or its entry in the list) are not lent
 * to the window.
 */
export const PORT_CALLS = {
  /** A piece of a chosen file; shorter only at its end. Throws `bad-file` when it was shortened or replaced since. */
  readFile: {
    request: v.strictObject({ file: id, at: count, length: v.pipe(count, v.minValue(1), v.maxValue(2 ** 23)) }),
    reply: bytes,
  },
  /** How large a followed file is now, null where it is not there; throws `not-found` where its workspace is not lent. */
  followedSize: { request: id, reply: v.nullable(count) },
  readFollowed: {
    request: v.strictObject({ id, at: count, length: v.pipe(count, v.minValue(1), v.maxValue(2 ** 23)) }),
    reply: bytes,
  },
  listWorkspaces: { request: nothing, reply: v.array(workspaceInfo) },
  namedWorkspace: { request: id, reply: workspaceInfo },
  /** A new, empty folder: the one that the person chose, else one in the folder for workspaces. */
  createWorkspace: { request: v.strictObject({ name: words, place: v.nullable(id) }), reply: workspaceInfo },
  putWorkspace: { request: workspaceInfo, reply: nothing },
  setWorkspaceRemoved: {
    request: v.strictObject({ id, removedAt: v.nullable(v.pipe(v.string(), v.maxLength(40))) }),
    reply: nothing,
  },
  purgeWorkspaces: { request: nothing, reply: nothing },
  storeRead: { request: v.strictObject({ workspace: id, path: relativePath }), reply: bytes },
  storeWrite: { request: v.strictObject({ workspace: id, path: relativePath, bytes }), reply: nothing },
  storeReplace: { request: v.strictObject({ workspace: id, path: relativePath, bytes }), reply: nothing },
  storeRemove: { request: v.strictObject({ workspace: id, path: relativePath }), reply: nothing },
  storeList: {
    request: v.strictObject({ workspace: id, folder: relativePath }),
    reply: v.array(v.strictObject({ path: v.string(), bytes: count })),
  },
  /** Takes the workspace's writer lock; the reply gives it back with storeUnlock. It ends with the port, too. */
  storeLock: { request: v.strictObject({ workspace: id }), reply: id },
  storeUnlock: { request: id, reply: nothing },
} as const

/** What a window is told without asking. */
export type WindowEvent =
  /** Files to open, from a menu, the command line, a file association or a second start. */
  | { readonly kind: 'files'; readonly files: readonly ChosenHandle[] }
  | { readonly kind: 'workspace'; readonly id: string }
  /** A native menu's item was chosen. */
  | { readonly kind: 'command'; readonly id: string }
  /** Something in the shown workspace's folders of saved queries, views and dashboards changed. */
  | { readonly kind: 'queries' }
  /** Something that could not be done for the person, in words. */
  | { readonly kind: 'problem'; readonly message: string }

export type ChosenHandle = v.InferOutput<typeof chosenHandle>
export type MenuCommand = v.InferOutput<typeof menuCommand>
export type FolderInfo = v.InferOutput<typeof workspaceInfo>

type Calls = Readonly<Record<string, { readonly request: v.GenericSchema; readonly reply: v.GenericSchema }>>
export type RequestOf<C extends Calls, K extends keyof C> = v.InferOutput<C[K]['request']>
export type ReplyOf<C extends Calls, K extends keyof C> = v.InferOutput<C[K]['reply']>
export type WindowCall = keyof typeof WINDOW_CALLS
type PortCall = keyof typeof PORT_CALLS

/** The calls of PORT_CALLS as host/rpc takes them at both ends of the port. */
export type PortCalls = {
  readonly [K in PortCall]: {
    readonly request: RequestOf<typeof PORT_CALLS, K>
    readonly answer: ReplyOf<typeof PORT_CALLS, K>
    readonly progress: never
  }
}

/** How an answer crosses: errors whole, as plain data (host/rpc.ts reads and writes them). */
export type Envelope = { readonly value: unknown } | { readonly error: unknown }

/** What the preload gives to the window as `window.lathe`: one function a call, all but takeDropped, and two more. */
export type Bridge = {
  readonly [K in Exclude<WindowCall, 'takeDropped'>]: (request: RequestOf<typeof WINDOW_CALLS, K>) => Promise<Envelope>
} & {
  /** Handles for files that were dropped on the window; a File that is not on disk gives none. */
  readonly handlesOf: (files: readonly File[]) => Promise<Envelope>
  /** Replaces the listener of before. */
  readonly onEvent: (listener: (event: WindowEvent) => void) => void
}

/** Names of the channels. */
export const EVENT_CHANNEL = 'lathe:event'
export const PORT_CHANNEL = 'lathe:port'
export function channelOf(call: WindowCall): string {
  return `lathe:call:${call}`
}
