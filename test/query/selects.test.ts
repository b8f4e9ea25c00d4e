import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namedQueries, selectsIn, selectsOf } from '../../src-renderer/query/sql/selects'
import { endOf, nodesOf, type SqlNode } from '../../src-renderer/query/sql/sqlNodes'

const words = (nodes: readonly SqlNode[]): string =>
  nodes.map((node) => (node.kind === 'group' ? `(${words(node.children)})` : node.text)).join(' ')
const relations = (sql: string) =>
  selectsIn(sql).map((select) =>
    select.relations.map(({ schema, name, alias, join, on, using, body }) =>
      [
        join,
        [schema, name ?? (body === null ? '' : '()')].filter((part) => part !== null).join('.'),
        alias ?? '',
        words(on),
        using.join(','),
      ]
        .join('|')
        .replace(/\|+$/, ''),
    ),
  )

describe('words in brackets', () => {
  it('lie under one another, whatever the text', () => {
    expect(words(nodesOf(`a (b ')' /* ( */ "(" (c)) d`))).toBe(`a (b ')' "(" (c)) d`)
    expect(words(nodesOf('a) (b'))).toBe('a (b)')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('(', ')', 'a', ' ', "'", '"', ';', ',', '.') }), (text) => {
        const check = (nodes: readonly SqlNode[], from: number, to: number): void => {
          let at = from
          for (const node of nodes) {
            expect(node.start).toBeGreaterThanOrEqual(at)
            at = endOf(node)
            if (node.kind === 'group') check(node.children, node.start + 1, node.end)
          }
          expect(at).toBeLessThanOrEqual(to)
        }
        check(nodesOf(text), 0, text.length)
        selectsOf(nodesOf(text))
      }),
    )
  })
})

describe('the SELECTs of a text', () => {
  it('have clauses, unions parts, and brackets queries of their own', () => {
    const selects = selectsIn(
      `WITH a AS (SELECT 1 FROM t) SELECT extract(year FROM ts), x IS DISTINCT FROM y, count(*) FILTER (WHERE z)
       FROM a WHERE b IN (SELECT c FROM u WHERE d) GROUP BY ALL HAVING e QUALIFY row_number() OVER (ORDER BY f) = 1
       ORDER BY g LIMIT 5 UNION ALL FROM v`,
    )
    expect(selects.map(({ clauses }) => words(clauses.from))).toEqual(['a', 'v', 't', 'u'])
    const { clauses } = selects[0]!
    expect([words(clauses.select), words(clauses.where), words(clauses.having), words(clauses.order)]).toEqual([
      'extract (year FROM ts) , x IS DISTINCT FROM y , count (*) FILTER (WHERE z)',
      'b IN (SELECT c FROM u WHERE d)',
      'e',
      'BY g',
    ])
  })
  it('are found behind EXPLAIN, and none in other words', () => {
    expect(selectsIn('EXPLAIN ANALYZE SELECT 1').length).toBe(1)
    expect([selectsIn('').length, selectsIn('a (b)').length, selectsIn('SELEC a FRM b').length]).toEqual([0, 0, 0])
  })
})

describe('what a FROM reads', () => {
  it('has schemas, aliases and joins with their conditions', () => {
    expect(
      relations(`FROM model."my log" AS e LEFT JOIN users u ON e.user_key = u.user_key AND (a OR b)
        JOIN "x" USING (k, "L"), t2 z, LATERAL (SELECT 1) q ASOF LEFT JOIN p ON p.ts <= e.ts WHERE 1`),
    ).toEqual([
      [
        '|model.my log|e',
        'left|users|u|e . user_key = u . user_key AND (a OR b)',
        'inner|x|||k,L',
        ',|t2|z',
        ',|()|q',
        'asof left|p||p . ts < = e . ts',
      ],
      [],
    ])
  })
  it('has functions, queries and tables without an alias', () => {
    expect(
      relations('SELECT 1 FROM range(5) r(i) CROSS JOIN (SELECT 2 FROM t) LEFT JOIN u ON left(a, 1) = b')[0],
    ).toEqual(['|range|r', 'cross|()', 'left|u||left (a , 1) = b'])
  })
})

describe('queries of WITH', () => {
  it('are named, also inside of others, with columns and MATERIALIZED', () => {
    expect(
      namedQueries(
        nodesOf(`WITH RECURSIVE a(n) AS (SELECT 1), "B c" AS NOT MATERIALIZED (WITH d AS (FROM t) FROM d)
          SELECT CAST(x AS (1)), y AS z FROM a`),
      ).map(({ name }) => name),
    ).toEqual(['a', 'B c', 'd'])
  })
})
