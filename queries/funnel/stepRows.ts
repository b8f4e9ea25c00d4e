import { elementAt } from '../../src-renderer/base/required'
import { columnNamed, conditionSql } from '../../src-renderer/query/sql/condition'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { numbers } from './attempt'
import {
  firstSteps,
  flagFirsts,
  maskFirsts,
  maskUnfiltered,
  onlyFirst,
  stepRows,
  unfilteredFirsts,
} from './firstEvents'
import type { Expressions, KeyedRows } from '../events/keyedRows'
import type { FunnelOptions } from './options'
import { pairsSql, type Pairing } from './pairs'
import { positionSql, type PositionKind } from '../events/position'

/** The rows that attempts are made of. Steps are given by their numbers in the funnel; positions are of one kind. */
export interface FunnelRows {
  /** CTEs that the SELECTs need, after the keyed rows' own. */
  readonly ctes: readonly string[]
  /** A SELECT of the events that may fill a step: k, o, and what `more` names (place, event_name). */
  at(step: number, isEntry: boolean, more?: readonly string[]): string
  /** A SELECT of k, o, is_entry and is_step_n of the events that meet a step (or, with `all`, of all events); is_step_1 with `all` only where it is asked of. */
  flagged(all: boolean): string
  /** A SELECT of k, o, place, is_entry and mask (bit n - 1: may fill the n-th required step) of the events that meet a step, or of all. */
  masked(all: boolean): string
  /** A SELECT of k and o of the events of an exclusion. */
  excluded(condition: string): string
  /** A SELECT of k and place of the entries that hold no value, and of whom: for counting who is left out. */
  withoutValue(): string | null
}

interface Asked {
  readonly options: FunnelOptions
  readonly rows: KeyedRows
  readonly within: Scope
  readonly kind: PositionKind
  /** A condition on the local date; TRUE where no dates are asked for. */
  readonly dates: string
  readonly required: readonly number[]
  /** How keys are told apart by values; null where they are not. */
  readonly pairing: Pairing | null
}

