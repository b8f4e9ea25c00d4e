import type { Expr, Join } from './sqlTree'
import { conjuncts } from './sqlWalk'
import { TrinoExprs } from './trinoExpr'
import { nameSql, TrinoScope, type ScopeColumn } from './trinoScope'
import type { TrinoShared } from './trinoShared'
import { typeSql, type Typed } from './trinoTypes'
import { untranslatable } from './untranslatable'
import { isLatheError } from '../../model/error'
import { inBrackets, select } from '../sql/statement'

/** A relation of a FROM: how it is written there, and its columns. */
export interface FromPart {
  readonly sql: string
  readonly columns: readonly ScopeColumn[]
}

/** What a row of the left meets at most one row of the right by. */
interface Match {
  readonly keys: readonly { readonly left: string; readonly right: string }[]
  readonly left: string
  readonly right: string
  readonly sign: string
}

const MIRRORED: Readonly<Record<string, string>> = { '>=': '<=', '>': '<', '<=': '>=', '<': '>' }

/** An expression over one side; null where it names another. */
function ofSide(expr: Expr, side: FromPart, shared: TrinoShared): Typed | null {
  const scope = new TrinoScope(null)
  scope.columns = side.columns.map((one) => ({ ...one }))
  try {
    return new TrinoExprs(scope, shared).write(expr)
  } catch (error) {
    if (isLatheError(error, 'unsupported')) return null
    throw error
  }
}

function matchOf(on: Expr, left: FromPart, right: FromPart, shared: TrinoShared): Match {
  const keys: Match['keys'][number][] = []
  let nearest: Omit<Match, 'keys'> | null = null
  for (const one of conjuncts(on)) {
    const refusal = untranslatable('an ASOF JOIN by more than equal columns and one order')
    if (one.kind !== 'binary') throw refusal
    const straight = [ofSide(one.left, left, shared), ofSide(one.right, right, shared)] as const
    const turned = [ofSide(one.right, left, shared), ofSide(one.left, right, shared)] as const
    const isStraight = straight[0] !== null && straight[1] !== null
    const [own, other] = isStraight ? straight : turned
    if (own === null || other === null) throw refusal
    if (one.op === '=') keys.push({ left: own.sql, right: other.sql })
    else {
      const sign = isStraight ? one.op : MIRRORED[one.op]
      if (sign === undefined || MIRRORED[sign] === undefined || nearest !== null) throw refusal
      nearest = { left: own.sql, right: other.sql, sign }
    }
  }
  if (nearest === null) throw untranslatable('an ASOF JOIN without an order')
  return { ...nearest, keys }
}

const nullOf = ({ type }: ScopeColumn): string =>
  type === 'null' || type.startsWith('array:') ? 'NULL' : `CAST(NULL AS ${typeSql(type)})`

/**
 * DuckDB's ASOF JOIN in plain SQL, in two passes over both sides put together: rows in order of the key, each row of the
 * right numbered, each row of the left with the number of the one before it; what stands in that one is the largest of
 * the values under its number, because no other row of the number has any. The columns are known at once, the text when
 * it is known which of them are used.
 */
export function asofJoin(
  join: Join,
  left: FromPart,
  right: FromPart,
  shared: TrinoShared,
): { readonly columns: readonly ScopeColumn[]; readonly sql: () => string } {
  if (join.on === null || (join.how !== 'JOIN' && join.how !== 'LEFT JOIN'))
    throw untranslatable(`ASOF ${join.how} of this kind`)
  const match = matchOf(join.on, left, right, shared)
  const named = (side: string, columns: readonly ScopeColumn[]): readonly (readonly [ScopeColumn, ScopeColumn])[] =>
    columns.map((own) => [own, { ...own, sql: `matched.${nameSql(`${side}_${own.name}`)}` }])
  const lefts = named('left', left.columns)
  const rights = named('right', right.columns)
  const sql = (): string => {
    const used = (all: typeof lefts): typeof lefts => all.filter(([, one]) => one.isUsed === true)
    const nameOf = ({ sql: text }: ScopeColumn): string => text.slice('matched.'.length)
    const [own, other] = [used(lefts), used(rights)]
    const keyNames = match.keys.map((_key, nth) => `key_${nth + 1}`)
    const bothSides = [
      select(
        [
          ...match.keys.map((key, nth) => `${key.left} AS ${keyNames[nth]}`),
          `${match.left} AS place`,
          'TRUE AS is_left',
          ...own.map(([from, to]) => `${from.sql} AS ${nameOf(to)}`),
          ...other.map(([from, to]) => `${nullOf(from)} AS ${nameOf(to)}`),
        ],
        `FROM ${left.sql}`,
      ),
      'UNION ALL',
      select(
        [
          ...match.keys.map((key) => key.right),
          match.right,
          'FALSE',
          ...own.map(([from]) => nullOf(from)),
          ...other.map(([from]) => from.sql),
        ],
        `FROM ${right.sql}\nWHERE ${[...match.keys.map((key) => key.right), match.right]
          .map((one) => `${one} IS NOT NULL`)
          .join(' AND ')}`,
      ),
    ].join('\n')
    const partition = (more: readonly string[]): string => {
      const all = [...keyNames, ...more]
      return all.length === 0 ? '' : `PARTITION BY ${all.join(', ')}`
    }
    const direction = match.sign.startsWith('>') ? '' : ' DESC'
    // Of rows of one place, those of the right come first where they may match.
    const ties = match.sign.endsWith('=') ? '' : ' DESC'
    const order = `ORDER BY place${direction}, is_left${ties} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`
    const numbered = `SELECT\n  *,\n  count(CASE WHEN NOT is_left THEN 1 END) OVER (\n    ${partition([])} ${order}\n  ) AS nth\nFROM ${inBrackets(bothSides)}`
    const filled = select(
      [
        ...own.map(([, to]) => nameOf(to)),
        ...other.map(
          ([, to]) =>
            `CASE WHEN place IS NOT NULL THEN max(${nameOf(to)}) OVER (${partition(['nth'])}) END AS ${nameOf(to)}`,
        ),
        'is_left',
        'nth',
        'place',
      ],
      `FROM ${inBrackets(numbered)}`,
    )
    const where = join.how === 'JOIN' ? 'is_left AND nth > 0 AND place IS NOT NULL' : 'is_left'
    return `${inBrackets(`SELECT *\nFROM ${inBrackets(filled)}\nWHERE ${where}`)} AS matched`
  }
  return { columns: [...lefts, ...rights].map(([, one]) => one), sql }
}
