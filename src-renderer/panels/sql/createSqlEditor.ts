import { closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import type { KnownNames } from './completeSql'
import { duckdbDialect } from './duckdbDialect'
import { errorMark, setErrorMark } from './errorMark'
import { sqlCompletion } from './sqlCompletion'

export interface SqlEditor {
  readonly view: EditorView
  replaceText(text: string): void
  insert(text: string): void
  /** Selects a stretch of the text and brings it into view. */
  select(from: number, to: number): void
  markError(range: { from: number; to: number } | null): void
  /** The editor as it is, for createSqlEditor to go on with. */
  keep(): KeptEditor
  destroy(): void
}

/** An editor's text, selection and what can be undone. */
export type KeptEditor = Readonly<Record<'doc' | 'selection' | 'history', unknown>>

export interface SqlEditorOptions {
  readonly text: string
  /** What was kept of an editor with this text. */
  readonly kept?: KeptEditor | null
  readonly nonce: string
  readonly onChange: (text: string) => void
  /** The cursor, or the ends of what is selected. */
  readonly onSelect: (from: number, to: number) => void
  /** Keys of the editor, such as `Mod-Enter`, before its own. */
  readonly keys: Readonly<Record<string, () => void>>
  /** What completion offers. */
  readonly known: () => KnownNames
  /** Escape: true where it ended something. */
  readonly onEscape: () => boolean
}

const KEPT_FIELDS = { history: historyField }

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '19px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--muted)', border: '0', paddingLeft: '4px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--hover)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--hover)', outline: '1px solid var(--line-strong)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font)', fontSize: '12px', maxHeight: '240px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-tooltip.cm-completionInfo': {
    padding: '6px 8px',
    maxWidth: '320px',
    whiteSpace: 'pre-wrap',
    fontFamily: 'var(--font)',
    fontSize: '11px',
    lineHeight: '15px',
  },
  '.cm-panels': { backgroundColor: 'var(--ground)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panels input, .cm-panels button': {
    font: 'inherit',
    color: 'inherit',
    backgroundColor: 'var(--panel)',
    backgroundImage: 'none',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
  },
  '.sql-error': {
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
    backgroundColor: 'var(--bad-soft)',
  },
})

/**
 * Text that is typed goes into the document without the browser's own editing: when it replaces coloured text, Chromium
 * puts the old colour into a style attribute, which the content policy refuses. Composed text (input methods) stays
 * with the browser.
 */
const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data
    if (event.inputType !== 'insertText' || event.isComposing || text === null || text === '') return false
    const { from, to } = view.state.selection.main
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true })
    const handled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))
    if (!handled) view.dispatch(insert())
    event.preventDefault()
    return true
  },
})

/** What differs between two texts as one change, so that the cursor stays at its place. */
function changeBetween(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0
  while (from < Math.min(before.length, after.length) && before[from] === after[from]) from++
  let same = 0
  const most = Math.min(before.length, after.length) - from
  while (same < most && before.at(-1 - same) === after.at(-1 - same)) same++
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) }
}

/** A SQL editor in `parent`. */
export function createSqlEditor(parent: HTMLElement, options: SqlEditorOptions): SqlEditor {
  const extensions: Extension = [
    ...(options.nonce === '' ? [] : [EditorView.cspNonce.of(options.nonce)]),
    keymap.of(
      Object.entries(options.keys).map(([key, act]) => ({
        key,
        run: (view: EditorView) => {
          closeCompletion(view)
          act()
          return true
        },
      })),
    ),
    typing,
    lineNumbers(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    sqlCompletion(options.known, options.onEscape),
    syntaxHighlighting(classHighlighter),
    EditorView.lineWrapping,
    placeholder('SELECT …'),
    errorMark,
    theme,
    duckdbDialect.extension,
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString())
      const { from, to } = update.state.selection.main
      if (update.docChanged || update.selectionSet) options.onSelect(from, to)
    }),
  ]
  const kept = options.kept ?? null
  const view = new EditorView({
    parent,
    state:
      kept === null || kept.doc !== options.text
        ? EditorState.create({ doc: options.text, extensions })
        : EditorState.fromJSON(kept, { extensions }, KEPT_FIELDS),
  })
  return {
    view,
    replaceText(text) {
      view.dispatch({ changes: changeBetween(view.state.doc.toString(), text) })
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text))
      view.focus()
    },
    select(from, to) {
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
      view.focus()
    },
    markError: (range) =>
      view.dispatch({
        effects: setErrorMark.of(range),
        ...(range === null ? {} : { selection: { anchor: range.from }, scrollIntoView: true }),
      }),
    keep: () => view.state.toJSON(KEPT_FIELDS) as KeptEditor,
    destroy: () => view.destroy(),
  }
}
