import type { ChartSpec } from '../../chart/spec'
import type { SparkPoints } from '../../chart/sparkPath'
import type { Annotation } from '../../model/annotation'
import type { ResultColumn, ResultTable } from '../../query/contract/result'

/** A figure shown large, all of it in words. */
export interface ReportFigure {
  readonly label: string
  readonly value: string
  readonly unit: string
  /** "▲ +4.2 %" and whether that is good; null where there is nothing before. */
  readonly change: { readonly text: string; readonly tone: 'good' | 'bad' | 'plain' } | null
  /** What it is of, against what, and what it is held against: a line each. */
  readonly lines: readonly string[]
  readonly tone: 'good' | 'warn' | 'bad' | 'plain'
  readonly spark: SparkPoints
}

type ReportBody =
  | { readonly kind: 'text'; readonly markdown: string }
  | { readonly kind: 'answer'; readonly figures: readonly ReportFigure[]; readonly charts: readonly ChartSpec[] }
  | { readonly kind: 'problem'; readonly message: string }

/** What one tile or one answer shows. */
export interface ReportPart {
  /** Empty for a text. */
  readonly title: string
  /** Of whom and when, in words. */
  readonly scope: string
  /** Columns of twelve. */
  readonly width: 3 | 6 | 12
  readonly body: ReportBody
  readonly notes: readonly string[]
  /** The rows behind it, folded. */
  readonly table: {
    readonly rows: ResultTable
    readonly columns: readonly ResultColumn[]
    /** More rows were there than were taken. */
    readonly isCut: boolean
    /** Not folded: it is what the part shows. */
    readonly isOpen: boolean
  } | null
}

/** A file that figures come from, as it was imported. */
export interface ReportSource {
  readonly name: string
  readonly table: string
  readonly rows: number
  readonly bytes: number | null
  readonly crc32: string | null
  readonly importedAt: string
}

/** A page to give away: what was found, and in an appendix how, of whom, and from which files. */
export interface Report {
  readonly title: string
  readonly about: string
  /** What it was made of: workspace, dates, zone, when. */
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly parts: readonly ReportPart[]
  readonly definitions: readonly {
    readonly title: string
    readonly markdown: string
    /** What a row is. */
    readonly grain: string
    readonly columns: readonly ResultColumn[]
  }[]
  readonly queries: readonly { readonly title: string; readonly sql: string }[]
  readonly sources: readonly ReportSource[]
  /** Notes on dates, for charts over them. */
  readonly annotations: readonly Annotation[]
}
