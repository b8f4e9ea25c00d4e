import { shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../base/abort'
import { isLatheError } from '../model/error'
import type { Notice } from '../panels/context'
import type { Toast } from '../panels/ui'

const SHOWN_MS = 6000
const SHOWN_WITH_UNDO_MS = 10_000

/** Details of a bug, for the dialog and its Copy button. */
interface Bug {
  readonly text: string
}

export interface NoticeStore {
  readonly toasts: Readonly<ShallowRef<readonly Toast[]>>
  readonly bug: ShallowRef<Bug | null>
  readonly notify: (notice: Notice) => void
  readonly undo: (id: number) => void
  readonly dismiss: (id: number) => void
  /** Pointer or focus is on the notices: none goes away meanwhile. */
  readonly hold: (held: boolean) => void
  /** A LatheError becomes a notice, cancelling nothing, anything else the bug dialog. */
  readonly report: (error: unknown) => void
}

export function createNoticeStore(): NoticeStore {
  const toasts = shallowRef<readonly Toast[]>([])
  const bug = shallowRef<Bug | null>(null)
  let lastId = 0
  let held = false

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  function dismissLater(id: number, ms: number): void {
    setTimeout(() => (held ? dismissLater(id, 1000) : dismiss(id)), ms)
  }
  function notify(notice: Notice): void {
    const id = ++lastId
    toasts.value = [
      ...toasts.value,
      { id, text: notice.text, tone: notice.tone ?? 'neutral', undo: notice.undo ?? null },
    ].slice(-3)
    dismissLater(id, notice.undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS)
  }

  return {
    toasts,
    bug,
    notify,
    dismiss,
    undo(id) {
      toasts.value.find((toast) => toast.id === id)?.undo?.()
      dismiss(id)
    },
    hold(value) {
      held = value
    },
    report(error) {
      if (isAbort(error)) return
      if (isLatheError(error)) notify({ text: error.message, tone: 'bad' })
      else {
        console.error(error)
        // The first bug is the one to report: what follows is often its consequence.
        bug.value ??= { text: bugText(error) }
      }
    },
  }
}

/** What a bug report needs, as plain text. */
export function bugText(error: unknown): string {
  const lines: string[] = []
  for (
    let cause: unknown = error;
    cause !== undefined && cause !== null && lines.length < 5;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    lines.push(
      cause instanceof Error
        ? cause.stack?.includes(cause.message)
          ? cause.stack
          : `${cause.name}: ${cause.message}\n${cause.stack ?? ''}`
        : plainText(cause),
    )
  }
  return `${lines.join('\n\nCaused by: ')}\n\n${typeof navigator === 'undefined' ? '' : navigator.userAgent}`.trim()
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value)
}
