import { elementAt } from '../../base/required'
import type { ColumnSchema, IsoDate } from '../../model/schema'
import type { ParameterValue } from '../../query/contract/parameter'
import type { CountOperator, PropertyRule, RuleDates, SegmentRule } from '../../query/contract/segment'
import { comparisonOf } from '../../query/sql/segment'
import { blankTerm, draftOf, finishDraft, type TermDraft } from '../analysis/fields/termDrafts'

/** A rule while it is being written; `negated` turns it into its contrary. */
export type RuleDraft = DidDraft | PropertyDraft | GroupRuleDraft | UsersDraft | SqlDraft

interface Draft {
  readonly key: number
  readonly negated: boolean
}

/** The dates of the events that a rule looks at; null for open. */
interface DatedDraft extends Draft {
  readonly from: IsoDate | null
  readonly to: IsoDate | null
}

interface DidDraft extends DatedDraft {
  readonly kind: 'did'
  /** Undefined: not chosen yet. */
  readonly event: ParameterValue | undefined
  readonly op: CountOperator
  /** As typed. */
  readonly count: string
}

interface PropertyDraft extends DatedDraft {
  readonly kind: 'property'
  readonly term: TermDraft
  readonly known: NonNullable<PropertyRule['known']>
}

export interface GroupRuleDraft extends Draft {
  readonly kind: 'group'
  readonly mode: 'all' | 'any'
  readonly items: readonly RuleDraft[]
}

interface UsersDraft extends Draft {
  readonly kind: 'users'
  /** One id a line. */
  readonly text: string
}

interface SqlDraft extends Draft {
  readonly kind: 'sql'
  readonly sql: string
  readonly timezone: string | undefined
}

export function blankRule(kind: RuleDraft['kind'], nextKey: () => number): RuleDraft {
  const base = { key: nextKey(), negated: false }
  switch (kind) {
    case 'did':
      return { ...base, kind, event: undefined, op: '>=', count: '1', from: null, to: null }
    case 'property':
      return { ...base, kind, term: blankTerm(nextKey()), known: 'last', from: null, to: null }
    case 'group':
      return { ...base, kind, mode: 'any', items: [blankRule('did', nextKey), blankRule('did', nextKey)] }
    case 'users':
      return { ...base, kind, text: '' }
    case 'sql':
      return { ...base, kind, sql: '', timezone: undefined }
  }
}

/** The draft of a rule. */
export function draftOfRule(rule: SegmentRule, nextKey: () => number): RuleDraft {
  const base = { key: nextKey(), negated: false }
  if ('not' in rule) {
    const inner = draftOfRule(rule.not, nextKey)
    return inner.negated
      ? { ...base, kind: 'group', mode: 'all', negated: true, items: [inner] }
      : { ...inner, negated: true }
  }
  if ('users' in rule) return { ...base, kind: 'users', text: rule.users.join('\n') }
  if ('sql' in rule) return { ...base, kind: 'sql', sql: rule.sql, timezone: rule.timezone }
  if ('did' in rule) {
    return {
      ...base,
      kind: 'did',
      event: rule.did,
      op: rule.times?.op ?? '>=',
      count: String(rule.times?.n ?? 1),
      from: rule.from ?? null,
      to: rule.to ?? null,
    }
  }
  if ('property' in rule) {
    const { known = 'last', from = null, to = null } = rule
    return { ...base, kind: 'property', term: draftOf(comparisonOf(rule), nextKey()), known, from, to }
  }
  const [mode, parts] = 'all' in rule ? ['all' as const, rule.all] : ['any' as const, rule.any]
  return { ...base, kind: 'group', mode, items: parts.map((part) => draftOfRule(part, nextKey)) }
}

/** A rule's draft as the group that an editor begins with. */
export function rootDraft(rule: SegmentRule | null, nextKey: () => number): GroupRuleDraft {
  const draft = rule === null ? blankRule('did', nextKey) : draftOfRule(rule, nextKey)
  return draft.kind === 'group' && !draft.negated
    ? draft
    : { key: nextKey(), negated: false, kind: 'group', mode: 'all', items: [draft] }
}

function finishDates({ from, to }: DatedDraft): RuleDates | { readonly missing: string } {
  if (from !== null && to !== null && from > to) return { missing: 'From is later than To: nothing lies between.' }
  return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
}

/**
 * What is missing before the draft is a rule, in words; or the rule. `columns` are those of the events: their types say
 * how values are read.
 */
export function finishRule(
  draft: RuleDraft,
  columns: readonly ColumnSchema[],
): { readonly rule: SegmentRule } | { readonly missing: string } {
  const done = (rule: SegmentRule): { readonly rule: SegmentRule } => ({ rule: draft.negated ? { not: rule } : rule })
  switch (draft.kind) {
    case 'did': {
      if (draft.event === undefined) return { missing: 'Choose an event.' }
      if (!/^\d{1,9}$/.test(draft.count.trim())) return { missing: 'How often must be a whole number.' }
      const dates = finishDates(draft)
      if ('missing' in dates) return dates
      const n = Number(draft.count)
      return done({
        did: draft.event,
        ...(draft.op === '>=' && n === 1 ? {} : { times: { op: draft.op, n } }),
        ...dates,
      })
    }
    case 'property': {
      const term = finishDraft(draft.term, columns)
      if (term === null) return { missing: draft.term.column === null ? 'Choose a column.' : 'Give a value.' }
      const dates = finishDates(draft)
      if ('missing' in dates) return dates
      const { column: property, ...rest } = term
      return done({ property, ...rest, ...(draft.known === 'last' ? {} : { known: draft.known }), ...dates })
    }
    case 'users': {
      const users = [
        ...new Set(
          draft.text
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        ),
      ]
      return users.length === 0 ? { missing: 'Write at least one user id.' } : done({ users })
    }
    case 'sql':
      return draft.sql.trim() === ''
        ? { missing: 'Write a query that gives user_key.' }
        : done({ sql: draft.sql.trim(), ...(draft.timezone === undefined ? {} : { timezone: draft.timezone }) })
    case 'group': {
      const parts: SegmentRule[] = []
      for (const item of draft.items) {
        const part = finishRule(item, columns)
        if ('missing' in part) return part
        parts.push(part.rule)
      }
      if (parts.length === 0) return { missing: 'Add a rule.' }
      return done(parts.length === 1 ? elementAt(parts, 0) : draft.mode === 'all' ? { all: parts } : { any: parts })
    }
  }
}
