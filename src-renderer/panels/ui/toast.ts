/** A notice on screen. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'neutral' | 'good' | 'bad'
  readonly undo: (() => void) | null
}
