import { describe, expect, it } from 'vitest'
import { binaryKind } from '../../src-renderer/ingest/binaryKind'
import type { InspectOptions, Inspection } from '../../src-renderer/ingest/contract'
import { checkFile, inspect } from '../../src-renderer/ingest/inspect'
import { memorySource } from './memorySource'

const look = (text: string | Uint8Array, options: InspectOptions = {}, name = 'log.csv'): Promise<Inspection> => inspect(memorySource(text, [], name), options)
const LOG = 'user_id,action,customer_id,at,sent_at,n\na,x,c1,2024-01-01,2024-01-02,1\nb,y,c1,2024-01-03,2024-01-04,2\n'

describe('a column of times', () => {
  it('needs most of its values to read when its name says what it is, and nearly all otherwise', async () => {
    const text = (name: string, bad: number): string => `user_id,event,${name}\n${[0, 1, 2].map((row) => `u${row},x,${row < bad ? 'soon' : `2024-01-0${row + 1}T00:00:00Z`}`).join('\n')}\n`
    expect(await look(text('time', 1))).toMatchObject({ kind: 'events', mapping: { user: 'user_id', event: 'event', time: 'time' }, certain: true })
    expect(await look(text('time', 2))).toMatchObject({ kind: 'table' })
    expect(await look(text('remark', 1))).toMatchObject({ kind: 'table' })
  })

  it('is the one that reads in the format that was told', async () => {
    const text = 'user_id,event,stamp\n7,x,2024~03~01\n8,y,2024~03~02\n'
    expect(await look(text)).toMatchObject({ kind: 'table' })
    const told = await look(text, { timeFormat: '%Y~%m~%d' })
    expect([told.kind, told.mapping.time]).toEqual(['events', 'stamp'])
    expect((await look('user_id,event,ts\n7,x,1000\n8,y,2000\n', { timeFormat: 'epoch-s' })).mapping.time).toBe('ts')
  })
})

describe('a mapping that is completed', () => {
  const complete = (mapping: InspectOptions['mapping'], kind?: 'events' | 'table'): Promise<Inspection> => look(LOG, { mapping: mapping!, completeMapping: true, ...(kind === undefined ? {} : { kind }) })

  it('gets the user, event and time that it leaves out, where they are certain', async () => {
    expect(await complete({ user: 'customer_id', time: 'at' })).toMatchObject({ kind: 'events', mapping: { user: 'customer_id', event: 'action', time: 'at' }, certain: true })
    expect(await complete({ time: 'sent_at', user: 'user_id' })).toMatchObject({ mapping: { user: 'user_id', event: 'action', time: 'sent_at' }, certain: true })
  })

  it('is in doubt where two columns could be what it leaves out', async () => {
    expect(await complete({ time: 'at' })).toMatchObject({ certain: false, doubt: { role: 'user', candidates: ['user_id', 'customer_id'] } })
  })

  it('gets no other roles, and none whose column is given as empty', async () => {
    const text = 'session_id,user_id,event,ts,value\ns,a,x,2024-01-01,1\ns,b,y,2024-01-02,2\n'
    expect((await look(text)).mapping).toEqual({ time: 'ts', user: 'user_id', event: 'event', session: 'session_id', value: 'value' })
    expect((await look(text, { mapping: { value: 'value' }, completeMapping: true })).mapping).toEqual({ value: 'value', time: 'ts', user: 'user_id', event: 'event' })
    expect((await look(text, { mapping: { user: 'user_id', event: '' }, completeMapping: true })).mapping).toEqual({ user: 'user_id', time: 'ts' })
  })

  it('asks for a time where there is none, and keeps to the columns that there are', async () => {
    expect(await look('user_id,n\na,1\nb,2\n', { mapping: { user: 'user_id' }, completeMapping: true })).toMatchObject({ kind: 'events', certain: false, doubt: { role: 'time' } })
    await expect(complete({ user: 'userid' })).rejects.toMatchObject({ code: 'not-found', payload: { what: 'column', name: 'userid' } })
  })
})

describe('a file that is no text', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, ...Array.from({ length: 500 }, (_, index) => (index * 73) % 256)])

  it('is refused, whatever it is called', async () => {
    for (const name of ['a.png', 'a.csv', 'a.ndjson']) await expect(look(png, {}, name)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining('a PNG picture') as string })
    await expect(look(png.subarray(8), {}, 'a.csv')).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining('binary data') as string })
    await expect(look(png, { format: 'csv' })).rejects.toMatchObject({ code: 'bad-file' })
    await expect(checkFile(memorySource(png, [], 'b.csv'), 'csv')).rejects.toMatchObject({ code: 'bad-file' })
    await expect(checkFile(memorySource(LOG, [], 'b.csv'), 'csv')).resolves.toBeUndefined()
  })

  it('is not what a log with an odd character, other separators or UTF-16 is', async () => {
    expect(binaryKind(new TextEncoder().encode(`${LOG.repeat(5)}a,\0,c,,,\n`))).toBeNull()
    expect(binaryKind(new TextEncoder().encode('a\u0001b\u0001c\n1\u00012\u00013\n'))).toBeNull()
    expect(binaryKind(new TextEncoder().encode('Müller,北京,🙂\u001b[0m\n'))).toBeNull()
    expect(await look(Uint8Array.from(Buffer.from(`\ufeff${LOG}`, 'utf16le')))).toMatchObject({ format: 'csv', sampledRows: 2 })
  })
})
