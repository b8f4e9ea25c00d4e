import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isIsoDate } from '../../src-renderer/model/isoDate'
import { bind } from '../../src-renderer/query/analysis/bind'
import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { dateLiteral, identifier, literal, timestampLiteral } from '../../src-renderer/query/sql/literal'
import { scanSql } from '../../src-renderer/query/sql/scan'

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})

async function one(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0]
}

const HOSTILE = [
  "'",
  "''",
  "'; DROP TABLE events; --",
  '"',
  '\\',
  "\\'",
  '$1',
  '$$',
  '$tag$x$tag$',
  '--',
  '/* */',
  '\n',
  '\r\n',
  '\t',
  '\0',
  'a\0b',
  '漢字',
  '🙂',
  '%',
  '_',
  'NULL',
  '',
  ' ',
  "E'\\x41'",
  '{{x}}',
  '`',
]

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...HOSTILE)).map((parts) => parts.join('')),
)

describe('literals', () => {
  it('give any text back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await one(`SELECT ${literal(value)}`)).toBe(value)
      }),
      { numRuns: 400 },
    )
  })

  it('name any column', async () => {
    await fc.assert(
      fc.asyncProperty(
        text.filter((value) => value !== '' && !value.includes('\0')),
        async (name) => {
          expect((await connection.runAndReadAll(`SELECT 1 AS ${identifier(name)}`)).columnNames()).toEqual([name])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('write numbers, booleans, null, dates and times', async () => {
    expect(literal(1e21)).toBe('1e+21')
    expect(await one(`SELECT ${literal(-0)} = 0`)).toBe(true)
    expect(literal(null)).toBe('NULL')
    expect(literal(9007199254740993n)).toBe('9007199254740993')
    expect(() => literal(NaN)).toThrow(/finite/)
    expect(await one(`SELECT ${timestampLiteral(1_700_000_000_123_456)}::VARCHAR`)).toBe('2023-11-14 22:13:20.123456')
    expect(dateLiteral('2024-02-29')).toBe("DATE '2024-02-29'")
    expect(() => dateLiteral("2024-01-01' OR 1=1 --")).toThrow(/must be a date/)
    expect(isIsoDate('2023-02-29')).toBe(false)
  })
})

describe('bind', () => {
  const spec: ParameterSpec = { name: 'x', type: 'text', label: 'X', help: '', default: null }

  it('puts any text in as a value, never as SQL', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await one(bind("SELECT $x -- $x '$x'\n", [spec], { x: value }))).toBe(value)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves strings, quoted names, comments and dollar quotes alone', () => {
    const sql = "SELECT '$x', \"$x\", $$ $x $$, $t$ $x $t$, 'it''s $x' -- $x\n/* $x */"
    expect(bind(sql, [spec], { x: 'v' })).toBe(sql)
  })

  it('refuses a name that the header does not declare', () => {
    expect(() => bind('SELECT $y', [spec], { x: 'v' })).toThrow(/\$y/)
  })

  it('types each kind of parameter', () => {
    const of = (type: ParameterSpec['type']): ParameterSpec[] => [{ ...spec, type }]
    expect(bind('$x', of('date'), { x: '2024-01-31' })).toBe("DATE '2024-01-31'")
    expect(bind('$x', of('date'), { x: null })).toBe('NULL::DATE')
    expect(bind('$x', of('integer'), { x: 7 })).toBe('7')
    expect(bind('$x', of('boolean'), { x: true })).toBe('TRUE')
    expect(bind('$x', of('duration'), { x: '30 minutes' })).toBe('to_microseconds(1800000000)')
    expect(bind('$x', of('datetime'), { x: '2024-01-31T10:00:00+02:00' })).toBe("TIMESTAMP '2024-01-31 08:00:00.000'")
    expect(bind('$x', of('column'), { x: 'a"b' })).toBe('"a""b"')
    expect(bind('WHERE $x', of('event'), { x: 'paid' })).toBe("WHERE event = 'paid'")
  })
})

describe('scan', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (sql) => {
        expect([...scanSql(sql)].map((token) => token.text).join('')).toBe(sql)
      }),
    )
  })
})
