import { watch } from 'vue'
import type { Desktop } from '../../host/desktop/desktop'
import type { Shell } from '../createShell'
import { annotations } from './annotations'
import { cancel } from './cancel'
import { chartTables } from './chartTables'
import { engines } from './engines'
import { goTo, goToDocument, goToQuery } from './goTo'
import { help } from './help'
import { newWindow } from './newWindow'
import { open } from './open'
import { openSamples } from './openSamples'
import { openWorkspace } from './openWorkspace'
import { palette } from './palette'
import { revealWorkspace } from './revealWorkspace'
import { showLog } from './showLog'
import { start } from './start'
import { themes } from './themes'
import { tour } from './tour'
import type { DesktopCommand, WindowCommand } from './windowCommand'

/** The window's own commands besides those that go to a page, in the order in which menus and palette show them. */
const WINDOW_COMMANDS: readonly WindowCommand[] = [
  annotations,
  start,
  open,
  ...openSamples,
  cancel,
  palette,
  chartTables,
  help,
  tour,
  ...themes,
  ...engines,
]

/** What the desktop app has besides. */
const DESKTOP_COMMANDS: readonly DesktopCommand[] = [openWorkspace, revealWorkspace, newWindow, showLog]

/** Adds one to the registry; call the result to take it away again. */
function addCommand(shell: Shell, { when, lacks, run, ...command }: WindowCommand): () => void {
  return shell.commands.add({
    ...command,
    ...(when === undefined ? {} : { when: () => when(shell) }),
    ...(lacks === undefined ? {} : { lacks: () => lacks(shell) }),
    run: () => {
      run(shell)
    },
  })
}

/** Adds the window's own commands; panels add theirs while they are shown. */
export function addWindowCommands(shell: Shell): void {
  addSavedCommands(shell)
  for (const command of [...goTo(), ...WINDOW_COMMANDS]) addCommand(shell, command)
}

/** Adds what only the desktop app has. */
export function addDesktopCommands(shell: Shell, desktop: Desktop): void {
  for (const { run, ...command } of DESKTOP_COMMANDS)
    addCommand(shell, {
      ...command,
      run: () => {
        run(shell, desktop).catch(shell.notices.report)
      },
    })
}

/** A command for each saved query, view and dashboard, as the lists change. */
function addSavedCommands(shell: Shell): void {
  let removeAll: readonly (() => void)[] = []
  watch(
    [shell.queries.all, shell.views.all, shell.dashboards.all],
    ([queries, views, dashboards]) => {
      for (const remove of removeAll) remove()
      removeAll = [
        ...(dashboards ?? []).map((file) => goToDocument('dashboard', file)),
        ...(views ?? []).map((file) => goToDocument('view', file)),
        ...(queries ?? []).map(goToQuery),
      ].map((command) => addCommand(shell, command))
    },
    { immediate: true },
  )
}
