// @vitest-environment happy-dom
import { mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Inspection, InspectOptions } from '../../../src-renderer/ingest/contract'
import type { TableDraft } from '../../../src-renderer/panels/import/importDraft'
import TableDraftView from '../../../src-renderer/panels/import/TableDraftView.vue'
import { fileNamed, logInspection } from './inspections'

function draftOf(inspection: Inspection, more: Partial<TableDraft> = {}): TableDraft {
  const lead = { id: 1, file: fileNamed(inspection.file), inspection, error: null }
  return {
    id: 2,
    files: [lead],
    lead,
    options: {},
    chosen: {},
    chosenRoles: [],
    timezone: 'UTC',
    inspecting: false,
    ...more,
  }
}
function show(draft: TableDraft, existingTables: readonly string[] = []): VueWrapper {
  return mount(TableDraftView, { props: { draft, existingTables } })
}
function text(wrapper: VueWrapper, selector: string): string {
  return wrapper.get(selector).text().replace(/\s+/g, ' ')
}
/** The control that a label names. */
function control(wrapper: VueWrapper, label: string): DOMWrapper<Element> {
  const id = wrapper
    .findAll('label')
    .find((entry) => entry.text() === label)
    ?.attributes('for')
  const found = wrapper
    .findAll('select, input')
    .find((entry) => entry.attributes('aria-label') === label || (id !== undefined && entry.attributes('id') === id))
  if (found === undefined) throw new Error(`No control is called ${label}.`)
  return found
}
function selectNamed(wrapper: VueWrapper, label: string): HTMLSelectElement {
  return control(wrapper, label).element as HTMLSelectElement
}
async function type(wrapper: VueWrapper, label: string, typed: string): Promise<void> {
  await control(wrapper, label).setValue(typed)
}
async function select(wrapper: VueWrapper, label: string, option: string): Promise<void> {
  const options = [...selectNamed(wrapper, label).options]
  const wanted = options.find((entry) => entry.textContent.trim() === option)
  if (wanted === undefined)
    throw new Error(`${label} has no ${option}, only ${options.map((entry) => entry.textContent.trim()).join(', ')}.`)
  await control(wrapper, label).setValue(wanted.value)
}

