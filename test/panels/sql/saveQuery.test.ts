// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { draftOf, nameOfTitle, withMark, type QueryDraft } from '../../../src-renderer/panels/sql/queryDraft'
import SaveQueryForm from '../../../src-renderer/panels/sql/SaveQueryForm.vue'
import { readQueryFile, type QueryFile } from '../../../src-renderer/query/saved/queryFile'
import type { ResultTable } from '../../../src-renderer/query/contract/result'

const table: ResultTable = {
  rowCount: 0,
  columns: [
    { name: 'plan', type: 'string' },
    { name: 'day', type: 'date' },
    { name: 'count of users', type: 'integer' },
    { name: 'share', type: 'double' },
  ],
  value: () => null,
  row: () => ({}),
  rows: () => [],
  column: () => [],
}
let wrapper: VueWrapper

function show(
  draft: QueryDraft,
  more: { current?: string | null; taken?: readonly string[]; table?: ResultTable | null } = {},
): void {
  wrapper = mount(SaveQueryForm, {
    attachTo: document.body,
    props: { formId: 'f', draft, current: null, taken: [], table, ...more },
  })
}
function field(label: string): HTMLInputElement | HTMLSelectElement {
  const id = wrapper
    .findAll('label')
    .find((one) => one.text() === label)
    ?.attributes('for')
  const found = wrapper
    .findAll('input, select, textarea')
    .find((one) => one.attributes('aria-label') === label || (id !== undefined && one.attributes('id') === id))
  if (found === undefined) throw new Error(`no field ${label}`)
  return found.element as HTMLInputElement
}
async function fill(label: string, value: string): Promise<void> {
  const control = field(label)
  control.value = value
  control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
  await flushPromises()
}
async function choose(text: string): Promise<void> {
  await wrapper
    .findAll('button')
    .find((one) => one.text() === text)!
    .trigger('click')
  await flushPromises()
}
async function submit(): Promise<readonly [string, string] | null> {
  await wrapper.get('form').trigger('submit')
  return (wrapper.emitted('save')?.at(-1) as [string, string] | undefined) ?? null
}
function read([name, text]: readonly [string, string]): QueryFile {
  return readQueryFile(name, text)
}
afterEach(() => {
  wrapper.unmount()
  document.body.innerHTML = ''
})

