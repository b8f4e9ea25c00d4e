import {
  autocompletion,
  closeCompletion,
  completionStatus,
  type Completion,
  type CompletionSource,
} from '@codemirror/autocomplete'
import { Prec, type Extension } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'
import { completeSql, type KnownNames, type SqlCompletion } from './completeSql'

/** Puts a function's name with its brackets in, and the cursor between them; brackets that are there stay. */
function applyFunction(view: EditorView, completion: Completion, from: number, to: number): void {
  const hasBracket = view.state.sliceDoc(to, to + 1) === '('
  const isWithout = completion.detail?.startsWith('()') === true
  const insert = `${completion.label}${hasBracket ? '' : '()'}`
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length + (hasBracket ? 1 : isWithout ? 0 : -1) },
    userEvent: 'input.complete',
  })
}

function entryOf({ label, kind, apply, detail, about }: SqlCompletion): Completion {
  return {
    label,
    type: kind,
    apply: kind === 'function' ? applyFunction : apply,
    ...(detail === '' ? {} : { detail }),
    ...(about === '' ? {} : { info: about }),
  }
}

/**
 * Completion of SQL from what `known` names now. Escape with the list open closes it, and, where something runs, cancels
 * that too (`onEscape` says whether it did).
 */
export function sqlCompletion(known: () => KnownNames, onEscape: () => boolean): Extension {
  const source: CompletionSource = ({ state, pos, explicit }) => {
    const found = completeSql(state.doc.toString(), pos, known(), explicit)
    if (found === null || found.options.length === 0) return null
    return { from: found.from, options: found.options.map(entryOf), filter: false }
  }
  return [
    // Before completion's own keys, which end with the list.
    Prec.highest(
      keymap.of([
        {
          key: 'Escape',
          run: (view) => {
            const isOpen = completionStatus(view.state) !== null
            if (isOpen) closeCompletion(view)
            return onEscape() || isOpen
          },
        },
      ]),
    ),
    autocompletion({ override: [source], icons: false, maxRenderedOptions: 100 }),
  ]
}
