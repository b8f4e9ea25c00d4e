import { describe, expect, it } from 'vitest'
import type { ChosenFile } from '../../../src-renderer/host/workbench'
import type { Inspection, InspectOptions } from '../../../src-renderer/ingest/contract'
import { LatheError } from '../../../src-renderer/model/error'
import {
  commonTableName,
  namedAlike,
  obstaclesOf,
  obstaclesOfAll,
  openDoubt,
  type TableDraft,
} from '../../../src-renderer/panels/import/importDraft'
import { createImportDrafts, mappingWith } from '../../../src-renderer/panels/import/importDrafts'
import { fileNamed, logInspection } from './inspections'

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
    all.removeFile(table().files[1]!.id)
    expect([table().files.map((file) => file.file.name), table().lead.file.name]).toEqual([
      ['visits_1.csv', 'visits_3.csv'],
      'visits_1.csv',
    ])
    all.removeFile(table().files[0]!.id)
    expect([table().files.map((file) => file.file.name), table().lead.file.name]).toEqual([
      ['visits_3.csv'],
      'visits_3.csv',
    ])
    all.removeFile(table().files[0]!.id)
    expect(all.tables.value).toEqual([])
  })

  it('keeps a file apart when it is read differently, or when the table has been edited', async () => {
    const { drafts: all } = drafts((name, options) =>
      logInspection(name, options, name === 'b.csv' ? { delimiter: ';' } : {}),
    )
    await all.add([fileNamed('a.csv'), fileNamed('b.csv')], 'UTC')
    expect(all.tables.value).toHaveLength(2)
    await all.setRole(all.tables.value[0]?.id ?? -1, 'user', null)
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
    await asked.setRole(id, 'value', 'stamp')
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
    all.removeFile(bad?.lead.id ?? -1)
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
      all.setRole(id, 'value', 'stamp'),
      all.setRole(id, 'session', 'what'),
      all.setRole(id, 'user', null),
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
    all.restore(before)
    expect(all.tables.value).toEqual(before)
  })

  it('lets a bug through', async () => {
    const { drafts: all } = drafts(() => {
      throw new TypeError('a bug')
    })
    await expect(all.add([fileNamed('a.csv')], 'UTC')).rejects.toThrow('a bug')
  })

  it('reads again when a role changes, gives the whole mapping, and a column one role only', async () => {
    const { drafts: all, calls } = drafts()
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.change(id, { timeFormat: '%d/%m/%Y' })
    await all.setRole(id, 'event', 'who')
    expect(calls.at(-1)).toEqual({ timeFormat: '%d/%m/%Y', mapping: { event: 'who', time: 'when' } })
    expect(all.tables.value[0]?.lead.inspection?.mapping).toEqual({ event: 'who', time: 'when' })
    // A format that was set for one time column says nothing about another.
    await all.setRole(id, 'time', 'stamp')
    expect(calls.at(-1)).toEqual({ mapping: { event: 'who', time: 'stamp' } })
  })

  it('forgets what was said about columns when the file is read into other columns', async () => {
    const { drafts: all, calls } = drafts()
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    await all.setRole(id, 'user', null)
    await all.change(id, { table: 'visits' })
    await all.change(id, { delimiter: ';' })
    expect(calls.at(-1)).toEqual({ table: 'visits', delimiter: ';' })
    expect(all.tables.value[0]?.chosenRoles).toEqual([])
  })

  it('lets only the newest change count', async () => {
    const waiting: ((value: Inspection) => void)[] = []
    let slow = false
    const { drafts: all } = drafts((name, options) =>
      slow
        ? new Promise<Inspection>((resolve) =>
            waiting.push(() => {
              resolve(logInspection(name, options))
            }),
          )
        : logInspection(name, options),
    )
    await all.add([fileNamed('a.csv')], 'UTC')
    const id = all.tables.value[0]?.id ?? -1
    slow = true
    const first = all.change(id, { table: 'first' })
    const second = all.change(id, { table: 'second' })
    waiting[1]?.(logInspection('a.csv'))
    await second
    waiting[0]?.(logInspection('a.csv'))
    await first
    expect(all.tables.value[0]?.lead.inspection?.table).toBe('second')
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
    const changed = all.change(draft().id, { table: 'b' })
    expect(draft().inspecting).toBe(true)
    waiting[1]!.resolve()
    await changed
    expect(draft().inspecting).toBe(false)
    const failing = all.change(draft().id, { table: 'c' })
    waiting[2]!.reject(new TypeError('a bug'))
    await expect(failing).rejects.toThrow('a bug')
    expect(draft().inspecting).toBe(false)
    all.setTimezone(draft().id, 'UTC')
    expect(draft().timezone).toBe('UTC')
    const left = all.change(draft().id, { table: 'd' })
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
    await all.setRole(before?.id ?? -1, 'value', 'stamp')
    expect(openDoubt(all.tables.value[0]!)).toEqual(doubt)
    await all.setRole(before?.id ?? -1, 'user', 'what')
    const after = all.tables.value[0]
    expect(after && [openDoubt(after), obstaclesOf(after)]).toEqual([null, []])
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
    await all.setRole(doubtful().id, 'user', 'what')
    expect(obstaclesOf(doubtful())).toEqual(['Which encoding?'])
    await all.change(doubtful().id, { encoding: 'windows-1250' })
    expect(obstaclesOf(doubtful())).toEqual([])
    expect(calls.at(-1)).toEqual({ encoding: 'windows-1250' })
  })
})
