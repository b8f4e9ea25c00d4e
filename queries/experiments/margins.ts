import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { nearest } from '../../src-renderer/query/sql/nearest'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Difference } from './compare'

export const MARGINS_PARAMETER: ParameterSpec = {
  name: 'margins',
  type: 'text',
  label: 'Margins of guardrails',
  default: null,
  help:
    'How much worse guardrails may get: "2%" of the control for all, or one by one, "support_ticket=0.5, revenue=1%"; ' +
    'without % in points of a share, or in the unit of the mean. Empty for not at all.',
}

/** How much worse a metric may get: in its shown unit (points of a share), or in % of the control's mean. */
interface Margin {
  readonly amount: number
  readonly isPercent: boolean
}

/** The margin of a guardrail by its name. */
export type MarginOf = (name: string) => Margin

const NONE: Margin = { amount: 0, isPercent: false }
const AMOUNT = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/
const ROUNDING = 1e-12
const LOOKS = 'write "2%" for all guardrails, or "support_ticket=0.5, revenue=1%" one by one'

/** Reads `margins`; null in the list stands for all that have none of their own. Throws `bad-parameter`. */
function listOf(values: ParameterValues): ReadonlyMap<string | null, Margin> {
  const text = typeof values['margins'] === 'string' ? values['margins'].trim() : ''
  const margins = new Map<string | null, Margin>()
  if (text === '') return margins
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=')
    const name = at < 0 ? null : part.slice(0, at).trim()
    const found = AMOUNT.exec(part.slice(at + 1).trim())
    if (found === null || name === '') refuse('margins', text, `"${part.trim()}" is no margin: ${LOOKS}`)
    if (margins.has(name))
      refuse('margins', text, name === null ? `it has two margins for all: ${LOOKS}` : `it names ${name} twice`)
    margins.set(name, { amount: Number(found[1]), isPercent: found[2] === '%' })
  }
  return margins
}

/** The margins that the parameter gives guardrails. Throws `bad-parameter`. */
export function readMargins(values: ParameterValues): MarginOf {
  const margins = listOf(values)
  return (name) => margins.get(name) ?? margins.get(null) ?? NONE
}

/** Throws `bad-parameter` for margins that name what is no guardrail. */
export function checkMargins(values: ParameterValues, guardrails: readonly string[]): void {
  for (const name of listOf(values).keys()) {
    if (guardrails.length === 0)
      refuse('margins', values['margins'], 'there are no guardrails to have margins; choose some')
    if (name === null || guardrails.includes(name)) continue
    const near = nearest(name, guardrails)
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `they are ${guardrails.join(', ')}`
    refuse('margins', values['margins'], `there is no guardrail "${name}"; ${hint}`)
  }
}

/** What an interval says of a guardrail. */
export interface GuardrailCells {
  /** In the shown unit; null where there is no comparison. */
  readonly margin: number | null
  readonly guardrail: string | null
}

/**
 * Whether a guardrail held: the interval's worse end is at most the margin worse (non-inferiority). It is broken where even
 * the better end is beyond the margin; else it is not shown, also where nothing could be compared. `unit` is 100 for shares.
 */
export function judgeGuardrail(found: Difference | null, unit: number, aim: string, margin: Margin): GuardrailCells {
  if (found === null) return { margin: null, guardrail: 'not shown' }
  const most = margin.isPercent ? (Math.abs(unit * found.base) * margin.amount) / 100 : margin.amount
  const [worst, best] = aim === 'higher' ? [-found.low, -found.high] : [found.high, found.low]
  // An interval that ends at the margin but for rounding ends at it.
  const end = most + ROUNDING * unit * (1 + Math.abs(found.base))
  return { margin: most, guardrail: unit * worst <= end ? 'held' : unit * best > end ? 'broken' : 'not shown' }
}
