import type {
  Bridge,
  ChosenHandle,
  Envelope,
  MenuCommand,
  WindowCall,
  WINDOW_CALLS,
  WindowEvent,
  ReplyOf,
  RequestOf,
} from '../../../src-main/ipc/contract'
import { revive, type PlainError } from '../rpc'
import type { ChosenFile } from '../workbench'

export type { ChosenHandle, MenuCommand }
export type RecentFile = ReplyOf<typeof WINDOW_CALLS, 'recentFiles'>[number]

/**
 * What the desktop app has besides a workbench: the system's dialogs, menus, folders and windows. Failures are
 * LatheErrors.
 */
export interface Desktop {
  /** Shows the system's dialog, for files of the extensions (without dots) first; an empty list when it was closed. */
  chooseFiles(extensions: readonly string[]): Promise<readonly ChosenFile[]>
  /** Files that were dropped on the window. */
  takeDropped(files: readonly File[]): Promise<readonly ChosenFile[]>
  /** Files that were opened last and are still there, newest first. */
  recentFiles(): Promise<readonly RecentFile[]>
  /** Opens one of them for import, as the listener's event of files says. */
  openRecentFile(id: string): Promise<void>
  /** The id of a workspace whose folder the person chose, or null. */
  chooseWorkspace(): Promise<string | null>
  /**
   * A place for a new workspace (an option of Workbench.createWorkspace) and the name that the person gave it, or null.
   */
  chooseNewPlace(): Promise<{ readonly place: string; readonly name: string } | null>
  revealWorkspace(id: string): Promise<void>
  watchWorkspace(id: string | null): Promise<void>
  /** The workspaces whose files this window's workers may use from now on. */
  lendWorkspaces(ids: readonly string[]): Promise<void>
  /** Its workers may take this one out of the list, or put it back. */
  lendEntry(id: string): Promise<void>
  /** Has a chosen file followed into a workspace that is lent to this window; the id by which it is found again. */
  followFile(file: string, workspace: string): Promise<string>
  forgetFollowed(id: string): Promise<void>
  showCommands(commands: readonly MenuCommand[]): Promise<void>
  /** Tells the main process that the window listens; from then on events come. */
  listen(listener: (event: DesktopEvent) => void): Promise<void>
  /** Whether a download of one of this window's blobs became a file, once its save dialog is over. */
  isSaved(blobUrl: string): Promise<boolean>
  openWindow(): Promise<void>
  showLog(): Promise<void>
  logFault(text: string): void
  /** A port to the main process, for one worker. */
  portToMain(): MessagePort
}

export type DesktopEvent =
  | Exclude<WindowEvent, { kind: 'files' }>
  | { readonly kind: 'files'; readonly files: readonly ChosenFile[] }

const PORT_MESSAGE = 'lathe:port'

function chosen(handle: ChosenHandle): ChosenFile {
  return { name: handle.name, bytes: handle.bytes, handle }
}

function opened(envelope: Envelope): unknown {
  if ('error' in envelope) throw revive(envelope.error as PlainError)
  return envelope.value
}

/** The desktop app around this window, or null in a browser. */
export function findDesktop(scope: Window & { readonly lathe?: Bridge } = window): Desktop | null {
  const bridge = scope.lathe
  if (bridge === undefined) return null
  const ask = async <K extends Exclude<WindowCall, 'takeDropped'>>(
    call: K,
    request: RequestOf<typeof WINDOW_CALLS, K>,
  ): Promise<ReplyOf<typeof WINDOW_CALLS, K>> =>
    opened(await (bridge[call] as (request: unknown) => Promise<Envelope>)(request)) as ReplyOf<typeof WINDOW_CALLS, K>
  return {
    chooseFiles: async (extensions) => (await ask('chooseFiles', [...extensions])).map(chosen),
    takeDropped: async (files) => (opened(await bridge.handlesOf(files)) as readonly ChosenHandle[]).map(chosen),
    recentFiles: () => ask('recentFiles', null),
    openRecentFile: async (id) => {
      await ask('openRecentFile', id)
    },
    chooseWorkspace: () => ask('chooseWorkspace', null),
    chooseNewPlace: () => ask('chooseNewPlace', null),
    revealWorkspace: async (id) => {
      await ask('revealWorkspace', id)
    },
    watchWorkspace: async (id) => {
      await ask('watchWorkspace', id)
    },
    lendWorkspaces: async (ids) => {
      await ask('lendWorkspaces', [...ids])
    },
    lendEntry: async (id) => {
      await ask('lendEntry', id)
    },
    followFile: (file, workspace) => ask('followFile', { file, workspace }),
    forgetFollowed: async (id) => {
      await ask('forgetFollowed', id)
    },
    showCommands: async (commands) => {
      await ask('showCommands', [...commands])
    },
    listen: async (listener) => {
      bridge.onEvent((event) => {
        listener(event.kind === 'files' ? { kind: 'files', files: event.files.map(chosen) } : event)
      })
      await ask('ready', null)
    },
    isSaved: (blobUrl) => ask('endOfDownload', blobUrl.slice(blobUrl.lastIndexOf('/') + 1)),
    openWindow: async () => {
      await ask('openWindow', null)
    },
    showLog: async () => {
      await ask('showLog', null)
    },
    // A fault of the log must not make another fault.
    logFault: (text) => {
      ask('logFault', text.slice(0, 20_000)).catch(() => undefined)
    },
    portToMain: () => {
      const { port1, port2 } = new MessageChannel()
      scope.postMessage(PORT_MESSAGE, '*', [port2])
      return port1
    },
  }
}
