import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { SequenceRequest } from '../../src-renderer/query/contract/plan'

type Columns = SequenceRequest['columns']

/** A definition's columns beside those of others: each after its prefix. */
export function prefixed(prefix: string, columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [prefix + name, column]))
}

/** A run of one definition's kernel over the events of all: it sees the columns with its prefix, and has none left out. */
export function sideRun(run: KernelRun, prefix: string, values: ParameterValues): KernelRun {
  const { timeline } = run
  const own = [...run.columns].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
  return {
    ...run,
    values,
    columns: new Set(own),
    timeline: {
      ...timeline,
      flag: (name) => timeline.flag(prefix + name),
      number: (name) => timeline.number(prefix + name),
      text: (name) => timeline.text(prefix + name),
      key: (name) => timeline.key(prefix + name),
      once: (id, names, make) =>
        timeline.once(
          id,
          names.map((name) => prefix + name),
          make,
        ),
    },
    leaveOut: () => undefined,
  }
}
