import { KeptRows } from '../../sequence/keptRows'
import type { Planned } from './sessionAnswer'
import { SmallAnswers } from './smallAnswers'
import { Timelines } from './timelines'

/** What a session keeps of earlier questions, as long as data and model stay. */
export class KeptAnswers {
  readonly timelines = new Timelines()
  readonly rows = new KeptRows()
  readonly small = new SmallAnswers()
  /** What plans with kernels read, by what tells their requests apart. */
  readonly passes = new Map<string, Planned>()
  #version = ''

  /** Says what data and model are now; what is of others is forgotten. */
  keepFor(version: string): void {
    if (version !== this.#version) this.clear()
    this.#version = version
  }

  clear(): void {
    this.timelines.clear()
    this.rows.clear()
    this.small.clear()
    this.passes.clear()
  }
}