describe('the page of one table', () => {
  it('marks in the preview what plays a role, and shows times as they are read', () => {
    const wrapper = show(draftOf(logInspection('visits.csv')))
    const heads = wrapper
      .get('table[aria-label=Preview]')
      .findAll('th')
      .map((head) => head.text().replace(/\s+/g, ' '))
    expect(heads).toEqual(['whostringuser_id', 'whatstringevent', 'whentimestampts', 'read asUTC', 'stamptimestamp'])
    const rows = wrapper
      .get('table[aria-label=Preview]')
      .findAll('tbody tr')
      .map((row) => row.findAll('td').map((cell) => cell.text()))
    expect(rows[0]).toEqual(['a', 'open', '2024-03-01 10:00:00', '2024-03-01 10:00:00 UTC', '1709287200'])
    expect(rows[1]?.[3]).toBe('not a time')
    expect(wrapper.text()).toContain('First rows: 2024-03-01 09:00:00.25 UTC to 2024-03-01 10:00:00 UTC.')
  })

  it('follows zone and mapping at once', async () => {
    const wrapper = show(draftOf(logInspection('visits.csv'), { timezone: 'Asia/Kathmandu' }))
    expect(wrapper.text()).toContain('2024-03-01 04:15:00 UTC')
    await wrapper.setProps({ draft: draftOf(logInspection('visits.csv', { mapping: { time: 'stamp' } })) })
    expect(wrapper.text()).toContain('Each row becomes an event named “visits”.')
    expect(wrapper.text()).toContain('No column is the user')
    expect(wrapper.text()).not.toContain('no readable time')
    await wrapper.setProps({ draft: draftOf(logInspection('visits.csv', { kind: 'table', mapping: {} })) })
    expect(wrapper.findAll('table[aria-label=Roles] tbody tr')).toHaveLength(1)
    expect(wrapper.text()).not.toContain('read as')
  })

  it('says how sure each role is and why, and what the person chose', () => {
    const wrapper = show(draftOf(logInspection('visits.csv'), { chosenRoles: ['event'] }))
    const rows = wrapper
      .get('table[aria-label=Roles]')
      .findAll('tbody tr')
      .map((row) => [
        row.get('th').text(),
        row.get('select').element.value.replace('\u0000', ''),
        ...row
          .findAll('td')
          .slice(1)
          .map((cell) => cell.text()),
      ])
    expect(rows.slice(0, 4)).toEqual([
      ['Useruser_id', 'who', 'sure', 'its name, and values repeat'],
      ['Eventevent', 'what', 'your choice', 'What happened. Without one, each row is an event named after the table.'],
      ['Timets', 'when', 'a guess', 'values read as times'],
      ['Event idevent_id', 'none', '', 'Unique for each event: rows that come twice are then counted once.'],
    ])
  })

  it('puts likely columns first, and tells which was chosen, or that none is', async () => {
    const wrapper = show(draftOf(logInspection('visits.csv')))
    const time = wrapper.findAll('select').find((entry) => entry.attributes('aria-label') === 'Time column')
    expect(time?.findAll('option').map((option) => option.text())).toEqual(['none', 'when', 'stamp', 'who', 'what'])
    await select(wrapper, 'User column', 'what')
    await select(wrapper, 'User column', 'none')
    expect(wrapper.emitted('roles')).toEqual([[{ user: 'what' }], [{ user: null }]])
  })

  it('asks where the detection is in doubt, with a button for each candidate', async () => {
    const doubt = { role: 'user', candidates: ['who', 'what'], message: 'Two columns could be the user.' } as const
    const wrapper = show(draftOf(logInspection('visits.csv', {}, { certain: false, doubt })))
    expect(wrapper.text()).toContain('Which column is the user?')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'what')
      ?.trigger('click')
    expect(wrapper.emitted('roles')).toEqual([[{ user: 'what' }]])
    await wrapper.setProps({
      draft: draftOf(logInspection('visits.csv', {}, { certain: false, doubt }), { chosenRoles: ['user'] }),
    })
    expect(wrapper.text()).not.toContain('Which column is the user?')
  })

  it('sends an answer to where it belongs: how times and amounts read are options, no columns', async () => {
    const orders = {
      role: 'time',
      option: 'timeFormat',
      candidates: ['%m/%d/%Y', '%d/%m/%Y'],
      message: 'Both orders read.',
    } as const
    const wrapper = show(
      draftOf(logInspection('visits.csv', {}, { certain: false, doubt: orders }), { chosenRoles: ['time'] }),
    )
    expect(wrapper.text()).toContain('How do the times read?')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === '%d/%m/%Y')
      ?.trigger('click')
    expect(wrapper.emitted('change')).toEqual([[{ timeFormat: '%d/%m/%Y' }]])
    const marks = {
      role: 'value',
      option: 'decimal',
      candidates: ['point', 'comma'],
      message: 'The numbers read both ways.',
    } as const
    await wrapper.setProps({
      draft: draftOf(logInspection('visits.csv', {}, { certain: false, doubt: marks }), { chosenRoles: ['value'] }),
    })
    expect(wrapper.text()).toContain('Which mark parts off decimals?')
    await select(wrapper, 'Numbers', 'Comma: 1.234,50')
    expect(wrapper.emitted('change')?.at(-1)).toEqual([{ decimal: 'comma' }])
    expect(wrapper.emitted('roles')).toBeUndefined()
  })

  it('shows how numbers are written, and offers the other way', async () => {
    const found = logInspection('visits.csv')
    expect(selectNamed(show(draftOf(found)), 'Numbers').value).toBe('')
    const columns = found.columns.map((column) =>
      column.name === 'what' ? { ...column, numbers: { decimal: 'comma', unit: null } as const } : column,
    )
    const wrapper = show(draftOf({ ...found, columns }))
    expect(selectNamed(wrapper, 'Numbers').value).toBe('comma')
    await select(wrapper, 'Numbers', 'Point: 1,234.50')
    expect(wrapper.emitted('change')).toEqual([[{ decimal: 'point' }]])
  })

  it('joins a day and a time of day, shows them read, and offers to join others', () => {
    const found = logInspection('visits.csv', { mapping: { user: 'who', time: 'day+clock' } })
    const columns = [
      ...found.columns,
      { name: 'day', type: 'date', nulls: 0, distinct: 3, examples: [], timeFormat: 'iso', timePart: 'day' },
      { name: 'clock', type: 'string', nulls: 0, distinct: 3, examples: [], timeFormat: null, timePart: 'clock' },
    ] as const
    const preview = found.preview.map((row, index) => [...row, '2024-03-01', `0${index + 7}:30`])
    const wrapper = show(draftOf({ ...found, columns, preview }))
    expect(wrapper.text()).toContain('First rows: 2024-03-01 07:30:00 UTC to 2024-03-01 09:30:00 UTC.')
    const heads = wrapper
      .get('table[aria-label=Preview]')
      .findAll('th')
      .map((head) => head.text().replace(/\s+/g, ' '))
    expect(heads.slice(-3)).toEqual(['daydatets', 'clockstringts', 'read asUTC'])
    const time = wrapper.findAll('select').find((entry) => entry.attributes('aria-label') === 'Time column')
    expect([
      (time?.element as HTMLSelectElement).value,
      time?.findAll('option').map((option) => option.text()),
    ]).toEqual(['day+clock', ['none', 'when', 'stamp', 'day+clock', 'who', 'what', 'day', 'clock']])
  })

  it('says what each role would lose, with values and what was tried, in red where it is most of the rows', () => {
    const remarks = [
      { kind: 'lost', column: 'when', count: 2, text: 'when: 2 of 3 values are no times.' },
      { kind: 'numbers', column: 'price', count: 0, text: 'price: read as numbers, decimal comma.' },
    ] as const
    const tried = 'iso'
    const losses = [
      { role: 'time', column: 'when', unread: 2, empty: 0, rows: 3, values: ['soon', 'later'], tried },
      { role: 'user', column: 'who', unread: 0, empty: 1, rows: 3, values: [], tried: 'text' },
    ] as const
    const wrapper = show(draftOf(logInspection('visits.csv', {}, { remarks, losses })))
    const lines = wrapper
      .get('[aria-label="What would be lost"]')
      .findAll('tr')
      .map((row) => [row.classes('most'), row.text().replace(/\s+/g, ' ')])
    expect(lines).toEqual([
      [true, 'Time when2 of 3 rows are rejected (2 unreadable)soonlater tried as iso'],
      [false, 'User who1 of 3 rows has no user (1 empty)'],
    ])
    // What the lines say is not said twice.
    expect(wrapper.text()).not.toContain('2 of 3 values')
    expect(text(wrapper, '.preview-head')).toContain('price: read as numbers, decimal comma.')
  })

  it('changes how the file is read', async () => {
    const wrapper = show(draftOf(logInspection('visits.csv')), ['visits'])
    expect(wrapper.text()).toContain('This table exists: the rows are added to it.')
    await select(wrapper, 'Separator', 'Bar  |')
    await select(wrapper, 'Format', 'NDJSON (JSON lines)')
    await select(wrapper, 'Time format', 'Milliseconds since 1970')
    await select(wrapper, 'Zone if none given', 'Europe/Berlin')
    await select(wrapper, 'Column names', 'Nowhere: number them')
    await type(wrapper, 'Header in line', '4')
    await type(wrapper, 'Words for nothing', 'NULL, -,')
    await type(wrapper, 'Table', ' other ')
    const changes = wrapper.emitted<[InspectOptions]>('change')?.map(([patch]) => patch)
    expect(changes).toEqual([
      { delimiter: '|' },
      { format: 'ndjson' },
      { timeFormat: 'epoch-ms' },
      { header: false },
      { skip: 3 },
      { nullWords: ['NULL', '-'] },
      { table: 'other' },
    ])
    expect(text(wrapper, 'summary')).toBe(
      'How the file was readCSV · comma · header in line 1 · UTF-8 · times iso, in UTC',
    )
    expect(wrapper.emitted('timezone')).toEqual([['Europe/Berlin']])
  })

  it('takes a pattern of one’s own only when it is one', async () => {
    const wrapper = show(draftOf(logInspection('visits.csv')))
    await select(wrapper, 'Time format', 'Another pattern…')
    await type(wrapper, 'Pattern', 'dd.mm.yyyy')
    expect(wrapper.emitted('change')).toBeUndefined()
    expect(text(wrapper, '[role=alert]')).toContain('%Y')
    await type(wrapper, 'Pattern', '%d.%m.%Y %H:%M')
    expect(wrapper.emitted('change')?.at(-1)).toEqual([{ timeFormat: '%d.%m.%Y %H:%M' }])
  })

  it('lists broken lines of the sample with line and column', () => {
    const wrapper = show(
      draftOf(
        logInspection(
          'visits.csv',
          {},
          {
            rejects: [
              { reason: 'too-many-fields', line: 17, column: 42, excerpt: 'a,b,c', detail: 'expected 2 fields' },
            ],
          },
        ),
      ),
    )
    expect(wrapper.text()).toContain('Line 17, column 42: expected 2 fields')
  })

  it('says which choices rest because the file has no such column any more', () => {
    const chosen = { value: 'amount', user: 'who' } as const
    const wrapper = show(draftOf(logInspection('visits.csv'), { chosen, chosenRoles: ['user'] }))
    expect(wrapper.text()).toContain('the file has no column amount (Value): these choices rest.')
  })

  it('offers to read a table with a time as events', async () => {
    const proposal = { user: 'who', time: 'when' } as const
    const wrapper = show(draftOf(logInspection('visits.csv', { kind: 'table', mapping: {} }, { proposal })))
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Read as events')
      ?.trigger('click')
    expect([wrapper.emitted('change'), wrapper.emitted('roles')]).toEqual([[[{ kind: 'events' }]], [[proposal]]])
  })

  it('shows why a file cannot be read, and lets it be read in another way', () => {
    const draft = draftOf(logInspection('visits.csv'))
    const wrapper = show({
      ...draft,
      lead: { ...draft.lead, inspection: null, error: 'This is a picture; choose a log.' },
    })
    expect(text(wrapper, '[role=alert]')).toContain('This is a picture; choose a log.')
    expect(wrapper.find('table').exists()).toBe(false)
    expect(wrapper.get('details').attributes('open')).toBeDefined()
    expect(selectNamed(wrapper, 'Format').value).toBe('')
  })
})

describe('what was done to values', () => {
  it('is said, and encoding and words for nothing can be chosen', async () => {
    const remarks = [
      { kind: 'null-words', column: 'who', count: 2, text: 'who: 2 values such as “NULL” taken as empty.' },
    ] as const
    const doubt = {
      role: 'encoding',
      candidates: ['gbk', 'euc-kr'],
      message: 'The letters read as gbk or as euc-kr.',
    } as const
    const wrapper = show(
      draftOf(
        logInspection('visits.csv', {}, { remarks, encoding: { name: 'gbk', isGiven: false }, doubt, certain: false }),
      ),
    )
    expect(wrapper.text()).toContain('who: 2 values such as “NULL” taken as empty. Read as gbk.')
    expect(wrapper.text()).toContain('The letters read as gbk or as euc-kr.')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'euc-kr')!
      .trigger('click')
    await select(wrapper, 'Encoding', 'Shift-JIS (Japanese)')
    await type(wrapper, 'Words for nothing', '')
    expect(wrapper.emitted('change')).toEqual([
      [{ encoding: 'euc-kr' }],
      [{ encoding: 'shift_jis' }],
      [{ nullWords: [] }],
    ])
  })
})
