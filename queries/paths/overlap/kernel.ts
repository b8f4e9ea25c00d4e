import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readNames, USUAL_SETS } from './sql'
import { byText } from '../../events/byText'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** A name as JSON; characters that control a terminal are blanks. */
function jsonText(name: string): string {
  const kept = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `"${kept.replace(/[\x00-\x1f]/g, ' ')}"`
}

/** Tells of each user how many events of each set are theirs: counts[n] for set n, used again for the next user. */
async function eachUser(
  { timeline, pace }: KernelRun,
  sets: number,
  addRow: (row: number, counts: Int32Array) => void,
  visit: (counts: Int32Array) => void,
): Promise<void> {
  const counts = new Int32Array(sets)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    counts.fill(0)
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) addRow(row, counts)
    visit(counts)
  }
}

interface Sets {
  readonly names: readonly string[]
  readonly addRow: (row: number, counts: Int32Array) => void
}

/** The sets that were chosen. */
function chosenSets({ timeline, values }: KernelRun, names: readonly string[]): Sets {
  const flags = names.map((_, index) => timeline.flag(`set_${index + 1}`))
  return {
    names: readNames(values),
    addRow: (row, counts) => {
      for (let set = 0; set < flags.length; set += 1) counts[set]! += flags[set]![row]!
    },
  }
}

/** The events that most users did. */
async function frequentSets(run: KernelRun, times: number): Promise<Sets> {
  const { timeline, pace } = run
  const { codes, texts } = timeline.text('name')
  const [users, counts] = [new Float64Array(texts.length), new Int32Array(texts.length)]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to] = [timeline.starts[user]!, timeline.starts[user + 1]!]
    for (let row = from; row < to; row += 1) {
      const code = codes[row]!
      if (code >= 0 && ++counts[code]! === times) users[code]! += 1
    }
    for (let row = from; row < to; row += 1) if (codes[row]! >= 0) counts[codes[row]!] = 0
  }
  const frequent = [...users.keys()]
    .filter((code) => users[code]! > 0)
    .sort((a, b) => users[b]! - users[a]! || byText(texts[a]!, texts[b]!))
    .slice(0, USUAL_SETS)
  const placeOf = new Int32Array(texts.length).fill(-1)
  frequent.forEach((code, place) => (placeOf[code] = place))
  return {
    names: frequent.map((code) => texts[code]!),
    addRow: (row, counts) => {
      const place = codes[row]! < 0 ? -1 : placeOf[codes[row]!]!
      if (place >= 0) counts[place]! += 1
    },
  }
}

/** Users by exactly which sets they are in. */
export async function countCombinations(run: KernelRun): Promise<ResultTable> {
  const times = typeof run.values['min_times'] === 'number' ? run.values['min_times'] : 1
  const chosen = readNames(run.values)
  const { names, addRow } = chosen.length === 0 ? await frequentSets(run, times) : chosenSets(run, chosen)
  const combinations = new Float64Array(2 ** names.length)
  await eachUser(run, names.length, addRow, (counts) => {
    let combination = 0
    for (let set = 0; set < counts.length; set += 1) if (counts[set]! >= times) combination |= 1 << set
    combinations[combination]! += 1
  })
  combinations[0] = 0
  const all = combinations.reduce((sum, users) => sum + users, 0)
  const rows = [...combinations.keys()]
    .filter((combination) => combinations[combination]! > 0)
    .map((combination) => ({
      combination: `[${names
        .filter((_, set) => (combination >> set) % 2 === 1)
        .map(jsonText)
        .join(',')}]`,
      users: combinations[combination]!,
      share: (100 * combinations[combination]!) / all,
    }))
    .sort((a, b) => b.users - a.users || byText(a.combination, b.combination))
  return computedResult(
    [
      { name: 'combination', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'share', type: 'double' },
    ],
    rows,
  )
}
