import type { Page } from 'playwright-core'
import type { StandIn } from './standIn'

/** What a dialog was asked with. */
export interface Asked {
  readonly kind: 'open' | 'save'
  readonly options: {
    readonly defaultPath?: string
    readonly filters?: readonly { readonly name: string; readonly extensions: readonly string[] }[]
  }
}

/**
 * The desktop app as a person has it on one machine: a folder with their documents and the app's own data, and dialogs
 * that answer as the test says. Either the built app on the stand-in for Electron, or the real one (LATHE_ELECTRON).
 */
export interface RunningDesktop {
  readonly folder: string
  /** What must never happen, in words. */
  readonly complaints: string[]
  /** The first window's page. */
  readonly page: Page
  /** Null where the real Electron runs. */
  readonly standIn: StandIn | null
  /** What the next dialogs answer, in order; null closes one. Save dialogs are those of exports, too. */
  answerOpen(...answers: (readonly string[] | null)[]): Promise<void>
  answerSave(...answers: (string | null)[]): Promise<void>
  asked(): Promise<readonly Asked[]>
  /** Paths that were shown in the file manager. */
  revealed(): Promise<readonly string[]>
  pages(): Promise<readonly Page[]>
  /**
   * Chooses in the native menus: the labels from the top, without access keys. Fails where there is none, or it is off.
   */
  menu(...labels: string[]): Promise<void>
  /** The menus as text, one line an item. */
  menuText(): Promise<string>
  /** Drops a file of the disk on the first window. */
  drop(path: string): Promise<void>
  /** As another start of the app does that hands over these paths. */
  secondStart(data: unknown): Promise<void>
  /** Ends the app and starts it again, with other words on its command line. */
  restart(words?: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface MenuItem {
  readonly label?: string | undefined
  readonly role?: string | undefined
  readonly enabled?: boolean | undefined
  readonly submenu?: readonly MenuItem[] | undefined
}

/** The item at the end of the labels. */
export function findItem<I extends MenuItem>(items: readonly I[], labels: readonly string[]): I {
  const [label, ...rest] = labels
  const item = items.find((one) => plainLabel(one) === label)
  if (item === undefined) throw new Error(`No menu item ${String(label)} among ${items.map(plainLabel).join(', ')}`)
  if (rest.length > 0) return findItem((item.submenu ?? []) as readonly I[], rest)
  if (item.enabled === false) throw new Error(`The menu item ${String(label)} is off`)
  return item
}

export function menuLines(items: readonly MenuItem[], indent = ''): readonly string[] {
  return items.flatMap((item) => [
    `${indent}${plainLabel(item) || '-'}${item.enabled === false ? ' (off)' : ''}`,
    ...menuLines(item.submenu ?? [], `${indent}  `),
  ])
}

function plainLabel({ label, role }: MenuItem): string {
  return (label === undefined || label === '' ? (role ?? '') : label)
    .replaceAll('&&', '\0')
    .replaceAll('&', '')
    .replaceAll('\0', '&')
}

/** Puts a file into a hidden input of the page and drops it from there: so it has a path in the real Electron. */
export async function dropFile(page: Page, path: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'dropped-in-a-test'
    document.body.append(input)
  })
  await page.setInputFiles('#dropped-in-a-test', path)
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped-in-a-test')!
    const dataTransfer = new DataTransfer()
    for (const file of input.files ?? []) dataTransfer.items.add(file)
    input.remove()
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
}
