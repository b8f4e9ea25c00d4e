import type { EngineCalls } from '../../src-renderer/host/engineCalls'
import type { IngestCalls } from '../../src-renderer/host/ingestCalls'
import { serve, type Caller, type Handlers, type Port } from '../../src-renderer/host/rpc'
import type { PortCalls } from '../../src-main/ipc/contract'

/**
 * Checked by the compiler alone: each `@ts-expect-error` fails the type check where its line compiles. A call that is
 * renamed or retyped at one end must not compile at the other.
 */
declare const port: Port
declare const engine: Caller<EngineCalls>
declare const ingest: Caller<IngestCalls>
declare const main: Caller<PortCalls>
declare const handlers: Handlers<EngineCalls>

export async function callers(): Promise<void> {
  const name: string = (await engine('open', 'id')).info.name
  const rows: number = (await engine('run', { plan: { sql: '' }, limit: null })).rowCount
  await engine('saveQuery', { name, text: `${rows}` })
  await engine('run', { plan: { sql: '' }, limit: 5 }, { onProgress: ({ stage }) => stage === 'loading' })
  await main('storeUnlock', 'lock')

  // @ts-expect-error no call has this name
  await engine('opened', 'id')
  // @ts-expect-error a call of the other worker
  await engine('inspect', { file: null, options: {} })
  // @ts-expect-error another request
  await engine('open', 5)
  // @ts-expect-error a part of the request is missing
  await engine('run', { plan: { sql: '' } })
  // @ts-expect-error another answer
  const state: string = await engine('open', 'id')
  // @ts-expect-error another progress
  await engine('run', { plan: { sql: '' }, limit: null }, { onProgress: (rows: number) => rows })
  // @ts-expect-error a call of the other worker
  await ingest('run', { plan: { sql: '' }, limit: null })
  // @ts-expect-error the main process takes an id
  await main('storeUnlock', null)
  void state
}

export function servers(): void {
  serve<EngineCalls>(port, handlers)
  const { open, ...others } = handlers
  // @ts-expect-error a handler is missing
  serve<EngineCalls>(port, others)
  // @ts-expect-error a handler is called otherwise
  serve<EngineCalls>(port, { ...others, opened: open })
  // @ts-expect-error a handler that nobody calls
  serve<EngineCalls>(port, { ...others, open, opened: open })
  // @ts-expect-error another request
  serve<EngineCalls>(port, { ...others, open: (id: number) => handlers.open(String(id), context) })
  // @ts-expect-error another answer
  serve<EngineCalls>(port, { ...others, open: () => Promise.resolve('open') })
}
declare const context: Parameters<Handlers<EngineCalls>['open']>[1]
