import type fc from 'fast-check'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { NativeDuckdb, Row } from './nativeDuckdb'

/** Parameters as a person gives them. */
export type Asked = Readonly<Record<string, ParameterValue>>

/** Random small tables, and how a database gets them. Cases share one where they can. */
export interface Source<L = unknown> {
  readonly arbitrary: fc.Arbitrary<L>
  load(this: void, db: NativeDuckdb, log: L): Promise<unknown>
  /** The plain table that stands for the log, where analyses are told which it is; event tables need no telling. */
  readonly main?: string
}

/** What loops over all analyses asks of each; see `without`. */
export const PROOFS = ['reference', 'range', 'names', 'engine', 'comparison', 'drill', 'breakdown', 'bench'] as const
export type Proof = (typeof PROOFS)[number]

/** Why the rows behind a figure are not as many as it says, and what holds instead. */
export type Behind =
  /** This column of the rows listed adds up to the figure. */
  | { readonly addsUp: string; readonly because: string }
  /** The list is of something else: held by the test named. */
  | { readonly because: string; readonly heldBy: string }

/** For whom a breakdown adds up. */
export interface Breakdown<C = unknown> {
  /** What tells rows of the undivided answer apart. */
  readonly key: readonly string[]
  /** The columns whose sums over the values are the undivided figures. */
  readonly adds: readonly string[]
  /** The choice divided, and not; null where one of them has no such meaning (a user under several values). */
  divided(this: void, choice: C): { readonly divided: Asked; readonly whole: Asked } | null
  /** Whether a row of the divided answer counts; all where absent. */
  keep?(this: void, row: Row): boolean
}

/**
 * How one analysis is tried: exported as `analysisCase` from `test/queries/<family>/<analysis>/case.ts`, found by its folder
 * (see cases.ts). Every test that goes over all analyses asks their cases, and fails by name where one is missing.
 */
export interface AnalysisCase<L = unknown, C = unknown> {
  /** The tables. */
  readonly log: Source<L>
  /** What is chosen of the analysis's parameters, and of dates, zone, filter and test users. */
  readonly choices: fc.Arbitrary<C>
  /** Whether the definition has an answer for a choice of a log; all where absent. */
  fits?(log: L, choice: C): boolean
  /** A choice as a person gives it. */
  asked(choice: C): Asked
  /**
   * The answer, naively, from the written definition and without the analysis's SQL. It may ask other analyses that have a
   * reference of their own, where the definition does.
   */
  reference?(this: void, log: L, choice: C, db: NativeDuckdb): readonly object[] | Promise<readonly object[]>
  /** What of an answer the reference speaks of, and in which order; all of it where absent. */
  told?(rows: readonly Row[], choice: C, expected: readonly object[]): readonly object[]
  /** The column that answers are ordered by, empty values last, where `told` puts rows in an order of its own. */
  readonly orderedBy?: { readonly column: string; readonly isDescending?: true }
  /** Whole-number columns that do not count what is listed behind them, by name. */
  readonly behind?: Readonly<Record<string, Behind>>
  /** Columns that count what is listed behind them in answers to a choice, though other choices make them no counts. */
  counts?(this: void, choice: C): readonly string[]
  readonly breakdown?: Breakdown<C>
  /** How many times fewer random choices it is asked than others, where an answer takes seconds however small the log. */
  readonly fewer?: number
  /** What the benchmark asks of the generated log (test/bench/generateEvents.mjs). */
  readonly bench?: Asked
  /** Where it cannot take part, and why. */
  readonly without?: Readonly<Partial<Record<Proof, string>>>
}

/** Only the columns that the reference gives. */
export function toldColumns(rows: readonly Row[], _choice: unknown, expected: readonly object[]): readonly object[] {
  const names = Object.keys(expected[0] ?? {})
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
}

/** Rows in an order that both sides can be put in, where the answer's own order decides nothing. */
export function sorted(rows: readonly object[]): readonly object[] {
  return rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
}

/** Of what several analyses are asked, the parameters that this one has. */
export function takenBy(analysis: { readonly parameters: readonly { readonly name: string }[] }, asked: Asked): Asked {
  return Object.fromEntries(
    Object.entries(asked).filter(([name]) => analysis.parameters.some((spec) => spec.name === name)),
  )
}

/** Of each row, only the columns that the reference gives of it. */
export function toldInEachRow(rows: readonly Row[], _choice: unknown, expected: readonly object[]): readonly object[] {
  return rows.map((row, at) => Object.fromEntries(Object.keys(expected[at] ?? row).map((name) => [name, row[name]])))
}
