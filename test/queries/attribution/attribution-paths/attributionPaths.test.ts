import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attributionPaths } from '../../../../queries/attribution/attribution-paths'
import { MODELS } from '../../../../queries/attribution/models'
import { isLatheError } from '../../../../src-renderer/model/error'
import { answerOf } from '../attribution/answer'
import type { Credit } from '../attribution/reference'
import { NativeDuckdb, type Row } from '../../nativeDuckdb'
import { pathsReference, type PathRow } from './reference'

const folder = 'samples/open-data/mta_paths'
let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

function creditsOf(rows: readonly Row[], model: string): readonly Credit[] {
  return rows
    .filter((row) => row['model'] === model)
    .map((row) => ({
      channel: row['channel'] as string,
      conversions: row['conversions'] as number,
      value: row['value'] as number,
    }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}

function expectClose(found: readonly Credit[], wanted: readonly Credit[], digits: number): void {
  expect(found.map((one) => one.channel)).toEqual(wanted.map((one) => one.channel))
  found.forEach((one, index) => {
    expect(one.conversions).toBeCloseTo(wanted[index]!.conversions, digits)
    expect(one.value).toBeCloseTo(wanted[index]!.value, digits)
  })
}

describe('mta_paths', () => {
  const reference = JSON.parse(readFileSync(`${folder}/REFERENCE.json`, 'utf8')) as {
    conversions: number
    value: number
    models: Record<string, Record<string, { conversions: number; value: number }>>
  }
  const paths = gunzipSync(readFileSync(`${folder}/mta_data.csv.gz`))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line): PathRow & { nulls: number } => {
      const [path, conversions, value, nulls] = line.split(',')
      return { path: path!, conversions: Number(conversions), value: Number(value), nulls: Number(nulls) }
    })
  let rows: readonly Row[] = []
  beforeAll(async () => {
    await duck.loadPlain(
      'mta',
      paths.map((row) => ({
        path: row.path,
        total_conversions: row.conversions,
        total_conversion_value: row.value,
        total_null: row.nulls,
      })),
    )
    rows = await answerOf(duck, attributionPaths)
  })

  it('shares 19,785 conversions and all their value under every additive model', () => {
    expect(reference.conversions).toBe(19_785)
    for (const { name } of MODELS.filter((model) => model.additive)) {
      expect(creditsOf(rows, name).reduce((sum, row) => sum + row.conversions, 0)).toBeCloseTo(reference.conversions, 6)
      expect(creditsOf(rows, name).reduce((sum, row) => sum + row.value, 0)).toBeCloseTo(reference.value, 6)
    }
  })

  it.each(['first', 'last', 'linear'])('gives the figures that come with the data: %s', (model) => {
    const wanted = Object.entries(reference.models[model]!).map(([channel, credit]) => ({ channel, ...credit }))
    expectClose(
      creditsOf(rows, model).filter((row) => row.channel !== '(none)'),
      wanted.sort((a, b) => (a.channel < b.channel ? -1 : 1)),
      6,
    )
  })

  it('counts only the paths that a filter lets through', async () => {
    const kept = paths.filter((row) => (row.conversions ?? 0) >= 5 && row.path?.includes('alpha') === true)
    const filtered = await answerOf(duck, attributionPaths, {
      model: 'linear',
      filter: [
        { column: 'total_conversions', op: '>=', value: 5 },
        { column: 'path', op: 'contains', value: 'alpha' },
      ],
    })
    expect(kept.length).toBeGreaterThan(10)
    expectClose(creditsOf(filtered, 'linear'), [...pathsReference(kept, 'linear', 1)], 6)
  })

  it.each(MODELS.map((model) => model.name))('agrees with the naive reference: %s', (model) => {
    expectClose(creditsOf(rows, model), [...pathsReference(paths, model, 1)], 6)
  })
})

describe('small tables', () => {
  it('says which tables it found, or that there is none', async () => {
    const failure = (source: string | null, parameters = {}): Promise<unknown> =>
      answerOf(duck, attributionPaths, parameters, source).catch((error: unknown) =>
        isLatheError(error) ? [error.code, error.payload] : error,
      )
    await duck.loadPlain('mta', [{ path: 'a > b', conversions: 1 }])
    expect(await failure('mat')).toMatchObject(['not-found', { what: 'table', candidates: ['mta'] }])
    expect(await failure(null, { path: 'way' })).toMatchObject(['not-found', { what: 'table' }])
    expect(await failure('mta', { nulls: 'way' })).toMatchObject(['not-found', { what: 'column' }])
    await duck.loadPlain('other', [{ path: 'a > b', conversions: 1 }])
    expect(await failure(null)).toMatchObject(['bad-parameter', { parameter: 'table' }])
  })
})
