import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

let folder: string
const workspace = (): string => join(folder, 'w')
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-annotations-'))
  const file = join(folder, 'log.csv')
  writeFileSync(
    file,
    'user,event,time\n' +
      `${Array.from({ length: 20 }, (_, day) => `u${day % 3},open,2024-03-${String(day + 1).padStart(2, '0')}T10:00:00Z`).join('\n')}\n`,
  )
  expect((await lathe('ingest', file, '--workspace', workspace())).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it("draws the workspace's annotations on a chart over dates, and says what is wrong with their file", async () => {
  const picture = (): ReturnType<typeof lathe> =>
    lathe('query', 'active-users', '--workspace', workspace(), '--format', 'svg')
  writeFileSync(
    join(workspace(), 'annotations.json'),
    '[{"date":"2024-03-08","text":"Price change"},{"date":"2024-05-08","text":"Much later"}]',
  )
  const { out, status } = await picture()
  expect(status).toBe(0)
  expect(out).toContain('Price change')
  expect(out).not.toContain('Much later')
  writeFileSync(join(workspace(), 'annotations.json'), '[{"text":"When?"}]')
  const failed = await picture()
  expect(failed.status).not.toBe(0)
  expect(failed.notes).toContain('annotation 1 has no date')
})
