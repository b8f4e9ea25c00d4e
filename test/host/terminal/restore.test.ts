import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../../src-renderer/host/terminal/workspaceFolder'
import { runCommand } from './runCommand'

const folder = mkdtempSync(join(tmpdir(), 'lathe-restore-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)
const sources = ['01', '02', '03', '04', '05'].map((day) => {
  const source = at(`log-${day}.csv`)
  writeFileSync(source, `user_id,event,time\nann,open,2024-03-${day}T10:00:00Z\nbob,pay,2024-03-${day}T11:00:00Z\n`)
  return source
})

/** A workspace of five days, each imported by itself, of which the last few are gone. */
async function damaged(name: string, lost: number): Promise<string> {
  const place = at(name)
  for (const source of sources) await runCommand('ingest', source, '--workspace', place, '--table', 'visits')
  const { partitions } = (await openWorkspace({ workspace: place })).manifest.tables['visits']!
  for (const { path } of partitions.slice(partitions.length - lost)) unlinkSync(join(place, path))
  return place
}
const line = async (place: string): Promise<string> =>
  (await runCommand('tables', '--workspace', place)).out.split('\n')[0]!
const json = (text: string): unknown => JSON.parse(text)

describe('lathe tables of a workspace with damage', () => {
  it('says how many rows are missing, of which dates, and what to do', async () => {
    expect(await line(await damaged('none', 0))).not.toContain('missing')
    expect(await line(await damaged('one', 1))).toMatch(
      /10 rows, 5 partitions, .*, 2 of these rows missing \(2024-03-05\)$/,
    )
    expect(await line(await damaged('three', 3))).toMatch(
      /, 6 of these rows missing \(2024-03-03, 2024-03-04, 2024-03-05\)$/,
    )
    const place = await damaged('four', 4)
    expect(await line(place)).toMatch(/, 8 of these rows missing \(2024-03-02, 2024-03-03, 2024-03-04 … 2024-03-05\)$/)
    const said = await runCommand('tables', '--workspace', place, '--format', 'json')
    expect([said.status, json(said.out)]).toEqual([
      0,
      [
        expect.objectContaining({
          rows: 10,
          missing: { rows: 8, dates: ['2024-03-02', '2024-03-03', '2024-03-04', '2024-03-05'] },
        }),
      ],
    ])
    expect(
      said.notes.map((note) => /^2 rows of “visits” of (\S+) are missing: the file .* is gone\. /.exec(note)?.[1]),
    ).toEqual(['2024-03-02', '2024-03-03', '2024-03-04', '2024-03-05'])
  })
})

describe('lathe restore', () => {
  it('reads the source anew for what is missing, and ends with 0 once nothing is', async () => {
    const place = await damaged('back', 2)
    const done = await runCommand('restore', 'visits', ...sources, '--workspace', place)
    expect([done.status, done.notes, json(done.out)]).toEqual([
      0,
      [],
      {
        restored: [
          { table: 'visits', date: '2024-03-04', rows: 2 },
          { table: 'visits', date: '2024-03-05', rows: 2 },
        ],
        rejects: 0,
        users: 0,
        usersWithoutId: 0,
        stillMissing: 0,
      },
    ])
    expect(await runCommand('verify', '--workspace', place)).toMatchObject({ status: 0, code: null })
  })

  it('ends with 1 while something else is missing, and says what', async () => {
    const place = await damaged('half', 1)
    await runCommand('ingest', sources[0]!, '--workspace', place, '--table', 'other')
    unlinkSync(join(place, (await openWorkspace({ workspace: place })).manifest.tables['other']!.partitions[0]!.path))
    const done = await runCommand('restore', 'visits', ...sources, '--workspace', place)
    expect([done.status, json(done.out)]).toEqual([
      1,
      expect.objectContaining({ restored: [{ table: 'visits', date: '2024-03-05', rows: 2 }], stillMissing: 1 }),
    ])
    expect(done.notes).toEqual([expect.stringMatching(/^2 rows of “other” of 2024-03-01 are missing: /)])
  })

  it('goes on without what is missing where that is asked for', async () => {
    const place = await damaged('lost', 1)
    const done = await runCommand('restore', 'visits', '--accept-loss', '--workspace', place)
    expect([done.status, json(done.out)]).toEqual([0, { table: 'visits', rows: 2, rejects: 0, stillMissing: 0 }])
    expect(await line(place)).toMatch(/^visits {2}events, 8 rows, 4 partitions, [^,]* to 2024-03-04T11:00:00\.000Z$/)
  })

  it('puts the manifest back, or takes it as it was edited', async () => {
    const place = await damaged('manifest', 0)
    const manifest = join(place, 'lathe.json')
    const text = readFileSync(manifest, 'utf8')
    const sound = await runCommand('restore', 'lathe.json', '--workspace', place)
    expect([sound.status, json(sound.out), sound.notes]).toEqual([
      0,
      { from: 'sound', revision: 5 },
      ['lathe.json: nothing was wrong with it (revision 5)'],
    ])
    writeFileSync(manifest, 'gone')
    const copy = await runCommand('restore', 'lathe.json', '--workspace', place)
    expect([copy.status, json(copy.out), copy.notes]).toEqual([
      0,
      { from: 'copy', revision: 5 },
      ['lathe.json: its last copy was put back (revision 5)'],
    ])
    writeFileSync(
      manifest,
      text
        .replace('"timezone":"UTC"', '"timezone":"Asia/Tokyo"')
        .replace('"timezone": "UTC"', '"timezone": "Asia/Tokyo"'),
    )
    const edit = await runCommand('restore', 'lathe.json', '--accept-edit', '--workspace', place)
    expect([edit.status, edit.notes, (await openWorkspace({ workspace: place })).manifest.timezone]).toEqual([
      0,
      ['lathe.json: the edit was accepted (revision 5)'],
      'Asia/Tokyo',
    ])
  })

  it.each<readonly [readonly string[], RegExp]>([
    [[], /what to restore/],
    [['visits'], /which source files/],
    [['visits', sources[0]!, '--accept-loss'], /takes no files/],
    [['visits', sources[0]!, '--accept-edit'], /--accept-edit is for lathe\.json alone/],
    [['lathe.json'], /which workspace/],
    [['visits', sources[0]!], /Say which workspace/],
  ])('%j is refused without a workspace being touched', async (words, sentence) => {
    const refused = await runCommand('restore', ...words)
    expect([refused.code, refused.out]).toEqual(['usage', ''])
    expect(refused.message).toMatch(sentence)
  })
})
