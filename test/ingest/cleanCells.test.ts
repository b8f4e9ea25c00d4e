import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, IngestPlan, Remark } from '../../src-renderer/ingest/contract'
import { CellCleaner } from '../../src-renderer/ingest/columns/cleanCells'
import { ndjson } from '../../src-renderer/ingest/formats/ndjson'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { NULL_WORDS } from '../../src-renderer/ingest/columns/nullWords'
import { encodeAs } from './encoder'
import { freshWorkspace } from './importLog'
import { memorySource } from './memorySource'
import { runs } from '../runs'

/** The rule in words, one id at a time: blanks off, words for nothing are nobody, whole numbers as such, NFC. */
function naiveId(text: string, isWhole: boolean, words: readonly string[]): string | null {
  const trimmed = text.replace(/^[\s\u00a0\ufeff]+|[\s\u00a0\ufeff]+$/g, '')
  if (trimmed === '' || words.includes(trimmed)) return null
  return isWhole ? trimmed.replace(/\.0+$/, '') : trimmed.normalize('NFC')
}

const blank = fc.constantFrom('', '', '', ' ', '\t', '\u00a0', '  ', '\u2003', '\ufeff')
const around = (core: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(blank, core, blank).map((parts) => parts.join(''))
const names = around(
  fc.oneof(
    fc.constantFrom(...NULL_WORDS),
    fc.constantFrom(
      'u1',
      'u2',
      'U1',
      'Jürgen',
      'Ju\u0308rgen',
      'José',
      'Jose\u0301',
      'nullable',
      'NAN1',
      '123',
      '123.0',
      '0',
      '٣',
      'nil ',
      'a b',
      'undefined!',
      '',
    ),
    fc.string({ unit: fc.constantFrom('n', 'a', 'N', 'A', 'é', 'e\u0301', ' ', '/'), maxLength: 4 }),
  ),
)
const numbers = around(
  fc.oneof(
    fc.nat(30).map(String),
    fc.nat(30).map((value) => `${value}.0`),
    fc.constantFrom('7.00', '', 'NULL', 'nan', '12345678901', '12345678901.0'),
  ),
)

function planWith(change: Partial<IngestPlan>): Pick<IngestPlan, 'mapping' | 'types' | 'nullWords'> {
  return { mapping: { user: 'user' }, types: { user: 'string' }, ...change }
}

function cleaned(
  cells: readonly Cell[],
  change: Partial<IngestPlan> = {},
  name = 'user',
): { cells: readonly (Cell | undefined)[]; remarks: readonly Remark[] } {
  const cleaner = new CellCleaner(planWith(change))
  const batch = cleaner.clean({
    count: cells.length,
    names: [name],
    cells: [cells],
    lines: cells.map((_, row) => row + 1),
    rejects: [],
    bytesRead: 0,
  })
  return { cells: Array.from({ length: batch.count }, (_, row) => batch.cells[0]!.at(row)), remarks: cleaner.remarks() }
}

/** As cleaned, with the cells packed by the reader of NDJSON. */
async function cleanedPacked(
  cells: readonly string[],
  change: Partial<IngestPlan>,
): Promise<readonly (Cell | undefined)[]> {
  const cleaner = new CellCleaner(planWith(change))
  const found: (Cell | undefined)[] = []
  const lines = ['{"user":"x"}', ...cells.map((user) => JSON.stringify({ user }))].join('\n')
  for await (const batch of ndjson.read(memorySource(lines).open(), {})) {
    const {
      cells: [column],
      count,
    } = cleaner.clean(batch)
    for (let row = 0; row < count; row++) found.push(column!.at(row))
  }
  return found.slice(1)
}

describe('CellCleaner', () => {
  it('does to every id what the rule says, and leaves the given cells alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(names, { maxLength: 20 }),
        fc.array(numbers, { maxLength: 20 }),
        fc.constantFrom(NULL_WORDS, [], ['u1', '123']),
        async (texts, digits, nullWords) => {
          const before = [...texts]
          expect(cleaned(texts, { nullWords }).cells).toEqual(
            texts.map((text) => naiveId(text, false, nullWords) ?? (text === '' ? '' : null)),
          )
          expect(texts).toEqual(before)
          expect(await cleanedPacked(texts, { nullWords })).toEqual(
            texts.map((text) => naiveId(text, false, nullWords) ?? (text === '' ? '' : null)),
          )
          const whole = { types: { user: 'integer' as const } }
          expect(cleaned(digits, whole).cells).toEqual(
            digits.map((text) => naiveId(text, true, NULL_WORDS) ?? (text === '' ? '' : null)),
          )
          expect(await cleanedPacked(digits, whole)).toEqual(
            digits.map((text) => naiveId(text, true, NULL_WORDS) ?? (text === '' ? '' : null)),
          )
        },
      ),
      { numRuns: runs(150) },
    )
  })

  it('counts what it changes, with an example', () => {
    expect(
      cleaned(['u1 ', 'u2', 'NULL', ' NULL', 'Jose\u0301', 'None']).remarks.map(({ kind, column, count }) => [
        kind,
        column,
        count,
      ]),
    ).toEqual([
      ['trimmed', 'user', 1],
      ['null-words', 'user', 3],
      ['composed', 'user', 1],
    ])
    expect(cleaned(['u1 ', 'NULL', 'NULL']).remarks.map(({ text }) => text)).toEqual([
      'user: blanks taken off around 1 value such as “u1 ”.',
      'user: 2 values such as “NULL” taken as empty.',
    ])
    expect(cleaned(['1', '2.0', '3'], { types: { user: 'integer' } }).remarks).toMatchObject([
      { kind: 'whole-numbers', count: 1, text: 'user: 1 value such as “2.0” taken as whole numbers.' },
    ])
    expect(cleaned(['u1', 'u2', 'ünder', '', null, 7]).remarks).toEqual([])
  })

  it('takes words for nothing as empty in other roles and among numbers, and keeps Namibia', () => {
    expect(cleaned(['NULL', ' a '], { mapping: { event: 'user' } }).cells).toEqual([null, ' a '])
    expect(cleaned(['NA', '1.0'], { mapping: {}, types: { user: 'double' } }).cells).toEqual([null, '1.0'])
    expect(cleaned(['NA', 'DE'], { mapping: {} }).cells).toEqual(['NA', 'DE'])
  })
})

