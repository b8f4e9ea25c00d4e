import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import * as v from 'valibot'
import { plainError } from '../../src-renderer/host/rpc'
import { LatheError } from '../../src-renderer/model/error'
import { channelOf, WINDOW_CALLS, type Envelope, type ReplyOf, type RequestOf, type WindowCall } from './contract'

/** A handler for each call of a window; `W` is what main knows of the window that asks. */
export type WindowHandlers<W> = {
  readonly [K in WindowCall]: (
    request: RequestOf<typeof WINDOW_CALLS, K>,
    window: W,
  ) => Promise<ReplyOf<typeof WINDOW_CALLS, K>>
}

/**
 * Checks a request by its guard. Throws `bad-parameter`, which names the call and the part that was wrong, not its
 * value: a hostile one does not belong into a message.
 */
export function guarded<S extends v.GenericSchema>(call: string, guard: S, request: unknown): v.InferOutput<S> {
  const outcome = v.safeParse(guard, request)
  if (outcome.success) return outcome.output
  const where = v.getDotPath(outcome.issues[0]) ?? 'the request'
  throw new LatheError(
    'bad-parameter',
    `The call ${call} was refused: ${where} is not as agreed. This is a fault of the app; restart it.`,
    { parameter: `${call} ${where}`, value: '' },
  )
}

/** A page of the app itself: app://lathe and nothing else. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'app:' && host === 'lathe'
}

/** Whether a message comes from the main frame of one of our windows, showing a page of the app. */
export function isFromOurWindow(event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame' | 'sender'>): boolean {
  const { senderFrame: frame, sender } = event
  // The frame is null when it went away before the message was handled.
  if (frame === null) return false
  const { mainFrame } = sender
  return frame.processId === mainFrame.processId && frame.routingId === mainFrame.routingId && isAppUrl(frame.url)
}

/**
 * Answers the window's calls. `windowOf` finds the window that a message comes from, or null when it is none of ours.
 */
export function answerCalls<W>(
  ipcMain: Pick<IpcMain, 'handle'>,
  handlers: WindowHandlers<W>,
  windowOf: (event: IpcMainInvokeEvent) => W | null,
  onFault: (call: string, error: unknown) => void,
): void {
  for (const call of Object.keys(WINDOW_CALLS) as WindowCall[]) {
    const { request: guard } = WINDOW_CALLS[call]
    const handler = handlers[call] as (request: unknown, window: W) => Promise<unknown>
    ipcMain.handle(channelOf(call), async (event, request: unknown): Promise<Envelope> => {
      try {
        const window = isFromOurWindow(event) ? windowOf(event) : null
        if (window === null)
          throw new LatheError(
            'unsupported',
            `The call ${call} was refused: it does not come from a window of the app.`,
            { feature: call },
          )
        return { value: await handler(guarded(call, guard, request), window) }
      } catch (error) {
        onFault(call, error)
        return { error: plainError(error) }
      }
    })
  }
}
