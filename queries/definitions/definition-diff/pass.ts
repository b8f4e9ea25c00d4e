import { required } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { WrittenFlags, WrittenTexts, writtenResult } from '../../../src-renderer/query/analysis/writtenResult'
import type { Timeline } from '../../../src-renderer/sequence/timeline'
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
  /** The users' keys as the rows have them: in the order of ids; -1 where a row is of no user. */
  readonly #keys: Int32Array
  readonly #ends = new Map<string, KnownEnd>()

  constructor(table: ResultTable) {
    this.#table = table
    this.#keys = Int32Array.from(table.column('user_key'), (key) => (key === null ? -1 : Number(key)))
    for (const [row, key] of this.#keys.entries()) if (key < 0) this.#keepEnd(row)
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

  /** Users of a timeline in the order of their ids, each with the row that names it. */
  users({ keys }: Timeline): { readonly users: Int32Array; readonly rows: Int32Array } {
    const userOf = new Int32Array((keys.at(-1) ?? -1) + 1).fill(-1)
    keys.forEach((key, user) => (userOf[key] = user))
    const [users, rows] = [new Int32Array(keys.length), new Int32Array(keys.length)]
    let found = 0
    for (let row = 0; row < this.#keys.length; row += 1) {
      const user = userOf[this.#keys[row]!] ?? -1
      if (user < 0) continue
      users[found] = user
      rows[found] = row
      found += 1
    }
    return { users: users.subarray(0, found), rows: rows.subarray(0, found) }
  }

  userId(row: number): string | null {
    const id = this.#table.value(row, 'user_id')
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
  // The rule that decides by which variants count as B does, a bit each.
  const rules = new Map<number, string>()
  const ruleOf = (user: number, figure: number, inA: boolean): string => {
    const deciding = variants.reduce(
      (bits, { counted }, nth) => bits + (has(counted, user, figure) === inA ? 0 : 2 ** nth),
      0,
    )
    const known = rules.get(deciding)
    if (known !== undefined) return known
    const names = variants.filter((_, nth) => Math.floor(deciding / 2 ** nth) % 2 === 1).map(({ name }) => name)
    const rule =
      sides.differing.length === 1 ? sides.differing.join('') : names.length === 0 ? TOGETHER : names.join(', ')
    rules.set(deciding, rule)
    return rule
  }
  const order = beside.users(run.timeline)
  const rows = new DiffRows()
  for (const [figure, { label }] of figures.entries()) {
    await run.pace()
    const byRule = new Map<string, number[]>()
    for (let place = 0; place < order.users.length; place += 1) {
      const user = order.users[place]!
      const inA = has(a.counted, user, figure)
      if (inA === has(b.counted, user, figure)) continue
      const rule = ruleOf(user, figure, inA)
      const own = byRule.get(rule)
      if (own === undefined) byRule.set(rule, [place])
      else own.push(place)
    }
    for (const rule of [...byRule.keys()].sort(byText))
      for (const place of byRule.get(rule) ?? []) {
        const user = order.users[place]!
        const detail = `a: ${saidOf(a, user, figure)}; b: ${saidOf(b, user, figure)}`
        rows.add(label, beside.userId(order.rows[place]!), has(a.counted, user, figure), rule, detail)
      }
  }
  return rows.result()
}

/** The rows of the answer. */
class DiffRows {
  readonly #figure = new WrittenTexts('figure')
  readonly #userId = new WrittenTexts('user_id')
  readonly #inA = new WrittenFlags('in_a')
  readonly #inB = new WrittenFlags('in_b')
  readonly #rule = new WrittenTexts('rule')
  readonly #detail = new WrittenTexts('detail')

  add(label: string, userId: string | null, inA: boolean, rule: string, detail: string): void {
    this.#figure.add(label)
    this.#userId.add(userId)
    this.#inA.add(inA)
    this.#inB.add(!inA)
    this.#rule.add(rule)
    this.#detail.add(detail)
  }

  result(): ResultTable {
    return writtenResult([this.#figure, this.#userId, this.#inA, this.#inB, this.#rule, this.#detail])
  }
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
