import { describe, expect, it } from 'vitest'
import type { ChosenFile } from '../../../src-renderer/host/workbench'
import type { Inspection, InspectOptions } from '../../../src-renderer/ingest/contract'
import { LatheError } from '../../../src-renderer/model/error'
import { commonTableName } from '../../../src-renderer/ingest/inspect/sameForm'
import {
  namedAlike,
  obstaclesOf,
  obstaclesOfAll,
  type TableDraft,
} from '../../../src-renderer/panels/import/importDraft'
import { openDoubt } from '../../../src-renderer/panels/import/openDoubt'
import { createImportDrafts } from '../../../src-renderer/panels/import/importDrafts'
import { mappingWith } from '../../../src-renderer/panels/import/readWithChoices'
import { fileNamed, logInspection } from './inspections'

const ONE_COLUMN = [
  { name: 'who,what,when', type: 'string', nulls: 0, distinct: 3, examples: [], timeFormat: null },
] as const

function drafts(inspect: (name: string, options: InspectOptions) => Inspection | Promise<Inspection> = logInspection): {
  drafts: ReturnType<typeof createImportDrafts>
  calls: InspectOptions[]
} {
  const calls: InspectOptions[] = []
  return {
    calls,
    drafts: createImportDrafts({
      async inspect(file, options) {
        calls.push(options)
        return await inspect(file.name, options)
      },
      checksum: () => Promise.resolve('00000000'),
    }),
  }
}

