import { computed, shallowRef, type ComputedRef } from 'vue'
import type { WorkspaceState } from '../../host/workbench'
import type { PanelContext } from '../context'
import type { KnownNames } from './completeSql'
import { readSavedQuery } from './savedQueryFile'
import { sqlFunctionsOf, type SqlFunction } from './sqlFunctions'
import { sqlTables } from './sqlSchema'

/** What SQL of the open workspace can name; functions come when the engine has told of them. */
export function useKnownNames(context: PanelContext, workspace: () => WorkspaceState): ComputedRef<KnownNames> {
  const functions = shallowRef<readonly SqlFunction[]>([])
  void sqlFunctionsOf(context.workbench).then((found) => {
    functions.value = found
  })
  const tables = computed(() => sqlTables(workspace().catalog))
  const queries = computed(() =>
    (context.savedQueries.all.value ?? []).flatMap((query) => {
      const read = readSavedQuery(query)
      if (!('file' in read) || read.file.parameters.length > 0) return []
      return [{ name: query.name, title: read.file.title, sql: read.file.sql.replace(/[\s;]+$/, '') }]
    }),
  )
  return computed(() => ({ tables: tables.value, functions: functions.value, queries: queries.value }))
}
