import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../../queries/packs'
import { Engine } from '../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import { renderChart } from '../../../src-renderer/chart/renderChart'
import type { TileAnswer } from '../../../src-renderer/host/dashboard/tileAnswer'
import type { Pack } from '../../../src-renderer/query/contract/pack'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { readQueryFile } from '../../../src-renderer/query/saved/queryFile'
import { expectCloseRows } from '../closeRows'
import { readNotes } from './notes'
import { packBed, sampleFiles, type BedFile, type PackBed } from './bed'
import { tablesRead } from './readTables'
import { truths } from './truths'

/** `cases.json` of a pack's folder here: rows that were worked by hand over the small tables beside it. */
interface Cases {
  /** The sample that shows the whole dashboard. */
  readonly sample: string
  readonly cases: readonly {
    readonly query: string
    readonly parameters?: Readonly<Record<string, ParameterValue>>
    readonly rows: readonly object[]
  }[]
}

/** How a tile is drawn. */
const TILE = { width: 560, height: 270, theme: 'light', overview: true } as const

const FOLDER = import.meta.dirname
const casesOf = (pack: Pack): Cases => JSON.parse(readFileSync(join(FOLDER, pack.name, 'cases.json'), 'utf8')) as Cases

function smallTables(pack: Pack): readonly BedFile[] {
  const folder = join(FOLDER, pack.name)
  return readdirSync(folder)
    .filter((file) => /\.(csv|ndjson)$/.test(file))
    .map((file) => {
      const table = file.replace(/\.\w+$/, '')
      const kind = pack.tables.find((one) => one.name === table)?.kind
      if (kind === undefined) throw new Error(`${pack.name} has no table ${table}`)
      return { path: join(folder, file), kind, table }
    })
}

/** Analyses of what no sample has: paths that come ready, actions of drivers, who was held back or saw which variant,
 * a second log of the same events. */
const OTHER_DATA = new Set([
  'attribution-paths',
  'delivery-times',
  'incrementality',
  'experiment',
  'experiment-novelty',
  'reconcile',
])

/** One engine for all: each workspace takes the place of the one before. */
const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

it('has the tests of every pack, and of no other', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((one) => one.isDirectory())
  expect(folders.map(({ name }) => name).sort()).toEqual(packs().map(({ name }) => name))
  expect(packs().filter(({ name }) => !existsSync(join(FOLDER, name, 'cases.json')))).toEqual([])
  expect(Object.keys(truths).sort()).toEqual(packs().map(({ name }) => name))
})

describe.each(packs())('the pack $name', (pack) => {
  const { sample, cases } = casesOf(pack)

  describe('on small tables', () => {
    let bed: PackBed
    beforeAll(async () => {
      bed = await packBed(pack, smallTables(pack), engine)
    })

    it('has all that it reads', () => {
      expect([bed.report.missing, bed.report.leftOut]).toEqual([[], []])
    })

    it.each(pack.queries)('says which tables $name reads', ({ name, text }) => {
      const { tables, sql } = readQueryFile(name, text)
      expect([...tables].sort()).toEqual([...tablesRead(sql, pack.model)].sort())
    })

    it.each(pack.queries)('answers $name with the rows that were worked by hand', async ({ name }) => {
      const own = cases.filter(({ query }) => query === name)
      expect(own.some(({ rows }) => rows.length > 0)).toBe(true)
      for (const { parameters, rows } of own)
        expectCloseRows((await bed.query(name, parameters)).rows(), rows, JSON.stringify(parameters ?? {}))
    })
  })

  describe('on its sample', () => {
    let bed: PackBed
    let answers: readonly TileAnswer[]
    beforeAll(async () => {
      bed = await packBed(pack, sampleFiles(sample), engine)
      answers = await bed.tiles()
    })

    it('fills every tile', () => {
      expect([bed.report.missing, bed.report.leftOut, bed.report.kept]).toEqual([[], [], []])
      expect(answers).toHaveLength(pack.dashboard.tiles.filter((tile) => tile.kind !== 'text').length)
      for (const answer of answers) {
        if (answer.kind === 'number') expect(answer.number.value, answer.title).not.toBeNull()
        expect(answer.run.table.rowCount, answer.title).toBeGreaterThan(0)
        if (answer.kind === 'view' && answer.chart !== null)
          expect(renderChart(answer.chart, TILE).data.length, answer.title).toBeGreaterThan(0)
        const numbers = answer.run.table
          .rows()
          .flatMap((row) => Object.values(row).filter((one) => typeof one === 'number'))
        expect(
          numbers.some((one) => one !== 0),
          answer.title,
        ).toBe(true)
      }
    })

    it('keeps what its queries and measures expect', async () => {
      const checks = await bed.checks()
      expect(checks.filter(({ of }) => of === 'query').length).toBeGreaterThan(0)
      expect(checks.filter(({ state }) => state !== 'passed')).toEqual([])
    })

    it('answers what docs/notes.md says of it', async () => {
      const own = readNotes().filter(({ section }) => section === pack.title)
      expect(own.length).toBeGreaterThan(0)
      const problems: string[] = []
      const asked = new Map(own.flatMap(({ commands }) => commands.map((words) => [words.join(' '), words] as const)))
      for (const words of asked.values()) {
        const [command, name = ''] = words
        const isHere = name.includes('/') ? name.startsWith(`${pack.name}/`) : !OTHER_DATA.has(name)
        if (command !== 'query' || !isHere) continue
        const found = await bed.command(words).then(
          ({ rowCount }) => (rowCount > 0 ? null : 'no rows'),
          (error: unknown) => String(error),
        )
        if (found !== null) problems.push(`${words.join(' ')}: ${found}`)
      }
      expect(problems).toEqual([])
    })

    it('shows what is planted', async () => {
      const tileOf = (title: string): TileAnswer => {
        const found = answers.find((one) => one.title === title)
        if (found === undefined) throw new Error(`there is no tile “${title}”`)
        return found
      }
      await truths[pack.name]!(tileOf, bed)
    })
  })
})
