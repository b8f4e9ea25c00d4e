// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { LatheError } from '../../../src-renderer/model/error'
import type { ModelChange } from '../../../src-renderer/model/editDataModel'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import { panelContextKey, type ModelFile } from '../../../src-renderer/panels/context'
import ModelPanel from '../../../src-renderer/panels/model/ModelPanel.vue'
import { modelExample } from '../../../src-renderer/panels/model/modelExample'
import { entryTexts, MODEL_PARTS, peopleFitText } from '../../../src-renderer/panels/model/modelLists'
import { readBound } from '../../../src-renderer/panels/model/readBound'
import { fakeContext, workspaceOf } from '../analysis/fakeContext'

const TEXT = JSON.stringify({
  relations: [{ from: 'log.user_id', to: 'people.id', duplicates: { newest: 'since' } }],
  columns: [{ name: 'net', table: 'log', type: 'double', sql: 'price\n * 2', about: 'without tax' }],
  events: [
    { name: 'engaged', any: ['like', { event: 'share', where: [] }] },
    { name: 'x', label: 'Cross', hidden: true },
  ],
  measures: [
    { name: 'paid', event: 'pay', measure: 'sum', column: 'net', unit: '€', good: 'up', target: 5, limits: { low: 1 } },
    { name: 'half', formula: 'paid / 2' },
  ],
  testUsers: [{ column: 'people.is_test' }, { users: ['a', 'b', 'c', 'd', 'e', 'f'] }],
  people: { table: 'people', account: 'id', person: 'human' },
})
const fileOf = (text: string, problem: string | null = null): ModelFile => ({
  text,
  placed: readDataModel(TEXT),
  problem,
})

let wrapper: VueWrapper | null = null
afterEach(() => {
  wrapper?.unmount()
  wrapper = null
})

/** The page over a file; what the engine is asked has no answer. */
async function open(file: ModelFile, refuse: (one: ModelChange) => Promise<void> = () => Promise.resolve()) {
  const context = fakeContext(() => new Promise(() => undefined))
  const change = (_from: string | null, one: ModelChange): Promise<void> => refuse(one)
  const provided = { ...context, model: { ...context.model, file: shallowRef(file), change } }
  const page = defineComponent({ render: () => h(TooltipProvider, () => h(ModelPanel)) })
  wrapper = mount(page, { attachTo: document.body, global: { provide: { [panelContextKey as symbol]: provided } } })
  await flushPromises()
  return wrapper
}

describe('the page Model', () => {
  it('shows where a file has its fault, what it said last, and lets nothing but mending change it', async () => {
    const page = await open(fileOf('{', 'model.json, line 1, column 2: the JSON is not well formed.'))
    expect(page.get('[role=alert]').text()).toContain('line 1, column 2')
    expect(page.text()).toContain('log.user_id → people.id')
    const able = (label: string): boolean => page.get(`[aria-label="${label}"]`).attributes('disabled') === undefined
    expect([able('Edit log.user_id → people.id'), able('Delete log.user_id → people.id')]).toEqual([false, false])
    const mend = page.findAll('button').find((one) => one.text() === 'Mend…')
    await mend?.trigger('click')
    await flushPromises()
    expect(document.querySelector<HTMLTextAreaElement>('[role=dialog] textarea')?.value).toBe('{')
  })

  it('deletes an entry, and says where the file was changed elsewhere, with what to do', async () => {
    const asked: ModelChange[] = []
    const page = await open(fileOf(TEXT), (one) => {
      asked.push(one)
      return Promise.reject(new LatheError('workspace-changed', 'It was changed elsewhere.', { workspace: 'w' }))
    })
    await page.get('[aria-label="Delete log.user_id → people.id"]').trigger('click')
    await flushPromises()
    expect(asked).toEqual([{ part: 'relations', index: 0, entry: null }])
    expect(page.get('[role=alert]').text()).toBe('It was changed elsewhere. Reload')
  })

  it('says each entry in words', () => {
    const { model } = readDataModel(TEXT)
    const texts = MODEL_PARTS.flatMap(({ part }) =>
      entryTexts(model, part).map(({ title, detail }) => `${title}: ${detail}`),
    )
    expect(texts).toEqual([
      'log.user_id → people.id: Called people; of several rows of people, the newest by since counts',
      'net: price * 2 (double, of log); without tax',
      'engaged: Any of like, share',
      'x: An event of the log; called Cross; hidden',
      'paid: sum of net, of pay; in €; up is good; target 5; limits 1 to …',
      'half: paid / 2',
      'people.is_test: Users whose related column is true',
      '6 users: a, b, c, d, e, …',
      'people.id → people.human: Each user of the logs is the person that its row names',
    ])
    const fit = { accounts: 3, orphans: 1, usersAlone: 2, users: 4, persons: 3, torn: 0 }
    expect([peopleFitText(fit), peopleFitText({ ...fit, orphans: 0, usersAlone: 0, persons: 1 })]).toEqual([
      '4 users are 3 people; 2 users it does not name, each a person of its own; 1 of its 3 accounts in no log.',
      '4 users are 1 person.',
    ])
  })

  it('has an example of each list of what the workspace has, and none where it has nothing', () => {
    const { catalog } = workspaceOf('w')
    expect(modelExample('events', catalog, ['like', 'share'])?.text).toBe('engaged = like or share')
    expect(modelExample('measures', catalog, ['like'])?.start.entry).toMatchObject({ event: 'like', measure: 'users' })
    expect(modelExample('columns', catalog, [])?.start.part).toBe('columns')
    const identities = { ...catalog.tables[0]!, name: 'ids', kind: 'table' as const }
    const named = ['account_id', 'app', 'person_id'].map((name) => ({ name, type: 'string' as const, source: name }))
    const known = { ...catalog, tables: [...catalog.tables, { ...identities, columns: named }] }
    expect(modelExample('people', known, [])?.text).toBe('ids.account_id → ids.person_id')
    expect(modelExample('people', catalog, [])).toBeNull()
    expect([modelExample('events', catalog, []), modelExample('testUsers', catalog, [])]).toEqual([null, null])
  })

  it.each([
    ['', null],
    [' 2.5 ', 2.5],
    ['-1e3', -1000],
    ['2,5', undefined],
    ['Infinity', undefined],
  ])('reads the limit %j as %j', (text, value) => {
    expect(readBound(text)).toBe(value)
  })
})
