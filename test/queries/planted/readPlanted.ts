import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordsOf } from '../packs/notes'

/** What an answer must hold: a column of one row, its sum over all rows, or a figure above the answer. */
interface Expected {
  readonly of: 'row' | 'sum' | 'figure'
  readonly name: string
  readonly is: '=' | '<' | '>'
  /** A path in the sample's truths, or the value itself. */
  readonly value: string
  readonly within: number
}

/** A line of docs/planted.md. */
export interface Planted {
  readonly analysis: string
  readonly sample: string
  /** Paths in the sample's truths, and the values that the page says they have. */
  readonly size: readonly { readonly path: string; readonly text: string }[]
  /** The words of the command after `lathe`. */
  readonly words: readonly string[]
  readonly expected: readonly Expected[]
}

const OF = { '': 'row', 'sum of ': 'sum', 'figure ': 'figure' } as const

function expectedIn(cell: string): readonly Expected[] {
  const form = /(sum of |figure |)`([^`]+)` (=|<|>) (?:`([^`]+)`|(-?[\d.]+))(?: ± ([\d.]+))?/g
  return [...cell.matchAll(form)].map(([, of, name, is, named, plain, within]) => ({
    of: OF[of as keyof typeof OF],
    name: name!,
    is: is as Expected['is'],
    value: named ?? plain!,
    within: Number(within ?? 0),
  }))
}

/** The lines of docs/planted.md, in its order. */
export function readPlanted(): readonly Planted[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/planted.md'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [analysis = '', sample = '', , size = '', command = '', answer = ''] = line.slice(2, -2).split(' | ')
      return {
        analysis: analysis.replaceAll('`', ''),
        sample,
        size: [...size.matchAll(/`([\w.]+)` ([^,`]+)/g)].map(([, path, value]) => ({
          path: path!,
          text: value!.trim(),
        })),
        words: wordsOf(command.replace(/^`lathe (.*)`$/, '$1')),
        expected: expectedIn(answer),
      }
    })
}
