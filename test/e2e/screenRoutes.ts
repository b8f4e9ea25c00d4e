import { analyses, panels } from '../../queries/index'
import { packs } from '../../queries/packs'
import { SAMPLES } from '../../samples'
import { readCommandLine } from '../../src-renderer/host/terminal/readCommandLine'
import { isInBar } from '../../src-renderer/query/analysis/scopeParameters'
import { readPlanted } from '../queries/planted/readPlanted'

/** A page to be looked at: what its pictures are called, the sample that it is of, and where it stands. */
export interface Screen {
  readonly name: string
  /** The sample's title. */
  readonly sample: string
  readonly route: string
}

/** Pages that are no analyses' panels. */
const PAGES = ['start', 'overview', 'dashboards', 'sql', 'tables', 'model', 'checks', 'segments']

function titleOf(sample: string): string {
  return SAMPLES.find((one) => one.name === sample)!.title
}

/** What a form holds for the text of a command: lists and objects as such. */
function valueOf(text: string): unknown {
  return /^[[{]/.test(text) ? JSON.parse(text) : text
}

/** A command's question as a link: what the bar says stands in its scope. */
function linkOfCommand(words: readonly string[]): string {
  const line = readCommandLine(words)!
  const analysis = analyses.find((one) => one.name === line.operands[0])!
  const given = Object.entries(line.parameters).map(([name, text]) => [name, valueOf(text)] as const)
  const isBar = (name: string): boolean => analysis.parameters.some((spec) => spec.name === name && isInBar(spec))
  const bar = Object.fromEntries(given.filter(([name]) => isBar(name)))
  const { from, to, ...rest } = bar
  const dates = from === undefined && to === undefined ? {} : { dates: { from, to } }
  const view = {
    analysis: analysis.name,
    ...(line.table === null ? {} : { table: line.table }),
    parameters: Object.fromEntries(given.filter(([name]) => !isBar(name))),
    scope: { ...rest, ...dates },
  }
  return `link/${JSON.stringify(view)}`
}

/** Every analysis on a sample that answers it: as docs/planted.md asks it, else as its family's sample opens it. */
function analysisScreens(): readonly Screen[] {
  const planted = readPlanted().filter(({ words }) => words[0] === 'query')
  return panels.flatMap((panel) =>
    panel.tabs.map(({ name }) => {
      const line = planted.find(({ words }) => words[1] === name)
      return line === undefined
        ? { name: `analysis/${name}`, sample: titleOf(panel.sample), route: name }
        : { name: `analysis/${name}`, sample: titleOf(line.sample), route: linkOfCommand(line.words) }
    }),
  )
}

/** Every page of the newsfeed sample, every analysis, and the dashboard of every pack's sample. */
export function screens(): readonly Screen[] {
  const newsfeed = titleOf('newsfeed')
  return [
    ...PAGES.map((name) => ({ name, sample: newsfeed, route: name })),
    ...analysisScreens(),
    ...packs().map((pack) => ({
      name: `dashboard/${pack.name}`,
      sample: SAMPLES.find((one) => one.pack === pack.name)!.title,
      route: `dashboard/${pack.name}`,
    })),
  ]
}
