// @vitest-environment happy-dom
import { EditorState, type TransactionSpec } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { describe, expect, it } from 'vitest'
import { errorMark, setErrorMark, wordAt } from '../../../src-renderer/panels/sql/errorMark'

const start = EditorState.create({ doc: 'SELECT evnt FROM log', extensions: [errorMark] })
const mark = (from: number, to: number): TransactionSpec => ({ effects: setErrorMark.of({ from, to }) })

/** What is underlined in the editor after these changes. */
function marked(...changes: readonly TransactionSpec[]): readonly string[] {
  const state = changes.reduce((now, change) => now.update(change).state, start)
  const found: string[] = []
  for (const set of state.facet(EditorView.decorations)) {
    if (typeof set === 'function') continue
    set.between(0, state.doc.length, (from, to) => {
      found.push(state.sliceDoc(from, to))
    })
  }
  return found
}

describe('where the SQL failed', () => {
  it('is underlined until the text changes, it is taken away, or another place failed', () => {
    expect([
      marked(),
      marked(mark(7, 11)),
      marked(mark(7, 11), { selection: { anchor: 2 } }),
      marked(mark(7, 11), mark(0, 6)),
    ]).toEqual([[], ['evnt'], ['evnt'], ['SELECT']])
    expect([
      marked(mark(7, 11), { changes: { from: 0, insert: ' ' } }),
      marked(mark(7, 11), { effects: setErrorMark.of(null) }),
    ]).toEqual([[], []])
  })

  it('is nothing where there is no word', () => {
    for (const [from, to] of [
      [7, 7],
      [9, 8],
    ] as const)
      expect(marked(mark(7, 11), mark(from, to))).toEqual([])
    expect(marked(mark(7, 8))).toEqual(['e'])
  })

  it('is the word there, or the one before where there is none', () => {
    expect([
      wordAt('a b', 1),
      wordAt('a b  ', 4),
      wordAt('  ', 1),
      wordAt('$x', 0),
      wordAt('(a', 0),
      wordAt('ab', 1),
    ]).toEqual([
      { from: 0, to: 1 },
      { from: 2, to: 3 },
      null,
      { from: 0, to: 2 },
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ])
  })
})
