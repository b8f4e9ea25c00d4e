import { EMPTY_MODEL } from '../../src-renderer/model/dataModel'
import { usersByPerson } from '../../src-renderer/query/session/peopleViews'
import type { NativeDuckdb } from './nativeDuckdb'

const PEOPLE = { table: 'accounts', account: 'account', person: 'person' }

/** Says who is who, by account, as a workspace with the table and the model's view of users. */
export async function knowPeople(db: NativeDuckdb, persons: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(persons).map(([account, person]) => ({ account, person }))
  await db.loadPlain(PEOPLE.table, rows, { account: 'string', person: 'string' })
  await db.execute('CREATE SCHEMA IF NOT EXISTS model')
  await db.execute(`CREATE OR REPLACE VIEW model.all_users AS ${usersByPerson(PEOPLE)}`)
  db.catalog = { ...db.catalog, model: { ...EMPTY_MODEL, people: PEOPLE } }
}
