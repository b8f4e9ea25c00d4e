import type { Table } from 'apache-arrow'
import { elementAt, required } from '../../base/required'
import { readInt32, readMicros } from '../../store/arrowFile'

/** What is counted of some rows. */
interface Counted {
  events: number
  /** Keys of users; rows without one are in none. */
  readonly users: Set<number>
}

/** One line of the daily counts: of a day, an event, and values of the chosen columns. */
export interface DailyRow {
  readonly day: number
  readonly event: string
  readonly by: readonly (string | null)[]
  readonly events: number
  readonly users: number
}

export interface ActiveRow {
  readonly day: number
  readonly events: number
  readonly users: number
}

/** What is known of a user over all rows that were dropped. */
export interface UserTotals {
  readonly firstTs: number
  readonly lastTs: number
  readonly events: number
  readonly activeDays: number
}

interface Day {
  readonly all: Counted
  readonly cells: Map<string, Counted & Pick<DailyRow, 'event' | 'by'>>
}

const nothing = (): Counted => ({ events: 0, users: new Set() })

/**
 * Counts rows that are about to be dropped: by day, event and chosen columns, by day, and by user. Users are told apart
 * exactly. Files come in the order of their first dates; days that no further file holds are counted up at once.
 */
export class RollUp {
  readonly daily: DailyRow[] = []
  readonly active: ActiveRow[] = []
  readonly users = new Map<number, UserTotals>()
  readonly #by: readonly string[]
  readonly #open = new Map<number, Day>()

  constructor(by: readonly string[]) {
    this.#by = by
  }

  add(file: Table, rows: readonly number[], dayAt: (row: number) => number): void {
    const keys = readInt32(required(file.getChild('user_key')))
    const times = readMicros(required(file.getChild('ts')))
    const event = required(file.getChild('event'))
    // A file that was written before a column came has none of it.
    const columns = this.#by.map((name) => file.getChild(name))
    for (const row of rows) {
      const day = this.#dayOf(dayAt(row))
      const name = String(event.get(row))
      const by = columns.map((column) => {
        const value = (column?.get(row) ?? null) as string | number | boolean | bigint | null
        return value === null ? null : String(value)
      })
      const place = JSON.stringify([name, ...by])
      const cell = day.cells.get(place) ?? { ...nothing(), event: name, by }
      day.cells.set(place, cell)
      for (const counted of [day.all, cell]) {
        counted.events++
        if (elementAt(keys, row) >= 0) counted.users.add(elementAt(keys, row))
      }
      this.#addUser(elementAt(keys, row), elementAt(times, row))
    }
  }

  /** Counts up the days before one: no row of them comes any more. */
  finishBefore(day: number): void {
    const done = [...this.#open].filter(([one]) => one < day).sort(([a], [b]) => a - b)
    for (const [one, { all, cells }] of done) {
      this.#open.delete(one)
      this.active.push({ day: one, events: all.events, users: all.users.size })
      const rows = [...cells.values()].map(({ event, by, events, users }) => ({
        ...{ day: one, event, by, events },
        users: users.size,
      }))
      this.daily.push(
        ...rows.sort((a, b) => (JSON.stringify([a.event, a.by]) < JSON.stringify([b.event, b.by]) ? -1 : 1)),
      )
      for (const key of all.users) {
        const user = required(this.users.get(key))
        this.users.set(key, { ...user, activeDays: user.activeDays + 1 })
      }
    }
  }

  #dayOf(day: number): Day {
    const known = this.#open.get(day)
    if (known !== undefined) return known
    const made: Day = { all: nothing(), cells: new Map() }
    this.#open.set(day, made)
    return made
  }

  #addUser(key: number, ts: number): void {
    if (key < 0) return
    const known = this.users.get(key)
    this.users.set(key, {
      firstTs: Math.min(known?.firstTs ?? Infinity, ts),
      lastTs: Math.max(known?.lastTs ?? -Infinity, ts),
      events: (known?.events ?? 0) + 1,
      activeDays: known?.activeDays ?? 0,
    })
  }
}
