/** Where faults are planted: how many in each room, drawn from its files. */
export const ROOMS = {
  chart: { faults: 30, files: ['src-renderer/chart/figures.ts', 'src-renderer/chart/series.ts'] },
  host: { faults: 75, files: ['src-renderer/host/'] },
  panels: { faults: 85, files: ['src-renderer/panels/'] },
  'src-main': { faults: 80, files: ['src-main/'] },
  query: { faults: 85, files: ['src-renderer/query/'] },
}

/**
 * Files without faults, and what holds them instead. Types alone: workbench, context, query/contract. Only a
 * browser, Electron or an engine can run the others, and their tests take too long to be asked hundreds of times.
 */
export const LEFT_OUT = new Map([
  ['src-main/main.ts', 'test/electron'],
  ['src-main/preload.ts', 'test/electron'],
  ['src-main/terminal.ts', 'test/terminal'],
  ['src-renderer/host/browser/engine.worker.ts', 'test/e2e'],
  ['src-renderer/host/browser/ingest.worker.ts', 'test/e2e'],
  ['src-renderer/host/browser/workspaceList.ts', 'test/e2e'],
  ['src-renderer/host/browser/folders.ts', 'test/e2e'],
  ['src-renderer/host/desktop/placesAt.ts', 'test/electron'],
  ['src-renderer/host/terminal/runQuery.ts', 'test/terminal'],
  ['src-renderer/host/terminal/runDeleteUser.ts', 'test/terminal'],
  ['src-renderer/host/terminal/streams.ts', 'test/terminal/build.test.ts'],
  ['src-renderer/host/terminal/parquetFile.ts', 'test/terminal'],
  ['src-renderer/host/runPlan.ts', 'test/query, test/terminal'],
  ['src-renderer/query/session/session.ts', 'test/query/*.engine.test.ts'],
  ['src-renderer/query/session/needs.ts', 'test/query/*.engine.test.ts'],
  ['src-renderer/query/session/castUnreadable.ts', 'test/query/*.engine.test.ts'],
  ['src-renderer/host/workbench.ts', 'types'],
  ['src-renderer/panels/context.ts', 'types'],
  ['src-renderer/query/contract/analysis.ts', 'types'],
  ['src-renderer/query/contract/result.ts', 'types'],
  ['src-renderer/query/contract/catalog.ts', 'types'],
  ['src-renderer/query/contract/parameter.ts', 'types'],
  ['src-renderer/query/contract/plan.ts', 'types'],
  ['src-renderer/query/contract/segment.ts', 'types'],
  ['src-renderer/panels/ui/index.ts', 'types'],
  ['src-renderer/panels/gallery/galleryCharts.ts', 'pictures in test/chart'],
  ['src-renderer/panels/sql/createSqlEditor.ts', 'test/e2e'],
  ['src-renderer/panels/chart/useElementWidth.ts', 'test/e2e'],
  ['src-renderer/panels/chart/useDocumentTheme.ts', 'test/e2e'],
])

/** Faults that nobody could see, by name (as the run prints them), with the reason. */
export const EQUIVALENT = new Map([
  [
    'src-main/files/workspaceFolders.ts · literal · => (a.openedAt < b.openedAt ? ⟦1⟧',
    'sorting looks at the sign alone',
  ],
  [
    'src-main/files/workspaceFolders.ts · literal · : a.openedAt > b.openedAt ? -⟦1⟧',
    'sorting looks at the sign alone',
  ],
  [
    'src-main/files/workspaceFolders.ts · empty return · info) => info.isFile(), () => ⟦false⟧',
    'undefined is as false to whoever asks',
  ],
  [
    'src-main/app/recentFiles.ts · empty return · info) => info.isFile(), () => ⟦false⟧',
    'undefined is as false to whoever asks',
  ],
  ['src-renderer/panels/grid/sortRows.ts · literal · return a! < b! ? -⟦1⟧', 'sorting looks at the sign alone'],
  [
    'src-renderer/query/sql/namedEvents.ts · drop default · const value = ⟦values[spec.name] ?? null⟧',
    'a condition that is undefined is read as one that is null',
  ],
  [
    'src-renderer/host/terminal/workspaceFolder.ts · empty return · ace.cleanLitter().catch(() => ⟦0⟧',
    'nobody looks at how much was cleaned',
  ],
])