describe('drafts of an import', () => {
  it('puts files with the same columns into one table, named by what their names share', async () => {
    const { drafts: all } = drafts((name, options) =>
      name.startsWith('users') ? logInspection(name, options, { columns: [] }) : logInspection(name, options),
    )
    await all.add([fileNamed('visits_2024_01.csv'), fileNamed('visits_2024_02.csv'), fileNamed('users.csv')], 'UTC')
    expect(
      all.tables.value.map((table) => [table.lead.inspection?.table, table.files.map((file) => file.file.name)]),
    ).toEqual([
      ['visits', ['visits_2024_01.csv', 'visits_2024_02.csv']],
      ['users', ['users.csv']],
    ])
    expect(all.tables.value.every((table) => !table.inspecting)).toBe(true)
    await all.add([fileNamed('visits_2024_03.csv')], 'UTC')
    expect(all.tables.value[0]?.files).toHaveLength(3)
  })

  it('keeps all files of a table when how they are read changes, and goes on with those that are left', async () => {
    const { drafts: all } = drafts()
    await all.add([fileNamed('visits_1.csv'), fileNamed('visits_2.csv'), fileNamed('visits_3.csv')], 'UTC')
    const table = (): TableDraft => all.tables.value[0]!
    await all.change(table().id, { kind: 'table' })
    expect(table().files.map((file) => [file.file.name, file.inspection?.kind])).toEqual([
      ['visits_1.csv', 'table'],
      ['visits_2.csv', 'events'],
      ['visits_3.csv', 'events'],
    ])
    expect(table().files[0]).toBe(table().lead)
    await all.removeFile(table().files[1]!.id)
    expect([table().files.map((file) => file.file.name), table().lead.file.name]).toEqual([
      ['visits_1.csv', 'visits_3.csv'],
      'visits_1.csv',
    ])
    await all.removeFile(table().files[0]!.id)
    expect([table().files.map((file) => file.file.name), table().lead.file.name]).toEqual([
      ['visits_3.csv'],
      'visits_3.csv',
    ])
    await all.removeFile(table().files[0]!.id)
    expect(all.tables.value).toEqual([])
  })

  it('keeps a file apart when it is read differently, or when the table has been edited', async () => {
    const { drafts: all } = drafts((name, options) =>
      logInspection(name, options, name === 'b.csv' ? { delimiter: ';' } : {}),
    )
    await all.add([fileNamed('a.csv'), fileNamed('b.csv')], 'UTC')
    expect(all.tables.value).toHaveLength(2)
    await all.setRoles(all.tables.value[0]?.id ?? -1, { user: null })
    await all.add([fileNamed('c.csv')], 'UTC')
    expect(all.tables.value).toHaveLength(3)
    expect(obstaclesOfAll(all.tables.value)).toEqual([])
    await all.change(all.tables.value[2]?.id ?? -1, { table: 'b' })
    expect(obstaclesOfAll(all.tables.value)[0]).toMatch(/Two tables are called b/)
    await all.change(all.tables.value[2]?.id ?? -1, { table: 'a' })
    expect(obstaclesOfAll(all.tables.value)[0]).toMatch(/Two tables are called a: put their files into one/)
    const alike = namedAlike(all.tables.value)
    expect(alike?.fit).toBe(true)
    all.join(alike?.other.id ?? -1, alike?.one.id ?? -1)
    expect(all.tables.value.map((table) => table.files.map((file) => file.file.name))).toEqual([
      ['a.csv', 'c.csv'],
      ['b.csv'],
    ])
    expect(obstaclesOfAll(all.tables.value)).toEqual([])
  })

  it('keeps files apart whose numbers are written differently, and asks how they read until that is said', async () => {
    const numbered = (name: string, options: InspectOptions): Inspection => {
      const found = logInspection(name, options)
      const decimal = name.startsWith('a') ? 'point' : 'comma'
      return {
        ...found,
        columns: found.columns.map((column) =>
          column.name === 'what' ? { ...column, numbers: { decimal, unit: null } } : column,
        ),
      }
    }
    const { drafts: apart } = drafts(numbered)
    await apart.add([fileNamed('a1.csv'), fileNamed('a2.csv'), fileNamed('b.csv')], 'UTC')
    expect(apart.tables.value.map((table) => table.files.length)).toEqual([2, 1])
    const doubt = { role: 'value', option: 'decimal', candidates: ['point', 'comma'], message: 'Both ways.' } as const
    const { drafts: asked } = drafts((name, options) =>
      logInspection(name, options, options.decimal === undefined ? { certain: false, doubt } : {}),
    )
    await asked.add([fileNamed('a.csv')], 'UTC')
    const id = asked.tables.value[0]?.id ?? -1
    await asked.setRoles(id, { value: 'stamp' })
    expect(openDoubt(asked.tables.value[0]!)).toEqual(doubt)
    await asked.change(id, { decimal: 'comma' })
    expect(openDoubt(asked.tables.value[0]!)).toBeNull()
  })

  it('keeps files apart that only their names tell apart, when no column is the event', async () => {
    const { drafts: all } = drafts((name, options) =>
      logInspection(name, { mapping: { user: 'who', time: 'when' }, ...options }),
    )
    await all.add([fileNamed('landed.csv'), fileNamed('registered.csv'), fileNamed('landed_2.csv')], 'UTC')
    expect(all.tables.value.map((table) => table.files.map((file) => file.file.name))).toEqual([
      ['landed.csv', 'landed_2.csv'],
      ['registered.csv'],
    ])
    expect(all.tables.value.map((table) => table.lead.inspection?.table)).toEqual(['landed', 'registered'])
  })

  it('shows a file that cannot be read as such, and goes on with the others', async () => {
    const { drafts: all } = drafts((name) => {
      if (name === 'bad.csv') throw new LatheError('bad-file', 'This is a picture.', { file: name })
      return logInspection(name)
    })
    await all.add([fileNamed('bad.csv'), fileNamed('good.csv')], 'UTC')
    const [bad, good] = all.tables.value
    expect(bad && obstaclesOf(bad)).toEqual(['This is a picture.'])
    expect(good && obstaclesOf(good)).toEqual([])
    // The good one can be imported all the same; nothing but unreadable files cannot.
    expect(obstaclesOfAll(all.tables.value)).toEqual([])
    expect(obstaclesOfAll(all.tables.value.slice(0, 1))).toEqual(['This is a picture.'])
    await all.removeFile(bad?.lead.id ?? -1)
    expect(all.tables.value.map((table) => table.lead.file.name)).toEqual(['good.csv'])
  })

  it('adds a file once, says which were in the list, and takes one of another time as another file', async () => {
    const { drafts: all } = drafts()
    const file = (lastModified: number): ChosenFile => ({
      name: 'a.csv',
      bytes: 1,
      handle: new File(['x'], 'a.csv', { lastModified }),
    })
    const told: string[][] = []
    const tell = (files: readonly ChosenFile[]): void => {
      told.push(files.map((one) => one.name))
    }
    await all.add([file(1), file(1)], 'UTC', tell)
    await all.add([file(1), file(2)], 'UTC', tell)
    expect(all.tables.value.flatMap((table) => table.files)).toHaveLength(2)
    expect(told).toEqual([['a.csv'], ['a.csv']])
  })

  it('keeps roles that are chosen while a file is inspected again', async () => {
    const waiting: (() => void)[] = []
    let isSlow = false
    const { drafts: all, calls } = drafts(async (name, options) => {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
      return logInspection(name, options)
    })
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    isSlow = true
    const changes = [
      all.setRoles(id, { value: 'stamp' }),
      all.setRoles(id, { session: 'what' }),
      all.setRoles(id, { user: null }),
    ]
    expect(calls.at(-1)?.mapping).toEqual({ time: 'when', value: 'stamp', session: 'what' })
    for (const go of waiting) go()
    await Promise.all(changes)
    expect(all.tables.value[0]?.lead.inspection?.mapping).toEqual({ time: 'when', value: 'stamp', session: 'what' })
  })

  it('puts back what was cleared', async () => {
    const { drafts: all } = drafts()
    await all.add([fileNamed('a.csv')], 'UTC')
    const before = all.tables.value
    all.clear()
    expect(all.tables.value).toEqual([])
    await all.restore(before)
    expect(all.tables.value).toEqual(before)
  })

  it('reads again what was on its way when it was cleared', async () => {
    let isSlow = true
    const { drafts: all } = drafts(async (name, options) => {
      if (isSlow) await new Promise<void>(() => undefined)
      return logInspection(name, options)
    })
    void all.add([fileNamed('a.csv')], 'UTC')
    const before = all.tables.value
    all.clear()
    isSlow = false
    await all.restore(before)
    expect(obstaclesOfAll(all.tables.value)).toEqual([])
  })

  it('lets a bug through, and goes on with the other files', async () => {
    const { drafts: all } = drafts((name, options) => {
      if (name === 'a.csv') throw new TypeError('a bug')
      return logInspection(name, options)
    })
    await expect(all.add([fileNamed('a.csv'), fileNamed('b.csv')], 'UTC')).rejects.toThrow('a bug')
    expect(all.tables.value.map((table) => [table.inspecting, table.lead.error !== null])).toEqual([
      [false, true],
      [false, false],
    ])
  })

  it('reads again when a role changes, gives the whole mapping, and a column one role only', async () => {
    const { drafts: all, calls } = drafts()
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.change(id, { timeFormat: '%d/%m/%Y' })
    await all.setRoles(id, { event: 'who' })
    expect(calls.at(-1)).toEqual({ timeFormat: '%d/%m/%Y', mapping: { event: 'who', time: 'when' } })
    expect(all.tables.value[0]?.lead.inspection?.mapping).toEqual({ event: 'who', time: 'when' })
    // A format that was set for one time column says nothing about another.
    await all.setRoles(id, { time: 'stamp' })
    expect(calls.at(-1)).toEqual({ kind: 'events', mapping: { event: 'who', time: 'stamp' } })
  })

  it('keeps choices through another reading; those without a column rest, and hold again when it is there', async () => {
    const { drafts: all, calls } = drafts((name, options) =>
      logInspection(name, options, options.delimiter === ';' ? { columns: ONE_COLUMN } : {}),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.setRoles(id, { value: 'stamp' })
    await all.setRoles(id, { user: null })
    await all.change(id, { table: 'visits' })
    await all.change(id, { encoding: 'windows-1252' })
    expect(calls.at(-1)).toEqual({
      table: 'visits',
      encoding: 'windows-1252',
      kind: 'events',
      mapping: { event: 'what', time: 'when', value: 'stamp' },
    })
    await all.change(id, { delimiter: ';' })
    expect(all.tables.value[0]?.chosenRoles).toEqual(['user'])
    expect(all.tables.value[0]?.lead.error).toBeNull()
    await all.change(id, { delimiter: null })
    expect(all.tables.value[0]?.chosenRoles).toEqual(['value', 'user'])
    expect(all.tables.value[0]?.lead.inspection?.mapping.value).toBe('stamp')
    expect(all.tables.value[0]?.options).toEqual({ table: 'visits', encoding: 'windows-1252' })
  })

  it('keeps roles when the kind goes to a table and back, and finds those that were not chosen', async () => {
    const { drafts: all } = drafts((name, options) =>
      logInspection(name, options.kind === 'table' ? { mapping: { time: 'when' }, ...options } : options),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.change(id, { kind: 'table' })
    await all.setRoles(id, { time: 'stamp' })
    await all.change(id, { kind: 'events' })
    expect(all.tables.value[0]?.lead.inspection?.mapping).toEqual({ user: 'who', event: 'what', time: 'stamp' })
  })

  it('keeps quick changes of several sorts, whichever reading ends last', async () => {
    const waiting: (() => void)[] = []
    let isSlow = false
    const { drafts: all } = drafts(async (name, options) => {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
      return logInspection(name, options)
    })
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    isSlow = true
    const changes = [
      all.setRoles(id, { value: 'stamp' }),
      all.change(id, { encoding: 'windows-1252' }),
      all.change(id, { table: 'visits' }),
      all.setRoles(id, { session: 'who' }),
    ]
    isSlow = false
    for (const go of waiting.toReversed()) go()
    await Promise.all(changes)
    const { lead, options, inspecting } = all.tables.value[0]!
    expect(lead.inspection?.mapping).toEqual({ event: 'what', time: 'when', value: 'stamp', session: 'who' })
    expect([options, lead.inspection?.table, inspecting]).toEqual([
      { encoding: 'windows-1252', table: 'visits' },
      'visits',
      false,
    ])
  })

  it('can be read in another way after one in which nothing can be read', async () => {
    const { drafts: all } = drafts((name, options) => {
      if (options.format === 'parquet') throw new LatheError('bad-file', 'No Parquet.', { file: name })
      return logInspection(name, options)
    })
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.setRoles(id, { value: 'stamp' })
    await all.change(id, { format: 'parquet' })
    expect(obstaclesOf(all.tables.value[0]!)).toEqual(['No Parquet.'])
    await all.change(id, { format: null })
    expect(obstaclesOf(all.tables.value[0]!)).toEqual([])
    expect(all.tables.value[0]?.lead.inspection?.mapping.value).toBe('stamp')
  })

  it('reads the next file in the chosen way when the one that led is left out', async () => {
    const { drafts: all, calls } = drafts()
    await all.add([fileNamed('visits_1.csv'), fileNamed('visits_2.csv')], 'UTC')
    const table = (): TableDraft => all.tables.value[0]!
    await all.setRoles(table().id, { value: 'stamp' })
    await all.removeFile(table().lead.id)
    expect(table().lead.file.name).toBe('visits_2.csv')
    expect(table().lead.inspection?.mapping.value).toBe('stamp')
    expect(calls.at(-1)?.mapping?.value).toBe('stamp')
  })

  it('lets only the newest change count', async () => {
    const waiting: (() => void)[] = []
    let slow = false
    const { drafts: all } = drafts(async (name, options) => {
      if (slow) await new Promise<void>((resolve) => waiting.push(resolve))
      return logInspection(name, options)
    })
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    slow = true
    const first = all.change(id, { delimiter: ';' })
    const second = all.change(id, { delimiter: '|' })
    waiting[1]?.()
    await second
    waiting[0]?.()
    await first
    expect(all.tables.value[0]?.lead.inspection?.delimiter).toBe('|')
    expect(all.tables.value[0]?.inspecting).toBe(false)
  })

  it('says while a file is read, at first and anew, and ends with that also where it fails', async () => {
    const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
    const { drafts: all } = drafts(
      (name, options) =>
        new Promise<Inspection>((resolve, reject) => {
          waiting.push({
            resolve: () => {
              resolve(logInspection(name, options))
            },
            reject,
          })
        }),
    )
    const added = all.add([fileNamed('a.csv')], 'Asia/Tokyo')
    const draft = (): TableDraft => all.tables.value[0]!
    expect([draft().inspecting, draft().timezone, obstaclesOf(draft())]).toEqual([
      true,
      'Asia/Tokyo',
      ['The file is still being read.'],
    ])
    waiting[0]!.resolve()
    await added
    expect(draft().inspecting).toBe(false)
    const changed = all.change(draft().id, { delimiter: ';' })
    expect(draft().inspecting).toBe(true)
    waiting[1]!.resolve()
    await changed
    expect(draft().inspecting).toBe(false)
    const failing = all.change(draft().id, { delimiter: '|' })
    waiting[2]!.reject(new TypeError('a bug'))
    await expect(failing).rejects.toThrow('a bug')
    expect(draft().inspecting).toBe(false)
    all.setTimezone(draft().id, 'UTC')
    expect(draft().timezone).toBe('UTC')
    const left = all.change(draft().id, { header: false })
    all.clear()
    waiting[3]!.resolve()
    await left
    expect(all.tables.value).toEqual([])
  })

  it('asks about a doubt until the person has chosen', async () => {
    const doubt = { role: 'user', candidates: ['who', 'what'], message: 'Two columns could be the user.' } as const
    const { drafts: all } = drafts((name, options) =>
      logInspection(name, options, options.mapping === undefined ? { certain: false, doubt } : {}),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const before = all.tables.value[0]
    expect(before && [openDoubt(before), obstaclesOf(before)]).toEqual([doubt, [doubt.message]])
    // Another role's change is no answer.
    await all.setRoles(before?.id ?? -1, { value: 'stamp' })
    expect(openDoubt(all.tables.value[0]!)).toEqual(doubt)
    await all.setRoles(before?.id ?? -1, { user: 'what' })
    const after = all.tables.value[0]
    expect(after && [openDoubt(after), obstaclesOf(after)]).toEqual([null, []])
  })

  it('finds the other roles when somebody says which column is the time that was not found', async () => {
    const doubt = { role: 'time', candidates: ['stamp'], message: 'No column reads as a time.' } as const
    const { drafts: all } = drafts((name, options) =>
      options.kind === 'events'
        ? logInspection(name, { ...options, mapping: options.mapping ?? { user: 'who', event: 'what' } })
        : logInspection(name, { ...options, kind: 'table', mapping: {} }, { certain: false, doubt }),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.setRoles(id, { time: 'stamp' })
    expect(all.tables.value[0]?.lead.inspection?.mapping).toEqual({ user: 'who', event: 'what', time: 'stamp' })
    expect(obstaclesOf(all.tables.value[0]!)).toEqual([])
  })

  it('leaves a plain table one when its time is chosen, and does not import rows that are all without a time', async () => {
    const tried = 'iso'
    const { drafts: all } = drafts((name, options) =>
      logInspection(
        name,
        { kind: 'table', ...options },
        { losses: [{ role: 'time', column: 'when', unread: 2, empty: 1, rows: 3, values: ['soon'], tried }] },
      ),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.setRoles(id, { time: 'stamp' })
    expect(all.tables.value[0]?.lead.inspection?.kind).toBe('table')
    expect(obstaclesOf(all.tables.value[0]!)).toEqual([])
    await all.change(id, { kind: 'events' })
    expect(obstaclesOf(all.tables.value[0]!)).toEqual([expect.stringContaining('No row has a time')])
  })

  it('wants a time for events, none for a plain table, and a table name that SQL can say', async () => {
    const { drafts: all } = drafts((name, options) => logInspection(name, { mapping: {}, ...options }))
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    expect(obstaclesOf(all.tables.value[0]!)[0]).toMatch(/needs a time/)
    await all.change(id, { kind: 'table' })
    expect(obstaclesOf(all.tables.value[0]!)).toEqual([])
    await all.change(id, { table: '1 bad name' })
    expect(obstaclesOf(all.tables.value[0]!)[0]).toMatch(/table name/)
  })
})

describe('names and mappings', () => {
  it.each([
    [['events_2024_01', 'events_2024_02'], 'events'],
    [['a1', 'a2'], 'a1'],
    [['visits'], 'visits'],
    [['orders', 'drivers'], 'orders'],
    [['log', 'log_2'], 'log'],
  ])('%j → %s', (names, expected) => {
    expect(commonTableName(names)).toBe(expected)
  })

  it('moves a column from one role to another', () => {
    expect(mappingWith({ user: 'a', event: 'b' }, 'user', 'b')).toEqual({ user: 'b' })
    expect(mappingWith({ user: 'a', event: 'b' }, 'event', null)).toEqual({ user: 'a' })
  })
})

describe('an encoding that is open', () => {
  const open: Partial<Inspection> = {
    certain: false,
    doubt: { role: 'encoding', candidates: ['windows-1252', 'windows-1250'], message: 'Which encoding?' },
  }

  it('keeps a file apart and its import back until it is said, whatever else is chosen', async () => {
    const { drafts: all, calls } = drafts((name, options) =>
      logInspection(name, options, name === 'visits_2.csv' && options.encoding === undefined ? open : {}),
    )
    await all.add([fileNamed('visits_1.csv'), fileNamed('visits_2.csv'), fileNamed('visits_3.csv')], 'UTC')
    expect(all.tables.value.map((table) => table.files.map((file) => file.file.name))).toEqual([
      ['visits_1.csv', 'visits_3.csv'],
      ['visits_2.csv'],
    ])
    const doubtful = (): TableDraft => all.tables.value[1]!
    await all.setRoles(doubtful().id, { user: 'what' })
    expect(obstaclesOf(doubtful())).toEqual(['Which encoding?'])
    await all.change(doubtful().id, { encoding: 'windows-1250' })
    expect(obstaclesOf(doubtful())).toEqual([])
    // What was chosen before is kept.
    expect(calls.at(-1)).toEqual({ encoding: 'windows-1250', kind: 'events', mapping: { time: 'when', user: 'what' } })
  })
})