describe('an import', () => {
  const encodings = ['utf-8', 'utf-16le', 'windows-1252', 'gbk', 'shift_jis'] as const
  const lettersOf = {
    'utf-8': 'éü漢',
    'utf-16le': 'éü漢',
    'windows-1252': 'éü',
    gbk: '北京',
    shift_jis: '東京さ',
  } as const

  it('has as many users as a naive count by the written rule, in any encoding', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...encodings),
        fc.context(),
        fc.infiniteStream(fc.nat(1e6)),
        async (encoding, _context, picks) => {
          const pick = <T>(list: readonly T[]): T => list[picks.next().value! % list.length]!
          const ids = Array.from(
            { length: 25 },
            () =>
              `${pick(['', '', ' ', '\t'])}${pick(['u', 'v', ...lettersOf[encoding]])}${pick(['1', '2', ...lettersOf[encoding]])}${pick(['', '', ' '])}`,
          )
          const users = ids.map((id) => pick([id, id, id, 'NULL', 'nan', '']))
          const lines = users.map((user, index) => `${user},view,2024-01-15 10:00:${String(index).padStart(2, '0')}`)
          const source = memorySource(encodeAs(`user_id,event,ts\n${lines.join('\n')}\n`, encoding), [7], 'log.csv')
          const found = await inspect(source, { encoding })
          const workspace = await freshWorkspace()
          const report = await ingest(planFrom(found, 'UTC'), [source], workspace)
          const known = users.map((user) => naiveId(user, false, NULL_WORDS))
          expect(report).toMatchObject({
            rows: users.length,
            rejected: 0,
            users: new Set(known.filter((user) => user !== null)).size,
            rowsWithoutUser: known.filter((user) => user === null).length,
          })
          expect([...(await workspace.readUsers()).ids].sort()).toEqual(
            [...new Set(known.filter((user) => user !== null))].sort(),
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})
