/**
 * Which room may import which, downward only: ESLint shows it in an editor (eslint.config.js), test/rooms.test.ts holds
 * it.
 *
 * A room is a folder, named as below src-renderer; queries, samples and src-main are named from the top. What is listed
 * is a room, a folder of one, or a module. A folder that has an entry of its own is a room of its own: what it may
 * import is what its entry says, not what the entry of the folder around it says.
 */

/** What analyses may read. `chart` stands below `query`: a chart is plain data and needs nothing of a query. */
const ANALYSIS = ['base', 'model', 'chart', 'stats', 'sequence', 'query']

/** @type {Readonly<Record<string, readonly string[]>>} */
export const ROOMS = {
  base: [],
  model: ['base'],
  chart: ['base', 'model'],
  stats: ['base'],
  store: ['base', 'model'],

  // A file's bytes become text, cells, typed columns, and rows that are kept: each step knows those before it.
  'ingest/contract': ['model'],
  'ingest/writeQueue': [],
  'ingest/bytes': ['base', 'model', 'store', 'ingest/contract'],
  'ingest/time': ['base', 'model', 'ingest/contract', 'ingest/bytes'],
  'ingest/columns': ['base', 'model', 'store', 'ingest/contract', 'ingest/writeQueue', 'ingest/bytes', 'ingest/time'],
  'ingest/formats': ['base', 'model', 'ingest/contract', 'ingest/bytes', 'ingest/time', 'ingest/columns'],
  'ingest/readFormat': ['model', 'ingest/contract'],
  // What threads that read a file do, and what is made of it in the file's order.
  'ingest/parallel': [
    'base',
    'store',
    'ingest/contract',
    'ingest/bytes',
    'ingest/time',
    'ingest/columns',
    'ingest/formats',
  ],
  'ingest/rows': ['base', 'model', 'store', 'ingest/contract', 'ingest/bytes', 'ingest/columns'],
  'ingest/derived': ['base', 'model', 'store', 'ingest/writeQueue', 'ingest/columns'],
  'ingest/inspect': [
    'base',
    'model',
    'ingest/contract',
    'ingest/bytes',
    'ingest/time',
    'ingest/columns',
    'ingest/formats',
    'ingest/readFormat',
    'ingest/rows',
  ],
  ingest: [
    'base',
    'model',
    'store',
    'ingest/contract',
    'ingest/writeQueue',
    'ingest/bytes',
    'ingest/time',
    'ingest/columns',
    'ingest/formats',
    'ingest/readFormat',
    'ingest/parallel',
    'ingest/rows',
    'ingest/derived',
    'ingest/inspect',
  ],
  'ingest/repair': ['base', 'model', 'store', 'ingest'],

  engine: ['base', 'model', 'store'],
  // Timelines are made of what the engine answers, and know neither it nor SQL.
  sequence: ['base', 'model', 'store'],

  'query/contract': ['model', 'chart', 'sequence'],
  'query/sql': ['base', 'model', 'query/contract'],
  // DuckDB's SQL in other engines' words.
  'query/dialect': ['base', 'model', 'query/contract', 'query/sql'],
  'query/session': ['base', 'model', 'store', 'ingest', 'engine', 'sequence', 'query/contract', 'query/sql'],
  'query/analysis': ['base', 'model', 'chart', 'stats', 'store', 'query/contract', 'query/sql', 'query/session'],
  // A search of definitions for a figure: it plans, and is given what asks.
  'query/numbers': ['base', 'model', 'query/contract', 'query/sql', 'query/analysis'],
  'query/saved': ['base', 'model', 'chart', 'query/contract', 'query/sql', 'query/analysis'],

  export: ['base', 'model', 'chart', 'store', 'ingest', 'engine', 'query'],

  // Analyses share what they share through their family and queries/events; other ways between families are listed
  // here.
  'queries/events': ANALYSIS,
  'queries/activity': [...ANALYSIS, 'queries/events'],
  'queries/attribution': [...ANALYSIS, 'queries/events'],
  'queries/content': [...ANALYSIS, 'queries/events'],
  'queries/habits': [...ANALYSIS, 'queries/events'],
  'queries/durations': [...ANALYSIS, 'queries/events'],
  'queries/graph': [...ANALYSIS, 'queries/events'],
  'queries/funnel': [...ANALYSIS, 'queries/events'],
  'queries/retention': [...ANALYSIS, 'queries/events'],
  'queries/sessions': [...ANALYSIS, 'queries/events'],
  'queries/trends': [...ANALYSIS, 'queries/events'],
  // By session, its paths end where sessions do.
  'queries/paths': [...ANALYSIS, 'queries/events', 'queries/sessions'],
  'queries/batching': [...ANALYSIS, 'queries/events'],
  // It runs the SQL of both under two definitions.
  'queries/definitions': [...ANALYSIS, 'queries/events', 'queries/retention', 'queries/funnel'],
  // Its cohorts are retention's: who enters, when, and which periods can be observed.
  'queries/value': [...ANALYSIS, 'queries/events', 'queries/retention'],
  // The measures of these are those of trends.
  'queries/distribution': [...ANALYSIS, 'queries/events', 'queries/trends'],
  'queries/entities': [...ANALYSIS, 'queries/events', 'queries/trends'],
  'queries/change': [...ANALYSIS, 'queries/events', 'queries/trends'],
  'queries/experiments': [...ANALYSIS, 'queries/events', 'queries/trends'],
  // Data, read as what they are.
  'queries/packs': ['query'],
  queries: [...ANALYSIS, 'queries'],

  samples: ['model', 'ingest'],
  host: ['base', 'model', 'chart', 'store', 'ingest', 'engine', 'query', 'export', 'queries'],
  panels: ['base', 'model', 'chart', 'store', 'ingest', 'query', 'export', 'queries', 'host', 'samples'],
  shell: ['base', 'model', 'chart', 'store', 'ingest', 'query', 'export', 'queries', 'host', 'panels', 'samples'],
  // The window's entry is its composition root.
  main: ['base', 'model', 'host', 'panels', 'shell', 'samples', 'queries'],
  'src-main': [],
}

