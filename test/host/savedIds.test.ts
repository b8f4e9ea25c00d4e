import { describe, expect, it } from 'vitest'
import { changeSavedIds } from '../../src-renderer/host/savedIds'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'

const FILES = {
  'segments/alone.json': '{"rule":{"users":["ann"]}}',
  'segments/deep.json': '{"rule":{"all":[{"not":{"users":["bob","ann","Ann","anna","ann"]}}]}}',
  'segments/others.json': '{"about":"not of anna","rule":{"users":["anna","ann_2"]}}',
  'segments/broken.json': '{"rule":{"users":["ann"',
  'segments/said.json': '{"rule":{"property":"user_id","op":"in","value":["ann","bob"]}}',
  'views/one.json': '{"analysis":"funnel","about":"as ann did","parameters":{"filter":[{"value":"ann"}]}}',
  'queries/hers.sql': "SELECT 1 WHERE 'ann' = user_id",
  'model.json': '{\n  // of the house\n  "testUsers": [{ "users": ["x", "ann"] }],\n}',
}

async function changed(user: string, by: string | null): Promise<readonly [unknown, Record<string, string>]> {
  const files = new MemoryFiles()
  for (const [path, text] of Object.entries(FILES)) await files.write(path, new TextEncoder().encode(text))
  const answer = await changeSavedIds(files, user, by)
  const texts: Record<string, string> = {}
  for (const path of Object.keys(FILES)) {
    const text = new TextDecoder().decode(await files.read(path))
    if (text !== FILES[path as keyof typeof FILES]) texts[path] = text
  }
  return [answer, texts]
}

describe('changeSavedIds', () => {
  it('takes an id out of lists of users, and says where else it stands', async () => {
    expect(await changed('ann', null)).toEqual([
      {
        changed: ['segments/alone.json', 'segments/deep.json', 'model.json'],
        naming: ['queries/hers.sql', 'segments/broken.json', 'segments/said.json', 'views/one.json'],
      },
      {
        'segments/alone.json': '{"rule":{"users":[]}}',
        'segments/deep.json': '{"rule":{"all":[{"not":{"users":["bob","Ann","anna"]}}]}}',
        'model.json': '{\n  // of the house\n  "testUsers": [{ "users": ["x" ] }],\n}',
      },
    ])
  })

  it('puts another id into lists of users and conditions', async () => {
    const [answer, texts] = await changed('ann', 'a"1')
    expect(answer).toEqual({
      changed: ['segments/alone.json', 'segments/deep.json', 'segments/said.json', 'views/one.json', 'model.json'],
      naming: ['queries/hers.sql', 'segments/broken.json', 'views/one.json'],
    })
    expect(texts).toEqual({
      'segments/alone.json': String.raw`{"rule":{"users":["a\"1"]}}`,
      'segments/deep.json': String.raw`{"rule":{"all":[{"not":{"users":["bob","a\"1","Ann","anna","a\"1"]}}]}}`,
      'segments/said.json': String.raw`{"rule":{"property":"user_id","op":"in","value":["a\"1","bob"]}}`,
      'views/one.json': String.raw`{"analysis":"funnel","about":"as ann did","parameters":{"filter":[{"value":"a\"1"}]}}`,
      'model.json': '{\n  // of the house\n  "testUsers": [{ "users": ["x", "a\\"1"] }],\n}',
    })
    expect(await changed('nobody', null)).toEqual([{ changed: [], naming: [] }, {}])
  })
})
