/**
 * The workspaces whose files one window's workers may use: those that its page says it shows, and new ones that the
 * window has made and not shown yet. Workers know every id of the list, but only the page can lend, because the bridge
 * is not in a worker's reach.
 */
export class LentWorkspaces {
  readonly #shown = new Set<string>()
  readonly #made = new Set<string>()
  readonly #entries = new Set<string>()

  /** From now on these, and no others: what was made is among them, or left again. */
  lend(ids: readonly string[]): void {
    this.#shown.clear()
    this.#made.clear()
    for (const id of ids) this.#shown.add(id)
  }

  made(id: string): void {
    this.#made.add(id)
  }

  /** The person takes this one out of the list, or puts it back: its files stay out of reach. */
  lendEntry(id: string): void {
    this.#entries.add(id)
  }

  hasFiles(id: string): boolean {
    return this.#shown.has(id) || this.#made.has(id)
  }

  hasEntry(id: string): boolean {
    return this.hasFiles(id) || this.#entries.has(id)
  }

  /** The page is gone, or another one. */
  clear(): void {
    for (const ids of [this.#shown, this.#made, this.#entries]) ids.clear()
  }
}
