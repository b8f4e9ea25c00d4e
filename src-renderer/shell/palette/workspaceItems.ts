import { outline } from '../../../queries/outline'
import { tileName } from '../../host/dashboard/tileText'
import { documentPath } from '../../host/savedDocuments'
import type { SavedFile } from '../../host/savedFiles'
import type { WorkspaceState } from '../../host/workbench'
import { isLatheError } from '../../model/error'
import { INITIAL_STATE, isPanelState } from '../../panels/analysis/panelState'
import { readRemembered, remember } from '../../panels/analysis/rememberedState'
import { wantedTile } from '../../panels/dashboard/wantedTile'
import { sqlName, sqlTableName, sqlTables } from '../../panels/sql/sqlSchema'
import { showInTab, sqlTabsOf, tabTitle } from '../../panels/sql/sqlTabs'
import { missingNeed, needText } from '../../query/contract/dataNeed'
import type { Dashboard } from '../../query/contract/dashboard'
import { readDashboard } from '../../query/saved/readDashboard'
import type { PaletteItem } from './paletteItem'

type Go = (route: string) => void

/** Each analysis that is called otherwise than its panel, which is a page. */
function analysisItems({ info, catalog }: WorkspaceState, go: Go): readonly PaletteItem[] {
  return outline.flatMap((panel) =>
    panel.tabs
      .filter((tab) => tab.title !== panel.title)
      .map((tab) => {
        const need = missingNeed(tab, catalog)
        return {
          id: `analysis:${panel.name}/${tab.name}`,
          kind: 'Analysis' as const,
          title: tab.title,
          place: panel.title,
          about: tab.about,
          lacks: need === null ? null : needText(need),
          run: () => {
            const before = readRemembered(info.id, panel.name, isPanelState) ?? INITIAL_STATE
            remember(info.id, panel.name, { ...before, analysis: tab.name })
            go(panel.name)
          },
        }
      }),
  )
}

function boardOf({ name, text }: SavedFile): Dashboard | null {
  try {
    return readDashboard(text, documentPath('dashboard', name))
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return null
  }
}

function tileItems(dashboards: readonly SavedFile[], go: Go): readonly PaletteItem[] {
  return dashboards.flatMap((file) => {
    const board = boardOf(file)
    return (board?.tiles ?? []).map((tile, index) => ({
      id: `tile:${file.name}/${index}`,
      kind: 'Tile' as const,
      title: tileName(tile),
      place: board?.title ?? file.name,
      run: () => {
        wantedTile.value = { dashboard: file.name, index }
        go(`dashboard/${file.name}`)
      },
    }))
  })
}

function sqlTabItems(workspace: WorkspaceState, go: Go): readonly PaletteItem[] {
  const tabs = sqlTabsOf(workspace)
  return tabs.state.value.tabs
    .filter((tab) => tab.text.trim() !== '')
    .map((tab) => ({
      id: `sql-tab:${tab.id}`,
      kind: 'SQL tab' as const,
      title: tabTitle(tab),
      place: tab.text.trim().replace(/\s+/g, ' ').slice(0, 80),
      run: () => {
        tabs.select(tab.id)
        go('sql')
      },
    }))
}

/** What SQL can name: the workspace's own tables open on their page; a column, and what is derived, as a SELECT of it. */
function tableItems(workspace: WorkspaceState, go: Go): readonly PaletteItem[] {
  const { info, catalog } = workspace
  const own = new Set(catalog.tables.map(({ name }) => name))
  const select = (text: string) => () => {
    showInTab(workspace, text, null)
    go('sql')
  }
  return sqlTables(catalog).flatMap((table) => {
    const name = sqlTableName(table)
    const openTable = (): void => {
      remember(info.id, 'tables', { table: table.name })
      go('tables')
    }
    return [
      {
        id: `table:${name}`,
        kind: 'Table' as const,
        title: table.schema === 'main' ? table.name : `model.${table.name}`,
        place: table.about,
        run: table.schema === 'main' && own.has(table.name) ? openTable : select(`SELECT *\nFROM ${name}\nLIMIT 100`),
      },
      ...table.columns.map((column) => ({
        id: `column:${name}.${column.name}`,
        kind: 'Column' as const,
        title: column.name,
        place: `${table.schema === 'main' ? '' : 'model.'}${table.name} · ${column.type}`,
        about: column.about,
        run: select(
          `SELECT ${sqlName(column.name)}, count(*) AS "rows"\nFROM ${name}\n` +
            'GROUP BY ALL\nORDER BY "rows" DESC\nLIMIT 100',
        ),
      })),
    ]
  })
}

/** What is found of an open workspace besides its pages. */
export function workspaceItems(
  workspace: WorkspaceState,
  dashboards: readonly SavedFile[],
  go: Go,
): readonly PaletteItem[] {
  return [
    ...analysisItems(workspace, go),
    ...tileItems(dashboards, go),
    ...sqlTabItems(workspace, go),
    ...tableItems(workspace, go),
  ]
}
