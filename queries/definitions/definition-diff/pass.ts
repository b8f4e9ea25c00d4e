import { required } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import type { FigureCounts } from '../difference'
import { PREFIX_A, PREFIX_B, variantPrefix } from '../diffSequence'
import { TOGETHER } from '../diffSql'
import { comparedFigures, type ComparedFigure } from '../figures'
import { funnelMarks, toldFunnelMarks } from '../funnelMarks'
import type { Marks, ToldMarks } from '../marks'
import { retentionMarks, toldRetentionMarks, type KnownEnd } from '../retentionMarks'
import { sideRun } from '../sideRun'
import { readSides, type Sides } from '../sides'
import { byText } from '../../events/byText'

/** What stands beside the events: where what is known ends by each definition, and users' ids by key. */
class Beside {
  readonly #table: ResultTable
  readonly #places = new Map<number, number>()
  readonly #ends = new Map<string, KnownEnd>()

  constructor(table: ResultTable) {
    this.#table = table
    table.column('user_key').forEach((key, row) => {
      if (key !== null) this.#places.set(Number(key), row)
      else this.#keepEnd(row)
    })
  }

  #keepEnd(row: number): void {
    const number = (name: string): number => Number(this.#table.value(row, name))
    this.#ends.set(String(this.#table.value(row, 'side')), {
      lastUnit: number('last_unit'),
      openUnit: number('open_unit'),
      nowMicros: number('now_us'),
    })
  }

  /** Without events nothing is known. */
  end(prefix: string): KnownEnd {
    return this.#ends.get(prefix) ?? { lastUnit: -Infinity, openUnit: -Infinity, nowMicros: -Infinity }
  }

  userId(key: number): string | null {
    const row = this.#places.get(key)
    const id = row === undefined ? null : this.#table.value(row, 'user_id')
    return id === null ? null : String(id)
  }
}

/** A definition's marks. */
function marksBy(
  run: KernelRun,
  { name }: Sides,
  figures: readonly ComparedFigure[],
  beside: Beside,
): (prefix: string, values: ParameterValues) => Promise<Marks> {
  const asked = figures.map(({ figure }) => figure)
  return (prefix, values) => {
    const own = sideRun(run, prefix, values)
    return name === 'funnel' ? funnelMarks(own, asked) : retentionMarks(own, asked, beside.end(prefix))
  }
}

function toldBy(
  run: KernelRun,
  { name }: Sides,
  figures: readonly ComparedFigure[],
  beside: Beside,
): (prefix: string, values: ParameterValues) => Promise<ToldMarks> {
  const asked = figures.map(({ figure }) => figure)
  return (prefix, values) => {
    const own = sideRun(run, prefix, values)
    return name === 'funnel' ? toldFunnelMarks(own, asked) : toldRetentionMarks(own, asked, beside.end(prefix))
  }
}

/** Definition a with each parameter alone as in b, where more than one differs and it can be changed alone. */
function variantsOf(run: KernelRun, { a, b, differing }: Sides) {
  if (differing.length < 2) return []
  return differing.flatMap((name, nth) => {
    const prefix = variantPrefix(nth)
    const isThere = [...run.columns].some((column) => column.startsWith(prefix))
    return isThere ? [{ name, prefix, values: { ...a.values, [name]: b.values[name] ?? null } }] : []
  })
}

const has = (bits: Int32Array, user: number, figure: number): boolean => ((bits[user]! >> figure) & 1) === 1

/** What a definition sees of a user in a figure. */
function saidOf({ counted, seen, tell }: ToldMarks, user: number, figure: number): string {
  if (has(counted, user, figure)) return tell(user, figure, true)
  return has(seen, user, figure) ? `not counted: ${tell(user, figure, false)}` : 'did not enter, or cannot be observed'
}

/** The users whom one definition counts alone, from one pass a definition over the timeline. */
export async function passDiff(run: KernelRun): Promise<ResultTable> {
  const sides = readSides(run.values)
  const figures = comparedFigures(sides, run.values)
  const beside = new Beside(required(run.beside))
  const told = toldBy(run, sides, figures, beside)
  const [a, b] = [await told(PREFIX_A, sides.a.values), await told(PREFIX_B, sides.b.values)]
  const variants: { readonly name: string; readonly counted: Int32Array }[] = []
  const marks = marksBy(run, sides, figures, beside)
  for (const { name, prefix, values } of variantsOf(run, sides))
    variants.push({ name, counted: (await marks(prefix, values)).counted })
  const ruleOf = (user: number, figure: number, inA: boolean): string => {
    if (sides.differing.length === 1) return sides.differing.join('')
    const deciding = variants.filter(({ counted }) => has(counted, user, figure) !== inA)
    return deciding.length === 0 ? TOGETHER : deciding.map(({ name }) => name).join(', ')
  }
  const rows = []
  for (const [figure, { label }] of figures.entries()) {
    const own = []
    for (let user = 0; user < run.timeline.users; user += 1) {
      const inA = has(a.counted, user, figure)
      if (inA === has(b.counted, user, figure)) continue
      own.push({
        figure: label,
        user_id: beside.userId(run.timeline.keys[user]!),
        in_a: inA,
        in_b: !inA,
        rule: ruleOf(user, figure, inA),
        detail: `a: ${saidOf(a, user, figure)}; b: ${saidOf(b, user, figure)}`,
      })
    }
    own.sort((one, other) => byText(one.rule, other.rule) || byText(one.user_id ?? '', other.user_id ?? ''))
    for (const row of own) rows.push(row)
  }
  return computedResult(
    [
      { name: 'figure', type: 'string' },
      { name: 'user_id', type: 'string' },
      { name: 'in_a', type: 'boolean' },
      { name: 'in_b', type: 'boolean' },
      { name: 'rule', type: 'string' },
      { name: 'detail', type: 'string' },
    ],
    rows,
  )
}

/** How many users both definitions count and could count, and each of them alone: the row of the diff's figures. */
export async function passDiffCounts(run: KernelRun): Promise<ResultTable> {
  const sides = readSides(run.values)
  const figures = comparedFigures(sides, run.values)
  const marks = marksBy(run, sides, figures, new Beside(required(run.beside)))
  const [a, b] = [await marks(PREFIX_A, sides.a.values), await marks(PREFIX_B, sides.b.values)]
  const all = figures.map((_, figure): FigureCounts => {
    const count = (which: (user: number) => boolean): number => {
      let found = 0
      for (let user = 0; user < run.timeline.users; user += 1) if (which(user)) found += 1
      return found
    }
    const [inA, inB, seenA, seenB] = [a.counted, b.counted, a.seen, b.seen].map(
      (bits) => (user: number) => has(bits, user, figure),
    ) as [Which, Which, Which, Which]
    return {
      both: count((user) => inA(user) && inB(user)),
      only_a: count((user) => inA(user) && !inB(user)),
      only_b: count((user) => inB(user) && !inA(user)),
      eligible_a: count(seenA),
      eligible_b: count(seenB),
      eligible_both: count((user) => seenA(user) && seenB(user)),
      a_eligible_b: count((user) => inA(user) && seenB(user)),
      b_eligible_a: count((user) => inB(user) && seenA(user)),
    }
  })
  const row = Object.fromEntries(
    all.flatMap((counts, place) => Object.entries(counts).map(([name, count]) => [`${name}_${place}`, Number(count)])),
  )
  return computedResult(
    Object.keys(row).map((name) => ({ name, type: 'integer' })),
    [row],
  )
}

type Which = (user: number) => boolean
