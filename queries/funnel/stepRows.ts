import { elementAt } from '../../src-renderer/base/required'
import { columnNamed, conditionSql } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { whereClause, whereLines } from '../events/eventsInScope'
import { NO_VALUE, valueSql, wordSql } from '../events/brokenBy'
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
import { heldName, pairsSql, type Pairing } from './pairs'
import { positionSql, type PositionKind } from '../events/position'

/** The rows that attempts are made of. Steps are given by their numbers in the funnel; positions are of one kind. */
export interface FunnelRows {
  /** WITH queries that the SELECTs need, after the keyed rows' own. */
  readonly ctes: readonly Cte[]
  /** A SELECT of the events that may fill a step: key, position, and what `more` names (place, event_name). */
  at(step: number, isEntry: boolean, more?: readonly string[]): string
  /** A SELECT of key, position, is_entry and is_step_n of the events that meet a step (or, with `all`, of all events); is_step_1 with `all` only where it is asked of. */
  flagged(all: boolean): string
  /** A SELECT of key, position, place, is_entry and mask (bit n - 1: may fill the n-th required step) of the events that meet a step, or of all. */
  masked(all: boolean): string
  /** A SELECT of key and position of the events of an exclusion. */
  excluded(condition: string): string
  /** A SELECT of the keys whose entries all hold no value: for counting who is left out. */
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

/** A condition that one of some must hold, on lines of its own where it is long. */
function eitherSql(conditions: readonly string[]): string {
  if (conditions.includes('TRUE')) return 'TRUE'
  const line = conditions.join(' OR ')
  return line.length <= 80 ? `(${line})` : `(\n    ${conditions.join('\n    OR ')}\n  )`
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
    heldName(index + 1),
  ])
  const valued: Expressions =
    pairing?.value === null || pairing === null
      ? []
      : [
          [
            `coalesce(${valueSql(pairing.value.columns, columns)}, ${wordSql(pairing.value.columns, NO_VALUE)})`,
            'counted_value',
          ],
        ]
  const firstCtes = numbers(1, options.steps.length)
    .filter((step) => stepOf(step).first === 'unfiltered')
    .map((step) => unfilteredFirsts(rows, step, stepOf(step), columns))

  /** The events that may fill a step, of every key: key, position and what is named. */
  const base = (step: number, isEntry: boolean, more: Expressions): string => {
    const dated = dates !== 'TRUE' && (every || isEntry)
    const { first } = stepOf(step)
    const names = ['key', 'position', ...more.map(([, name]) => name)]
    const all: Expressions = [[positionSql(kind), 'position'], ...more]
    if (first === false) return rows.rows(whereLines(condition(step), dated ? dates : null), all)
    const withPlace: Expressions = more.some(([, name]) => name === place[0]) ? all : [...all, [place[1], place[0]]]
    if (first === 'unfiltered')
      return onlyFirst(rows.rows(whereLines(condition(step), dated ? dates : null), withPlace), step, names)
    if (more.length === 0)
      return stepRows(rows.rows(condition(step), dated ? [...all, [dates, 'is_entry']] : all), { first, entry: dated })
    const found = rows.rows(condition(step), [...withPlace, [dates, 'is_entry']])
    const one = `SELECT *\nFROM ${inBrackets(found)}\nQUALIFY place = min(place) OVER (PARTITION BY key)`
    return select(names, `FROM ${inBrackets(one)}${whereClause(dated ? 'is_entry' : null)}`)
  }

  const named = (names: readonly string[]): Expressions =>
    names.map((name) => [name === 'place' ? place[1] : 'event::VARCHAR', name] as const)
  const sameHeld = held.map(([, name]) => `event.${name} = pairs.${name}`)

  const sameValue = 'event.counted_value = pairs.counted_value'

  const at: FunnelRows['at'] = (step, isEntry, more = []) => {
    if (pairing === null) return base(step, isEntry, named(more))
    const isValued = pairing.value?.step === step && options.order !== 'any'
    const on = ['event.key = pairs.owner', ...sameHeld, ...(isValued ? [sameValue] : [])]
    const events = base(step, isEntry, [...named(more), ...held, ...(isValued ? valued : [])])
    return select(
      ['pairs.key', 'event.position', ...more.map((name) => `event.${name}`)],
      `FROM ${inBrackets(events)} AS event\nJOIN pairs ON ${on.join('\n  AND ')}`,
    )
  }

  /** All events that meet a step (or all events) of every key, once: key, position, place, is_entry (dated), mask, and what values are needed. */
  const maskBase = (all: boolean): string => {
    const steps = required.map(condition)
    const mask = steps.map((step, index) => `CASE WHEN ${step} THEN ${2 ** index} ELSE 0 END`).join('\n    + ')
    const firsts = firstSteps(required.map(stepOf))
    const found = rows.rows(whereLines(all ? null : eitherSql(steps), every && firsts.length === 0 ? dates : null), [
      [positionSql(kind), 'position'],
      [place[1], place[0]],
      [dates, 'is_entry'],
      [`(\n    ${mask}\n  )`, 'mask'],
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
    return kept.length === 0 ? firstOnly : `SELECT *\nFROM ${inBrackets(firstOnly)}${whereClause(...kept)}`
  }

  const masked: FunnelRows['masked'] = (all) => {
    const isAny = options.order === 'any'
    const bit = pairing?.value === null || pairing === null || isAny ? null : 2 ** required.indexOf(pairing.value.step)
    const ofValue =
      bit === null
        ? 'mask'
        : `mask - CASE WHEN mask & ${bit} <> 0 AND event.counted_value <> pairs.counted_value THEN ${bit} ELSE 0 END`
    const ofHeld =
      sameHeld.length === 0
        ? ofValue
        : `CASE\n    WHEN ${sameHeld.join(' AND ')}\n    THEN ${ofValue}\n    ELSE 0\n  END`
    const isEntry = isAny && pairing !== null && pairing.value !== null ? `is_entry AND ${sameValue}` : 'is_entry'
    const names = ['position', 'place', ...(kind === 'second' ? ['event_name'] : [])]
    const own =
      pairing === null
        ? maskBase(all)
        : select(
            [
              'pairs.key AS key',
              ...names.map((name) => `event.${name}`),
              `${isEntry} AS is_entry`,
              `${ofHeld} AS mask`,
            ],
            `FROM ${all ? 'owners_events' : 'owners_step_events'} AS event\nJOIN pairs ON event.key = pairs.owner`,
          )
    const met = pairing === null || all ? own : `SELECT *\nFROM ${inBrackets(own)}\nWHERE mask <> 0`
    // Two events of one name in one second that meet the same steps are one.
    return kind !== 'second'
      ? met
      : select(
          ['key', 'position', 'min(place) AS place', 'bool_or(is_entry) AS is_entry', 'mask'],
          `FROM ${inBrackets(met)}\nGROUP BY key, position, event_name, mask`,
        )
  }

  const plainlyFlagged = (all: boolean): string => {
    const steps = required.map(condition)
    const firsts = firstSteps(required.map(stepOf))
    const placed = firsts.length === 0 ? [] : [[place[1], place[0]] as const]
    const flags = (from: number): Expressions =>
      numbers(from, steps.length).map((step) => [`(${steps[step - 1]})`, `is_step_${step}`] as const)
    const early = every && firsts.length === 0 ? dates : null
    const late = (sql: string): string =>
      every && firsts.length > 0 ? `SELECT *\nFROM ${inBrackets(sql)}\nWHERE is_entry` : sql
    if (!all) {
      const flagged = late(
        flagFirsts(
          rows.rows(whereLines(eitherSql(steps), early), [
            [positionSql(kind), 'position'],
            ...placed,
            [dates, 'is_entry'],
            ...flags(1),
          ]),
          firsts,
        ),
      )
      return firsts.length === 0
        ? flagged
        : `SELECT *\nFROM ${inBrackets(flagged)}\nWHERE ${numbers(1, steps.length)
            .map((step) => `is_step_${step}`)
            .join('\n  OR ')}`
    }
    const ownFirst = firsts.includes(1) || (every && firsts.length > 0)
    const found = rows.rows(whereLines(early), [
      [positionSql(kind), 'position'],
      ...placed,
      [ownFirst ? dates : dates === 'TRUE' ? `(${steps[0]})` : `(${steps[0]} AND ${dates})`, 'is_entry'],
      ...flags(ownFirst ? 1 : 2),
    ])
    const flagged = late(flagFirsts(found, firsts))
    return ownFirst ? `SELECT * REPLACE (is_step_1 AND is_entry AS is_entry)\nFROM ${inBrackets(flagged)}` : flagged
  }

  const plainFlags =
    pairing === null &&
    options.counting !== 'totals' &&
    kind !== 'second' &&
    !required.some((step) => stepOf(step).first === 'unfiltered')
  const flagged: FunnelRows['flagged'] = (all) => {
    if (plainFlags) return plainlyFlagged(all)
    const isEntry = all ? 'is_entry AND mask & 1 <> 0' : 'is_entry'
    return select(
      [
        'key',
        'position',
        'place',
        isEntry === 'is_entry' ? isEntry : `${isEntry} AS is_entry`,
        ...required.map((_, index) => `mask & ${2 ** index} <> 0 AS is_step_${index + 1}`),
      ],
      `FROM ${inBrackets(masked(all))}`,
    )
  }

  const excluded: FunnelRows['excluded'] = (which) => {
    const found = rows.rows(whereLines(which, every ? dates : null), [[positionSql(kind), 'position']])
    return pairing === null
      ? found
      : `SELECT pairs.key, event.position\nFROM ${inBrackets(found)} AS event\nJOIN pairs ON event.key = pairs.owner`
  }

  /** The rows that entries are among, with what values are needed. */
  const entryRows = (): string =>
    options.order === 'any'
      ? 'SELECT *\nFROM owners_step_events\nWHERE is_entry'
      : base(1, true, [...held, ...(pairing?.value?.step === 1 ? valued : [])])
  const pairCtes = (): readonly Cte[] => {
    if (pairing === null) return []
    const all = options.order === 'strict'
    const shared: readonly Cte[] =
      options.order === 'ordered' && !pairing.searched
        ? []
        : [
            {
              name: all ? 'owners_events' : 'owners_step_events',
              about: `${all ? 'All events' : 'Events that meet a step'}, with the values they hold; in mask, bit n - 1 for step n`,
              keep: 'MATERIALIZED',
              sql: maskBase(all),
            },
          ]
    const ofStep =
      pairing.value === null
        ? null
        : pairing.value.step === 1
          ? entryRows()
          : base(pairing.value.step, false, [...held, ...valued])
    return [
      ...shared,
      {
        name: 'pairs',
        about: 'Each who enters with each of the values that tell their attempts apart: a pair, with a key of its own',
        keep: 'MATERIALIZED',
        sql: pairsSql(pairing, entryRows(), ofStep),
      },
    ]
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
        : `SELECT DISTINCT key\nFROM ${inBrackets(entryRows())}\nEXCEPT\nSELECT owner\nFROM pairs`,
  }
}
