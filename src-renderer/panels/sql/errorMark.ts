import { elementAt } from '../../base/required'
import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'

/** A stretch of the text that the engine pointed at; null takes the mark away. */
export const setErrorMark = StateEffect.define<{ readonly from: number; readonly to: number } | null>()

const mark = Decoration.mark({ class: 'sql-error', attributes: { 'aria-invalid': 'true' } })

/** Underlines where the last run failed, until the text changes. */
export const errorMark: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorMark)) continue
      next =
        effect.value === null || effect.value.to <= effect.value.from
          ? Decoration.none
          : Decoration.set(mark.range(effect.value.from, effect.value.to))
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

/**
 * The word at an offset of the text, or the one before the end when the engine points past it; empty text gives null.
 */
export function wordAt(text: string, offset: number): { from: number; to: number } | null {
  const at = Math.max(0, Math.min(offset, text.length))
  const word = /^[\w$]+|^\S/.exec(text.slice(at))
  if (word !== null) return { from: at, to: at + word[0].length }
  const before = /(\S+)\s*$/.exec(text.slice(0, at))
  return before === null ? null : { from: before.index, to: before.index + elementAt(before, 1).length }
}

/** Line and column, both from 1, of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
