import type { Command } from '../../panels/context'

/** What the palette finds, in the order in which equally good matches stand. */
export const KINDS = [
  'Command',
  'Page',
  'Analysis',
  'Dashboard',
  'Tile',
  'Saved analysis',
  'Saved query',
  'SQL tab',
  'Table',
  'Column',
  'Help',
] as const
type Kind = (typeof KINDS)[number]

/** One thing that the palette finds; Enter runs it. */
export interface PaletteItem {
  /** Unique among all items. */
  readonly id: string
  readonly kind: Kind
  readonly title: string
  /** Where it lies, such as the table of a column; searched too. */
  readonly place?: string
  /** What else it is found by; not shown. */
  readonly about?: string
  readonly shortcut?: string
  /** Why it has no answer here; it is shown muted, and runs. */
  readonly lacks?: string | null
  readonly run: () => void
}

/** Commands that can run now, one an id: the newest. Those of a group stand together, in their order. */
export function commandItems(commands: readonly Command[]): readonly (PaletteItem & Pick<Command, 'group'>)[] {
  const newest = new Map(commands.map((command) => [command.id, command]))
  const able = commands.filter(
    (command) => newest.get(command.id) === command && (command.when === undefined || command.when()),
  )
  const groups = [...new Set(able.map(({ group }) => group))]
  return groups.flatMap((group) =>
    able
      .filter((command) => command.group === group)
      .map(({ id, title, shortcut, lacks, run }) => ({
        id,
        kind: group === 'Go to' ? ('Page' as const) : ('Command' as const),
        group,
        title,
        ...(shortcut === undefined ? {} : { shortcut }),
        lacks: lacks?.() ?? null,
        run,
      })),
  )
}