/** Rows for a funnel's attempts, as its options say. */
export function funnelRows(asked: Asked): FunnelRows {
  const { options, rows, within, kind, dates, required, pairing } = asked
  const { columns } = within.source
  const every = options.everyStepDated && dates !== 'TRUE'
  const stepOf = (step: number): FunnelOptions['steps'][number] => elementAt(options.steps, step - 1)
  const condition = (step: number): string => conditionSql(stepOf(step), columns)
  const place = ['place', positionSql('file')] as const
  const held: Expressions = (pairing?.hold ?? []).map((column, index) => [
    identifier(columnNamed(column, within.source.columns).name),
    `h${index + 1}`,
  ])
  const valued: Expressions =
    pairing?.value === null || pairing === null
      ? []
      : [
          [
            `coalesce(${identifier(columnNamed(pairing.value.column, within.source.columns).name)}::VARCHAR, ${literal(pairing.value.none)})`,
            'v',
          ],
        ]
  const firstCtes = numbers(1, options.steps.length)
    .filter((step) => stepOf(step).first === 'unfiltered')
    .map((step) => `first_of_${step} AS (${unfilteredFirsts(rows, stepOf(step), columns)})`)

  /** The events that may fill a step, of every key: k, o and what is named. */
  const base = (step: number, isEntry: boolean, more: Expressions): string => {
    const dated = dates !== 'TRUE' && (every || isEntry)
    const { first } = stepOf(step)
    const names = ['k', 'o', ...more.map(([, name]) => name)]
    const all: Expressions = [[positionSql(kind), 'o'], ...more]
    if (first === false) return rows.rows(dated ? `${condition(step)} AND ${dates}` : condition(step), all)
    const withPlace: Expressions = more.some(([, name]) => name === place[0]) ? all : [...all, [place[1], place[0]]]
    if (first === 'unfiltered')
      return onlyFirst(rows.rows(dated ? `${condition(step)} AND ${dates}` : condition(step), withPlace), step, names)
    if (more.length === 0)
      return stepRows(rows.rows(condition(step), dated ? [...all, [dates, 'is_entry']] : all), { first, entry: dated })
    const found = rows.rows(condition(step), [...withPlace, [dates, 'is_entry']])
    const one = `SELECT * FROM (${found}) QUALIFY place = min(place) OVER (PARTITION BY k)`
    return `SELECT ${names.join(', ')} FROM (${one})${dated ? ' WHERE is_entry' : ''}`
  }

  const named = (names: readonly string[]): Expressions =>
    names.map((name) => [name === 'place' ? place[1] : 'event::VARCHAR', name] as const)
  const sameHeld = held.map(([, name]) => `hit.${name} = pairs.${name}`)

  const at: FunnelRows['at'] = (step, isEntry, more = []) => {
    if (pairing === null) return base(step, isEntry, named(more))
    const isValued = pairing.value?.step === step && options.order !== 'any'
    const on = ['hit.k = pairs.owner', ...sameHeld, ...(isValued ? ['hit.v = pairs.v'] : [])]
    return `SELECT ${['pairs.k', 'hit.o', ...more.map((name) => `hit.${name}`)].join(', ')} FROM (${base(step, isEntry, [...named(more), ...held, ...(isValued ? valued : [])])}) hit JOIN pairs ON ${on.join(' AND ')}`
  }

  /** All events that meet a step (or all events) of every key, once: k, o, place, is_entry (dated), mask, and what values are needed. */
  const maskBase = (all: boolean): string => {
    const steps = required.map(condition)
    const mask = steps.map((step, index) => `CASE WHEN ${step} THEN ${2 ** index} ELSE 0 END`).join(' + ')
    const firsts = firstSteps(required.map(stepOf))
    const early = every && firsts.length === 0 ? ` AND ${dates}` : ''
    const found = rows.rows(`${all ? 'TRUE' : `(${steps.join(' OR ')})`}${early}`, [
      [positionSql(kind), 'o'],
      [place[1], place[0]],
      [dates, 'is_entry'],
      [`(${mask})`, 'mask'],
      ...(kind === 'second' ? named(['event_name']) : []),
      ...held,
      ...valued,
    ])
    const unfiltered = required.flatMap((step, index) =>
      stepOf(step).first === 'unfiltered' ? [{ step, bit: 2 ** index }] : [],
    )
    const firstOnly = maskFirsts(maskUnfiltered(found, unfiltered), firsts, true)
    const kept = [
      ...(every && firsts.length > 0 ? ['is_entry'] : []),
      ...(all || (unfiltered.length === 0 && firsts.length === 0) ? [] : ['mask <> 0']),
    ]
    return kept.length === 0 ? firstOnly : `SELECT * FROM (${firstOnly}) WHERE ${kept.join(' AND ')}`
  }

  const masked: FunnelRows['masked'] = (all) => {
    const isAny = options.order === 'any'
    const bit = pairing?.value === null || pairing === null || isAny ? null : 2 ** required.indexOf(pairing.value.step)
    const ofValue =
      bit === null ? 'mask' : `mask - CASE WHEN mask & ${bit} <> 0 AND hit.v <> pairs.v THEN ${bit} ELSE 0 END`
    const ofHeld = sameHeld.length === 0 ? ofValue : `CASE WHEN ${sameHeld.join(' AND ')} THEN ${ofValue} ELSE 0 END`
    const isEntry = isAny && pairing !== null && pairing.value !== null ? 'is_entry AND hit.v = pairs.v' : 'is_entry'
    const names = ['o', 'place', ...(kind === 'second' ? ['event_name'] : [])]
    const own =
      pairing === null
        ? maskBase(all)
        : `SELECT pairs.k AS k, ${names.map((name) => `hit.${name}`).join(', ')}, ${isEntry} AS is_entry, ${ofHeld} AS mask FROM ${all ? 'all_rows' : 'step_rows'} hit JOIN pairs ON hit.k = pairs.owner`
    const met = pairing === null || all ? own : `SELECT * FROM (${own}) WHERE mask <> 0`
    // Two events of one name in one second that meet the same steps are one.
    return kind !== 'second'
      ? met
      : `SELECT k, o, min(place) AS place, bool_or(is_entry) AS is_entry, mask FROM (${met}) GROUP BY k, o, event_name, mask`
  }

  const flaggedOld = (all: boolean): string => {
    const steps = required.map(condition)
    const firsts = firstSteps(required.map(stepOf))
    const placed = firsts.length === 0 ? [] : [[place[1], place[0]] as const]
    const flags = (from: number): Expressions =>
      numbers(from, steps.length).map((step) => [`(${steps[step - 1]})`, `is_step_${step}`] as const)
    const early = every && firsts.length === 0 ? ` AND ${dates}` : ''
    const late = (sql: string): string => (every && firsts.length > 0 ? `SELECT * FROM (${sql}) WHERE is_entry` : sql)
    if (!all) {
      const flagged = late(
        flagFirsts(
          rows.rows(`(${steps.join(' OR ')})${early}`, [
            [positionSql(kind), 'o'],
            ...placed,
            [dates, 'is_entry'],
            ...flags(1),
          ]),
          firsts,
        ),
      )
      return firsts.length === 0
        ? flagged
        : `SELECT * FROM (${flagged}) WHERE ${numbers(1, steps.length)
            .map((step) => `is_step_${step}`)
            .join(' OR ')}`
    }
    const ownFirst = firsts.includes(1) || (every && firsts.length > 0)
    const found = rows.rows(`TRUE${early}`, [
      [positionSql(kind), 'o'],
      ...placed,
      [ownFirst ? dates : `(${steps[0]} AND ${dates})`, 'is_entry'],
      ...flags(ownFirst ? 1 : 2),
    ])
    const flagged = late(flagFirsts(found, firsts))
    return ownFirst ? `SELECT * REPLACE (is_step_1 AND is_entry AS is_entry) FROM (${flagged})` : flagged
  }

  const plainFlags =
    pairing === null &&
    options.counting !== 'totals' &&
    kind !== 'second' &&
    !required.some((step) => stepOf(step).first === 'unfiltered')
  const flagged: FunnelRows['flagged'] = (all) => {
    if (plainFlags) return flaggedOld(all)
    const isEntry = all ? 'is_entry AND mask & 1 <> 0' : 'is_entry'
    return `SELECT k, o, place, ${isEntry} AS is_entry, ${required.map((_, index) => `mask & ${2 ** index} <> 0 AS is_step_${index + 1}`).join(', ')} FROM (${masked(all)})`
  }

  const excluded: FunnelRows['excluded'] = (which) => {
    const found = rows.rows(every ? `${which} AND ${dates}` : which, [[positionSql(kind), 'o']])
    return pairing === null ? found : `SELECT pairs.k, hit.o FROM (${found}) hit JOIN pairs ON hit.k = pairs.owner`
  }

  /** The rows that entries are among, with what values are needed. */
  const entryRows = (): string =>
    options.order === 'any'
      ? 'SELECT * FROM step_rows WHERE is_entry'
      : `SELECT * FROM (${base(1, true, [...held, ...(pairing?.value?.step === 1 ? valued : [])])})`
  const pairCtes = (): readonly string[] => {
    if (pairing === null) return []
    const all = options.order === 'strict'
    const shared =
      options.order === 'ordered' && !pairing.searched
        ? []
        : [`${all ? 'all_rows' : 'step_rows'} AS MATERIALIZED (${maskBase(all)})`]
    const ofStep =
      pairing.value === null
        ? null
        : pairing.value.step === 1
          ? entryRows()
          : base(pairing.value.step, false, [...held, ...valued])
    return [...shared, `pairs AS MATERIALIZED (${pairsSql(pairing, entryRows(), ofStep)})`]
  }

  return {
    ctes: [...firstCtes, ...pairCtes()],
    at,
    flagged,
    masked,
    excluded,
    withoutValue: () =>
      pairing === null || pairing.hold.length === 0
        ? null
        : `SELECT DISTINCT k FROM (${entryRows()}) EXCEPT SELECT owner FROM pairs`,
  }
}
