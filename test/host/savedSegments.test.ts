import { describe, expect, it } from 'vitest'
import { SavedSegments } from '../../src-renderer/host/savedSegments'
import type { SegmentRule } from '../../src-renderer/query/contract/segment'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'

const text = new TextEncoder()

describe('segments of a workspace', () => {
  it('are one JSON file each, and come back as they were kept', async () => {
    const files = new MemoryFiles()
    const kept = new SavedSegments(files)
    const rules: readonly SegmentRule[] = [
      { did: 'purchase' },
      {
        did: { event: null, where: [{ column: 'plan', op: '=', value: 'pro' }] },
        times: { op: '<', n: 3 },
        from: '2024-01-01',
        to: '2024-02-01',
      },
      { not: { any: [{ did: null }, { users: ['a', 'b'] }] } },
      { all: [{ sql: 'SELECT user_key FROM log -- all', timezone: 'Asia/Tokyo' }] },
      { property: 'dim_users.plan', op: 'in', value: ['pro', 3, true], known: 'first', to: '2024-02-01' },
    ]
    for (const [index, rule] of rules.entries())
      expect(await kept.save(`Rule  ${index}`, { about: ' Why. ', rule })).toBe(`Rule ${index}`)
    expect(await kept.list()).toEqual(rules.map((rule, index) => ({ name: `Rule ${index}`, about: 'Why.', rule })))
    expect(JSON.parse(new TextDecoder().decode(await files.read('segments/Rule 0.json')))).toEqual({
      name: 'Rule 0',
      about: 'Why.',
      rule: { did: 'purchase' },
    })
    await kept.save('Rule 0', { about: '', rule: { did: 'refund' } })
    await kept.remove('Rule 1')
    expect((await kept.list()).map((one) => [one.name, one.rule])).toEqual([
      ['Rule 0', { did: 'refund' }],
      ['Rule 2', rules[2]],
      ['Rule 3', rules[3]],
      ['Rule 4', rules[4]],
    ])
    await expect(kept.remove('Rule 1')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that cannot be read are listed with what is wrong, and other files are not listed', async () => {
    const files = new MemoryFiles()
    await files.write('segments/odd.json', text.encode('{"rule":{"did":"x","or":1}}'))
    await files.write('segments/half.json', text.encode('{"rule":'))
    await files.write('segments/null.json', text.encode('null'))
    await files.write('segments/notes.txt', text.encode('x'))
    await files.write('segments/old/deep.json', text.encode('{}'))
    const found = await new SavedSegments(files).list()
    expect(found.map((one) => [one.name, one.rule])).toEqual([
      ['half', null],
      ['null', null],
      ['odd', null],
    ])
    for (const { name, problem } of found) expect(problem).toContain(`segments/${name}.json cannot be read: `)
    expect(found[2]!.problem).toMatch(/cannot be read: rule: .*cannot have "or"/)
  })

  it.each(['', '  ', '../up', 'a/b', 'a.b', '-x', 'CON', 'x'.repeat(81)])(
    'are not kept under the name %j',
    async (name) => {
      const files = new MemoryFiles()
      await expect(new SavedSegments(files).save(name, { about: '', rule: { did: 'x' } })).rejects.toMatchObject({
        code: 'bad-parameter',
      })
      expect(await files.list('')).toEqual([])
    },
  )

  it('are not kept with a rule that makes no sense', async () => {
    const kept = new SavedSegments(new MemoryFiles())
    await expect(kept.save('x', { about: '', rule: { did: 'x', times: { op: '>=', n: 0.5 } } })).rejects.toThrow(
      /times looks like/,
    )
    for (const word of ['all', 'any'])
      for (const parts of [[], {}, 'x', null])
        await expect(kept.save('x', { about: '', rule: { [word]: parts } as never })).rejects.toThrow(
          `${word} needs a list of at least one rule`,
        )
    expect(await kept.list()).toEqual([])
  })
})