/** Packages that only some rooms may use. */
const PACKAGES = {
  vue: ['panels', 'shell', 'main'],
  'reka-ui': ['panels', 'shell', 'main'],
  electron: ['src-main'],
  '@duckdb/duckdb-wasm': ['engine'],
}

/**
 * The terminal's composition root; the worker that hands the engine its files; the desktop host's two sides, which
 * share the contract of their calls (types only in the window), the form of errors and calls, and the store's promises
 * on disk.
 */
const EXCEPTIONS = {
  'src-main/terminal': ['base', 'model', 'host'],
  'src-main/ipc/answerCalls': ['model', 'host'],
  'src-main/ipc/servePort': ['model', 'store', 'host'],
  'src-main/files/chosenFiles': ['model'],
  'src-main/files/followedPaths': ['model'],
  'src-main/files/guardedFiles': ['store'],
  'src-main/files/workspaceFolders': ['model', 'store'],
  'src-main/app/jsonFile': ['model', 'store'],
  'src-main/app/openPaths': ['model', 'store'],
  'src-main/app/windowCalls': ['model'],
  'src-main/main': ['model'],
  'host/desktop/desktop': ['src-main'],
  'host/desktop/mainPlaces': ['src-main'],
  'host/browser/engine.worker': ['@duckdb/duckdb-wasm'],
}

/** A file as modules are named here: below src-renderer or from the top, without its ending. */
function moduleOf(path) {
  return path.replace(/^src-renderer\//, '').replace(/\.(ts|vue)$/, '')
}

function isWithin(module, folder) {
  return module === folder || module.startsWith(`${folder}/`)
}

/** The room that a module is in: the longest entry that it is within. */
export function roomOf(module) {
  const rooms = Object.keys(ROOMS).filter((room) => isWithin(module, room))
  return rooms.reduce((longest, room) => (room.length > longest.length ? room : longest), '')
}

function resolve(file, specifier) {
  const parts = file.split('/').slice(0, -1)
  for (const step of specifier.replace(/\?.*$/, '').split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}

/**
 * Why `file` (its path from the top) may not import `specifier`, as a sentence; null where it may.
 * @param {string} file
 * @param {string} specifier
 * @returns {string | null}
 */
export function whyNotImport(file, specifier) {
  const from = moduleOf(file)
  const room = roomOf(from)
  const mayBesides = EXCEPTIONS[from] ?? []
  if (!specifier.startsWith('.')) {
    const name = Object.keys(PACKAGES).find((one) => isWithin(specifier, one))
    if (name === undefined || mayBesides.includes(name)) return null
    return PACKAGES[name].some((one) => isWithin(from, one))
      ? null
      : `${room} may not use ${name}; only ${PACKAGES[name].join(', ')} may (test/rooms.mjs).`
  }
  const to = moduleOf(resolve(file, specifier))
  const toRoom = roomOf(to)
  if (toRoom === room || [...(ROOMS[room] ?? []), ...mayBesides].some((one) => isWithin(to, one))) return null
  return `${room} may not import ${to} (test/rooms.mjs says which room may import which).`
}

/** The ESLint rule that shows in an editor what test/rooms.test.ts refuses. */
export const importRule = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'imports go downward only, between rooms and inside them' },
  },
  create(context) {
    const file = context.filename.slice(context.cwd.length + 1).replaceAll('\\', '/')
    if (roomOf(moduleOf(file)) === '') return {}
    const check = (node) => {
      const specifier = node?.value
      const message = typeof specifier === 'string' ? whyNotImport(file, specifier) : null
      if (message !== null) context.report({ node, message })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      "NewExpression[callee.name='URL']": (node) => {
        if (String(node.arguments[0]?.value).startsWith('.')) check(node.arguments[0])
      },
    }
  },
}
