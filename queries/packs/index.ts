import type { Pack } from '../../src-renderer/query/contract/pack'
import { readPack } from '../../src-renderer/query/saved/readPack'

type Texts = Readonly<Record<string, string>>

const packFiles: Texts = import.meta.glob('./*/pack.json', { query: '?raw', import: 'default', eager: true })
const dashboards: Texts = import.meta.glob('./*/dashboard.json', { query: '?raw', import: 'default', eager: true })
const readmes: Texts = import.meta.glob('./*/README.md', { query: '?raw', import: 'default', eager: true })
const sqls: Texts = import.meta.glob('./*/*.sql', { query: '?raw', import: 'default', eager: true })

function readAll(): readonly Pack[] {
  return Object.keys(packFiles)
    .map((path) => path.split('/')[1] ?? '')
    .sort()
    .map((folder) =>
      readPack(folder, {
        pack: packFiles[`./${folder}/pack.json`] ?? '',
        dashboard: dashboards[`./${folder}/dashboard.json`] ?? '',
        readme: readmes[`./${folder}/README.md`] ?? '',
        queries: Object.entries(sqls).flatMap(([path, text]) => {
          const [, of, file] = path.split('/')
          return of === folder && file !== undefined ? [{ name: file.replace(/\.sql$/, ''), text }] : []
        }),
      }),
    )
}

let read: readonly Pack[] | null = null

/** The domain packs that come with Lathe: each a folder here, without code. Read when they are first asked for. */
export function packs(): readonly Pack[] {
  return (read ??= readAll())
}
