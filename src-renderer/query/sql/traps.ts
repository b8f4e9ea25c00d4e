import type { Catalog } from '../contract/catalog'
import { cohortTraps } from './cohortTraps'
import { joinTraps } from './joinTraps'
import { bracketTraps } from './bracketTraps'
import { rollingTraps } from './rollingTraps'
import { namedQueries, selectsOf } from './selects'
import { nodesOf } from './sqlNodes'
import type { SqlTrap } from './trap'

/**
 * What in a text reads as if it meant something else: found by its words alone, so that each is a remark and nothing is
 * refused. In the order of their places; of a place and kind, one.
 */
export function sqlTraps(sql: string, catalog: Catalog): readonly SqlTrap[] {
  const nodes = nodesOf(sql)
  const read = { selects: selectsOf(nodes), named: namedQueries(nodes), catalog }
  const found = [...bracketTraps(read), ...rollingTraps(read), ...joinTraps(read), ...cohortTraps(read)]
  const seen = new Set<string>()
  return found
    .filter(({ kind, from }) => !seen.has(`${kind} ${from}`) && seen.add(`${kind} ${from}`))
    .sort((a, b) => a.from - b.from)
}
