import type { Cell } from '../../../src-renderer/ingest/contract'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { importRows } from '../smallLog'

/** A small star: a log of activity, whose features and users stand in tables of their own, and teams behind features. */
const ACTIVITY: readonly (readonly Cell[])[] = [
  // 2024-01-01 is a Monday.
  ['ann', 'view', '2024-01-01T10:00:00Z', '1', '2', '3'],
  ['bob', 'view', '2024-01-01T19:00:00Z', '2', '5', '1'],
  ['ann', 'like', '2024-01-02T10:00:00Z', '2', null, '1'],
  ['qa', 'view', '2024-01-02T11:00:00Z', '1', '1', '1'],
  ['cem', 'share', '2024-01-06T03:00:00Z', '9', '4', '2'],
  [null, 'view', '2024-01-06T12:00:00Z', '1', '1', '1'],
  ['bob', 'view', '2024-01-07T23:30:00Z', null, '7', '1'],
]
const FEATURES: readonly (readonly Cell[])[] = [
  ['1', 'Feed', 't1'],
  ['2', 'Chat', 't2'],
  ['3', 'Maps', 't2'],
]
const TEAMS: readonly (readonly Cell[])[] = [
  ['t1', 'Growth'],
  ['t2', 'Social'],
]
const PEOPLE: readonly (readonly Cell[])[] = [
  ['ann', 'DE', 'false', 'free', '2024-01-01T00:00:00Z'],
  ['bob', 'FR', 'false', 'free', '2024-01-01T00:00:00Z'],
  ['cem', 'DE', 'false', 'pro', '2024-01-01T00:00:00Z'],
  ['qa', 'DE', 'true', 'pro', '2024-01-01T00:00:00Z'],
]
/** Bob has changed his plan since. */
const PLANS: readonly (readonly Cell[])[] = [
  ['ann', 'free', '2024-01-01T00:00:00Z'],
  ['bob', 'free', '2024-01-01T00:00:00Z'],
  ['bob', 'pro', '2024-01-05T00:00:00Z'],
]

/** The star as a workspace in memory. */
export async function starWorkspace(): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1 })
  await importRows(
    workspace,
    'activity.csv',
    ACTIVITY,
    { table: 'activity', types: { feature_key: 'integer', price: 'double', quantity: 'integer' } },
    ['user', 'event', 'time', 'feature_key', 'price', 'quantity'],
  )
  const plain = { kind: 'table', mapping: {} } as const
  await importRows(
    workspace,
    'features.csv',
    FEATURES,
    { ...plain, table: 'dim_features', types: { feature_key: 'integer', feature_name: 'string', team_key: 'string' } },
    ['feature_key', 'feature_name', 'team_key'],
  )
  await importRows(
    workspace,
    'teams.csv',
    TEAMS,
    { ...plain, table: 'dim_teams', types: { team_key: 'string', team: 'string' } },
    ['team_key', 'team'],
  )
  await importRows(
    workspace,
    'users.csv',
    PEOPLE,
    {
      ...plain,
      table: 'dim_users',
      types: { user_id: 'string', country: 'string', is_test: 'boolean', plan: 'string', since: 'timestamp' },
    },
    ['user_id', 'country', 'is_test', 'plan', 'since'],
  )
  await importRows(
    workspace,
    'plans.csv',
    PLANS,
    { ...plain, table: 'plans', types: { user: 'string', plan: 'string', since: 'timestamp' } },
    ['user', 'plan', 'since'],
  )
  return workspace
}
