// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import type { SqlDraft } from '../../../src-renderer/panels/sql/sqlTabs'
import { useQuerySaving } from '../../../src-renderer/panels/sql/useQuerySaving'
import { LatheError } from '../../../src-renderer/model/error'
import { fakeContext, workspaceOf, type FakeContext } from '../analysis/fakeContext'

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
}

/** The SQL panel's text and what it saves to: an editor with `text` that edits the saved query `query`. */
function editor(text: string, query: string | null, kept: Readonly<Record<string, string>> = {}) {
  const context = fakeContext(() => Promise.reject(new Error('not asked')))
  for (const [name, saved] of Object.entries(kept)) void context.savedQueries.save(name, saved)
  const draft: SqlDraft = { text: shallowRef(text), query: shallowRef(query) }
  const workspace = shallowRef(workspaceOf('w'))
  return { context, draft, workspace, saving: useQuerySaving(context, draft, () => workspace.value) }
}
const savedText = (context: FakeContext, name: string): string | undefined =>
  context.savedQueries.all.value?.find((one) => one.name === name)?.text

describe('saving the text of the SQL panel', () => {
  it('writes the query that is being edited at once, and says so', async () => {
    const { context, draft, saving } = editor('-- title: Mine\nSELECT 2\n\n', 'mine', {
      mine: '-- title: Mine\nSELECT 1',
    })
    expect([saving.edited.value?.name, saving.changed.value]).toEqual(['mine', true])
    await saving.save()
    expect([
      savedText(context, 'mine'),
      draft.text.value,
      draft.query.value,
      saving.changed.value,
      saving.asking.value,
      saving.busy.value,
    ]).toEqual(['-- title: Mine\nSELECT 2\n', '-- title: Mine\nSELECT 2\n', 'mine', false, null, false])
    expect(context.log).toEqual(['done Saving: Saved mine.sql'])
  })

  it('gives a text without a header one', async () => {
    const { context, saving } = editor('SELECT 2', 'mine', { mine: 'SELECT 1' })
    await saving.save()
    expect(savedText(context, 'mine')).toMatch(/SELECT 2\n$/)
    expect(saving.changed.value).toBe(false)
  })

  it('asks for a name where nothing is edited, or what was is gone, and for what a parameter is', async () => {
    for (const [text, query, kept, name, undeclared] of [
      ['SELECT 1', null, {}, '', []],
      ['SELECT 1', 'gone', { other: 'SELECT 1' }, '', []],
      ['SELECT $since', 'mine', { mine: 'SELECT 1' }, 'mine', ['since']],
    ] as const) {
      const { context, saving } = editor(text, query, kept)
      await saving.save()
      expect([saving.asking.value?.name, saving.asking.value?.undeclared.map((one) => one.name), context.log]).toEqual([
        name,
        undeclared,
        [],
      ])
      saving.close()
      expect(saving.asking.value).toBeNull()
    }
    expect(editor('SELECT 1', null, { mine: 'SELECT 1' }).saving.changed.value).toBe(false)
  })

  it('asks in any case where it is to be saved under another name', async () => {
    const { context, draft, saving } = editor('SELECT 1', 'mine', { mine: 'SELECT 1' })
    saving.saveAs()
    expect(saving.asking.value?.name).toBe('mine')
    await saving.confirm('other', '-- title: O\nSELECT 1\n')
    expect([
      draft.query.value,
      draft.text.value,
      saving.asking.value,
      savedText(context, 'other'),
      savedText(context, 'mine'),
    ]).toEqual(['other', '-- title: O\nSELECT 1\n', null, '-- title: O\nSELECT 1\n', 'SELECT 1'])
    expect(context.log).toEqual(['Saved other. It stands under Queries.'])
  })

  it('keeps asking where it cannot be written, and says why', async () => {
    const { context, draft, saving } = editor('SELECT 2', 'mine', { mine: 'SELECT 1' })
    Object.assign(context.savedQueries, {
      save: () => Promise.reject(new LatheError('store-write', 'The disk is full.', { path: 'x' })),
    })
    await saving.save()
    expect([context.log, saving.busy.value, draft.text.value]).toEqual([
      ['LatheError: The disk is full.', 'stopped Saving'],
      false,
      'SELECT 2',
    ])
    saving.saveAs()
    await saving.confirm('other', 'SELECT 3')
    expect([saving.asking.value?.name, draft.query.value, context.log.length]).toEqual(['mine', 'mine', 3])
  })

  it('leaves the editor alone where another workspace was opened meanwhile', async () => {
    const { context, draft, workspace, saving } = editor('SELECT 2', 'mine', { mine: 'SELECT 1' })
    let finish: (name: string) => void = () => undefined
    Object.assign(context.savedQueries, {
      save: () =>
        new Promise((resolve) => {
          finish = resolve
        }),
    })
    const saved = saving.save()
    await settled()
    expect(saving.busy.value).toBe(true)
    workspace.value = workspaceOf('other')
    draft.text.value = 'of the other'
    finish('mine')
    await saved
    expect([draft.text.value, saving.busy.value, context.log]).toEqual(['of the other', false, ['stopped Saving']])
  })
})