describe('the dialog that saves a query', () => {
  it('names the file after the title until a name is typed', async () => {
    show(draftOf('SELECT 1', null))
    expect(document.activeElement).toBe(field('Title'))
    await fill('Title', 'Daily users, by plan!')
    expect(field('Name').value).toBe('daily-users-by-plan')
    await fill('Name', 'my own')
    await fill('Title', 'Another')
    expect(field('Name').value).toBe('my own')
    expect(await submit()).toEqual(['my-own', '-- title: Another\n\nSELECT 1\n'])
  })

  it('refuses a name that is none, and says why', async () => {
    show(draftOf('SELECT 1', null))
    expect(await submit()).toBeNull()
    expect(wrapper.text()).toContain('Give the query a name.')
    await fill('Name', 'a/b')
    expect(await submit()).toBeNull()
    expect(wrapper.text()).toContain('leave / out')
    expect(field('Name').getAttribute('aria-invalid')).toBe('true')
  })

  it('asks before it writes over another query, also one whose name differs by case alone', async () => {
    show(draftOf('-- title: Mine\nSELECT 1', 'mine'), { current: 'mine', taken: ['mine', 'Other'] })
    await fill('Name', 'other')
    expect(await submit()).toBeNull()
    expect(wrapper.get('[role=status]').text()).toContain('There is a query “Other” already.')
    await fill('Name', 'others')
    expect(wrapper.find('[role=status]').exists()).toBe(false)
    await fill('Name', 'other')
    expect(await submit()).toBeNull()
    expect(await submit()).toBeNull()
    await choose('Replace')
    expect(wrapper.emitted('save')).toEqual([['Other', '-- title: Mine\n\nSELECT 1\n']])
  })

  it('writes over the query that is edited without asking, also one whose file could not be named so here', async () => {
    show(draftOf('SELECT 1', 'Q3 report'), { current: 'Q3 report', taken: ['Q3 report'] })
    expect(await submit()).toEqual(['Q3 report', '\nSELECT 1\n'])
  })

  it('asks for the type and default of each $name that the header lacks', async () => {
    show(
      draftOf(
        "-- parameter: plan text = pro\nSELECT '$not' WHERE d >= $since AND plan = $plan AND n < $top AND $what " +
          'AND d >= $since',
        null,
      ),
    )
    await fill('Name', 'q')
    expect([field('Type of since').value, field('Type of top').value, field('Type of what').value]).toEqual([
      'date',
      'integer',
      'text',
    ])
    expect(wrapper.findAll('.parameter')).toHaveLength(3)
    await fill('Type of what', 'event')
    await fill('Default of what', 'post_like')
    await fill('Default of since', 'soon')
    expect(await submit()).toBeNull()
    expect(wrapper.text()).toContain('since must be a date like 2024-01-31, not "soon".')
    await fill('Default of since', '2024-02-01')
    expect(read((await submit())!).parameters.map((spec) => [spec.name, spec.type, spec.default])).toEqual([
      ['plan', 'text', 'pro'],
      ['since', 'date', '2024-02-01'],
      ['top', 'integer', null],
      ['what', 'event', 'post_like'],
    ])
  })

  it('draws columns of the last answer: dates along x first, numbers to draw', async () => {
    show(draftOf('SELECT 1', null))
    await fill('Name', 'q')
    await choose('Line')
    expect(field('Column along x').value).toBe('day')
    expect(wrapper.findAll('.ys label').map((label) => [label.text(), label.get('input').element.checked])).toEqual([
      ['count of users', true],
      ['share', false],
    ])
    await wrapper.findAll('.ys input')[1]!.setValue(true)
    expect(read((await submit())!).chart).toEqual({ mark: 'line', x: 'day', y: ['count of users', 'share'] })
    for (const box of wrapper.findAll('.ys input')) await box.setValue(false)
    wrapper.emitted('save')!.length = 0
    expect(await submit()).toBeNull()
    expect(wrapper.text()).toContain('at least one to draw')
    await choose('None')
    expect(read((await submit())!).chart).toBeNull()
  })

  it('takes expectations a line each, and names the one that is none', async () => {
    show(draftOf('-- expect: rows > 0\nSELECT 1', 'q'), { current: 'q' })
    expect(field('Expectations').value).toBe('rows > 0')
    await fill('Expectations', 'rows>0\n\n  plan soon ')
    expect(await submit()).toBeNull()
    expect(wrapper.text()).toContain('“plan soon” is no expectation; one looks like rows = 0')
    await fill('Expectations', 'rows>0\n\nplan NOT NULL\n')
    expect((await submit())![1]).toBe('-- expect: rows > 0\n-- expect: plan not null\n\nSELECT 1\n')
  })

  it('keeps the chart of a query that has not run yet, and says when there is nothing to choose from', async () => {
    show(draftOf('-- chart: bar channel "all costs"\nSELECT 1', 'q'), { current: 'q', table: null })
    expect(read((await submit())!).chart).toEqual({ mark: 'bar', x: 'channel', y: ['all costs'] })
    wrapper.unmount()
    show(draftOf('SELECT 1', 'q'), { current: 'q', table: null })
    await choose('Bars')
    expect(wrapper.text()).toContain('Run the query first')
    expect(await submit()).toBeNull()
  })

  it('writes a header that reads back, whatever title and about hold', async () => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.constantFrom('\n', '\r\n', '\u2028', '--', '-- parameter: x date', "'", '"', ';', ':', '$a', '日本 🙂'),
          fc.string({ unit: 'binary', maxLength: 6 }),
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join(''))
    const line = (text: string): string => text.replace(/\s+/g, ' ').trim()
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (title, about) => {
        show(
          { ...withMark(draftOf("-- odd: no header\nSELECT '-- title: x'", 'kept'), 'line', table), title, about },
          { current: 'kept' },
        )
        const file = read((await submit())!)
        expect(file).toMatchObject({
          title: line(title) === '' ? 'kept' : line(title),
          about: line(about),
          parameters: [],
          chart: { mark: 'line', x: 'day', y: ['count of users'] },
          sql: "-- odd: no header\nSELECT '-- title: x'",
        })
        wrapper.unmount()
      }),
      { numRuns: 20 },
    )
    show(draftOf('SELECT 1', null))
  })

  it('makes names of titles', () => {
    show(draftOf('SELECT 1', null))
    expect(['Über uns: 2024', '  --a/b?', '日本 売上', '…'].map(nameOfTitle)).toEqual([
      'über-uns-2024',
      'a-b',
      '日本-売上',
      '',
    ])
  })
})
