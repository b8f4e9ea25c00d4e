import { required } from '../../../base/required'
import type { TerminalCommand } from '../terminalCommand'
import { anonymise } from './anonymise'
import { archive } from './archive'
import { bundle } from './bundle'
import { check } from './check'
import { dashboard } from './dashboard'
import { dashboards } from './dashboards'
import { deleteTable } from './deleteTable'
import { deleteUser } from './deleteUser'
import { dropDays } from './dropDays'
import { exportTables } from './exportTables'
import { ingest } from './ingest'
import { keepDays } from './keepDays'
import { match } from './match'
import { model } from './model'
import { overview } from './overview'
import { pack } from './pack'
import { packs } from './packs'
import { queries } from './queries'
import { query } from './query'
import { rejects } from './rejects'
import { remap } from './remap'
import { renameTable } from './renameTable'
import { report } from './report'
import { restore } from './restore'
import { sql } from './sql'
import { tables } from './tables'
import { users } from './users'
import { verify } from './verify'

/** The commands of the terminal, in the order in which help lists them. */
export const COMMANDS: readonly TerminalCommand[] = [
  ingest,
  query,
  sql,
  users,
  match,
  overview,
  queries,
  dashboard,
  dashboards,
  report,
  bundle,
  check,
  tables,
  rejects,
  model,
  packs,
  pack,
  verify,
  archive,
  exportTables,
  restore,
  deleteUser,
  anonymise,
  dropDays,
  keepDays,
  renameTable,
  remap,
  deleteTable,
]

/** The command of that name, which is one of them. */
export function commandNamed(name: string): TerminalCommand {
  return required(COMMANDS.find((one) => one.name === name))
}
