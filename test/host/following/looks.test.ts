import { describe, expect, it } from 'vitest'
import { goneText, lookText, rhythmText } from '../../../src-renderer/host/following/lookText'
import { firstLook, withRemarks } from '../../../src-renderer/host/following/followedFile'
import { readFollowing, writeFollowing } from '../../../src-renderer/host/following/savedFollowing'
import { Looks, type Look } from '../../../src-renderer/host/following/looks'
import type { GrowingFile } from '../../../src-renderer/ingest/follow/follower'
import { whyNotFollowed } from '../../../src-renderer/ingest/follow/whyNotFollowed'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import type { IngestPlan } from '../../../src-renderer/ingest/contract'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { takeBack } from '../../../src-renderer/store/takeBack'
import { Workspace } from '../../../src-renderer/store/workspace'
import { freshWorkspace } from '../../ingest/importLog'

let text: string | null = ''
const file: GrowingFile = {
  name: 'app.csv',
  size: () => Promise.resolve(text === null ? null : new TextEncoder().encode(text).length),
  read: async function* (from, to) {
    yield await Promise.resolve(new TextEncoder().encode(text ?? '').slice(from, to))
  },
}
const HEAD = 'user_id,event,time\n'
const line = (user: string, time = '2024-03-01T10:00:00Z'): string => `${user},x,${time}\n`
async function planNow(): Promise<IngestPlan> {
  const bytes = new TextEncoder().encode(text ?? '')
  const source = {
    name: 'app.csv',
    size: bytes.length,
    open: async function* () {
      yield await Promise.resolve(bytes)
    },
  }
  return planFrom(await inspect(source, { table: 'app' }), 'UTC')
}
const { signal } = new AbortController()

/** A worker that looks, as it is after each start of the app. */
function worker(workspace: Workspace): (plan?: IngestPlan | null) => Promise<Look> {
  const looks = new Looks(
    () => Workspace.open(workspace.files),
    () => file,
  )
  return (plan = null) =>
    looks.look({ id: '1', workspace: 'w', name: 'app.csv', handle: null, table: 'app', plan }, { signal })
}

describe('looks at a followed file', () => {
  it('begin with what is there, and go on over restarts, rotation and new columns', async () => {
    text = HEAD + line('ann')
    const plan = await planNow()
    text += 'bob,x,2024'
    const workspace = await freshWorkspace()
    const first = await worker(workspace)(plan)
    expect(first).toMatchObject({ hasCommitted: true, report: { rows: 1 }, newColumns: [], restarted: null })
    // The app was ended here; half a line had come.
    text = HEAD + line('ann') + line('bob') + line('cy', 'never')
    const look = worker(workspace)
    expect(await look()).toMatchObject({ report: { rows: 1, rejected: 1 } })
    expect(await look()).toMatchObject({ report: null, hasCommitted: false, step: null, isThere: true })
    text = null
    expect(await look()).toMatchObject({ isThere: false, report: null })
    text = `user_id,event,time,plan\ndora,x,2024-03-01T10:00:00Z,pro\n`
    const rotated = await look()
    expect(rotated).toMatchObject({ restarted: 'shorter', newColumns: ['plan'], report: { rows: 1 } })
    const kept = firstLook({ id: '1', name: 'app.csv' }, 5, { table: 'app', rows: 1 })
    expect(lookText(kept, rotated)).toEqual([
      'app.csv became shorter: it was read from its beginning.',
      'New in app: the column plan.',
    ])
    await workspace.reload()
    expect(workspace.manifest.tables['app']?.rows).toBe(3)
  })

  it('say of a file that was replaced while nobody looked that it is another one', async () => {
    text = HEAD + line('ann')
    const workspace = await freshWorkspace()
    await worker(workspace)(await planNow())
    text = HEAD + line('zoe', '2024-03-02T10:00:00Z') + line('bob')
    expect(await worker(workspace)()).toMatchObject({ restarted: 'replaced', report: { rows: 2 } })
  })

  it('that find nothing new at the beginning say so, and refuse what is not there or has no whole line', async () => {
    text = HEAD + line('ann')
    const workspace = await freshWorkspace()
    const plan = await planNow()
    await worker(workspace)(plan)
    expect(await worker(workspace)(plan)).toMatchObject({
      hasCommitted: false,
      step: null,
      report: { rows: 0, users: 1, remarks: [{ kind: 'followed' }] },
    })
    text = 'user_id'
    await expect(worker(await freshWorkspace())(plan)).rejects.toThrow(/no whole line yet/)
    text = null
    await expect(worker(await freshWorkspace())(plan)).rejects.toThrow(/not there any more/)
  })

  it('make a commit that can be taken back, and stop where the table is gone or nothing says how to read', async () => {
    text = HEAD + line('ann')
    const workspace = await freshWorkspace()
    const look = worker(workspace)
    const { step } = await look(await planNow())
    await workspace.reload()
    await takeBack(workspace, step!)
    await expect(look()).rejects.toMatchObject({ code: 'not-found' })
    expect(workspace.manifest.tables).toEqual({})
    await look(await planNow())
    const other = new Looks(
      () => Workspace.open(workspace.files),
      () => ({ ...file, name: 'other.csv' }),
    )
    const unknown = { id: '2', workspace: 'w', name: 'other.csv', handle: null, table: 'app', plan: null }
    await expect(other.look(unknown, { signal })).rejects.toThrow(/not known how it is read/)
  })
})

describe('the list of followed files', () => {
  const kept = firstLook({ id: '1', name: 'a.log' }, 60, { table: 'a', rows: 3 })

  it('is written and read back; a spoilt one is none', async () => {
    const files = new MemoryFiles()
    expect(await readFollowing(files)).toEqual([])
    const said = withRemarks({ ...kept, problem: 'gone' }, '2024-01-01T00:00:00Z', ['one', 'two'])
    await writeFollowing(files, [said])
    expect(await readFollowing(files)).toEqual([said])
    await files.replace('following.json', new TextEncoder().encode('{"files":[{"id":1}]}'))
    expect(await readFollowing(files)).toEqual([])
  })

  it('keeps the ten newest remarks, and says nothing twice in a row', () => {
    let now = kept
    for (let index = 0; index < 14; index++) now = withRemarks(now, `t${index}`, [`remark ${index >> 1}`])
    expect(now.remarks.map(({ text: said }) => said)).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `remark ${index}`))
    expect(
      withRemarks(
        now,
        't',
        Array.from({ length: 12 }, (_, index) => `x${index}`),
      ).remarks,
    ).toHaveLength(10)
  })

  it('says how often a file is looked at, and which files can be', () => {
    expect([1, 5, 60, 300, 3600].map(rhythmText)).toEqual([
      'every second',
      'every 5 seconds',
      'every minute',
      'every 5 minutes',
      'every hour',
    ])
    expect(goneText(kept)).toBe('a.log is not there; it is looked for every minute.')
    const csv = { format: 'csv', compression: null, encoding: { name: 'utf-8', isGiven: false } } as const
    expect(whyNotFollowed(csv)).toBeNull()
    expect(whyNotFollowed({ ...csv, compression: 'gzip' })).toMatch(/packed/)
    expect(whyNotFollowed({ ...csv, encoding: { name: 'utf-16le', isGiven: false } })).toMatch(/utf-16le/)
    expect(whyNotFollowed({ ...csv, format: 'parquet' })).toMatch(/parquet/)
  })
})
