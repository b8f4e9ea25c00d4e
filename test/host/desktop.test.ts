import { describe, expect, it, vi } from 'vitest'
import { WINDOW_CALLS, type Bridge, type Envelope, type WindowEvent } from '../../src-main/ipc/contract'
import { findDesktop, type DesktopEvent } from '../../src-renderer/host/desktop/desktop'
import { isLatheError, LatheError } from '../../src-renderer/model/error'

const ID = '5f0c7f5e-6f52-4f7e-9c5a-0f6d1d3d9b11'
const handle = { id: ID, name: 'a.csv', bytes: 3, changedMs: 5 }

/** The preload's side: remembers what was asked, and answers as told. */
function bridged(replies: Readonly<Record<string, unknown>> = {}) {
  const asked: (readonly [string, unknown])[] = []
  let listener: ((event: WindowEvent) => void) | null = null
  const calls = Object.keys(WINDOW_CALLS).filter((call) => call !== 'takeDropped')
  const bridge = {
    ...Object.fromEntries(
      calls.map((call) => [
        call,
        (request: unknown): Promise<Envelope> => {
          asked.push([call, request])
          const reply = replies[call]
          return Promise.resolve(reply instanceof LatheError ? { error: reply.toJSON() } : { value: reply ?? null })
        },
      ]),
    ),
    handlesOf: (files: readonly File[]): Promise<Envelope> => {
      asked.push(['handlesOf', files])
      return Promise.resolve({ value: [handle] })
    },
    onEvent: (taken: (event: WindowEvent) => void) => {
      listener = taken
    },
  } as unknown as Bridge
  const scope = { lathe: bridge, postMessage: vi.fn() }
  return {
    asked,
    scope,
    desktop: findDesktop(scope as never)!,
    tell: (event: WindowEvent) => {
      listener!(event)
    },
  }
}

describe('the desktop app around a window', () => {
  it('is none in a browser', () => {
    expect(findDesktop({} as never)).toBeNull()
  })

  it('asks each of its calls by its own name, with a request that the contract takes', async () => {
    const replies = {
      chooseFiles: [handle],
      recentFiles: [{ id: ID, name: 'a', folder: '/f' }],
      chooseWorkspace: ID,
      chooseNewPlace: { place: ID, name: 'n' },
      endOfDownload: true,
      followFile: ID,
    }
    const { asked, desktop } = bridged(replies)
    const chosen = [{ name: 'a.csv', bytes: 3, handle }]
    expect([
      await desktop.chooseFiles(['csv']),
      await desktop.takeDropped([]),
      await desktop.recentFiles(),
      await desktop.chooseWorkspace(),
      await desktop.chooseNewPlace(),
    ]).toEqual([chosen, chosen, replies.recentFiles, ID, replies.chooseNewPlace])
    expect(await desktop.isSaved(`blob:app://lathe/${ID}`)).toBe(true)
    await desktop.openRecentFile(ID)
    await desktop.revealWorkspace(ID)
    await desktop.watchWorkspace(null)
    await desktop.lendWorkspaces([ID])
    await desktop.lendEntry(ID)
    expect(await desktop.followFile(ID, ID)).toBe(ID)
    await desktop.forgetFollowed(ID)
    await desktop.showCommands([])
    await desktop.openWindow()
    await desktop.showLog()
    desktop.logFault('x'.repeat(30_000))
    await desktop.listen(() => undefined)
    expect(asked).toEqual([
      ['chooseFiles', ['csv']],
      ['handlesOf', []],
      ['recentFiles', null],
      ['chooseWorkspace', null],
      ['chooseNewPlace', null],
      ['endOfDownload', ID],
      ['openRecentFile', ID],
      ['revealWorkspace', ID],
      ['watchWorkspace', null],
      ['lendWorkspaces', [ID]],
      ['lendEntry', ID],
      ['followFile', { file: ID, workspace: ID }],
      ['forgetFollowed', ID],
      ['showCommands', []],
      ['openWindow', null],
      ['showLog', null],
      ['logFault', 'x'.repeat(20_000)],
      ['ready', null],
    ])
    expect(new Set(asked.map(([call]) => call))).toEqual(
      new Set([...Object.keys(WINDOW_CALLS).filter((call) => call !== 'takeDropped'), 'handlesOf']),
    )
  })

  it('fails as the main process did, but never for the log', async () => {
    const gone = new LatheError('not-found', 'It is gone.', { what: 'workspace', name: ID })
    const { desktop } = bridged({ revealWorkspace: gone, logFault: gone })
    expect(await desktop.revealWorkspace(ID).catch((error: unknown) => isLatheError(error, 'not-found'))).toBe(true)
    expect(() => {
      desktop.logFault('x')
    }).not.toThrow()
  })

  it('tells what the main process tells, with files as the window knows them', async () => {
    const { desktop, tell } = bridged()
    const told: DesktopEvent[] = []
    await desktop.listen((event) => {
      told.push(event)
    })
    tell({ kind: 'files', files: [handle] })
    tell({ kind: 'queries' })
    expect(told).toEqual([{ kind: 'files', files: [{ name: 'a.csv', bytes: 3, handle }] }, { kind: 'queries' }])
  })

  it('hands one end of a new port to the main process', () => {
    const { desktop, scope } = bridged()
    const port = desktop.portToMain()
    expect(scope.postMessage).toHaveBeenCalledWith('lathe:port', '*', [expect.any(MessagePort)])
    expect((scope.postMessage.mock.calls[0] as unknown[])[2]).not.toEqual([port])
    port.close()
  })
})
