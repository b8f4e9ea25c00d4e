import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { helpTopics, topicsOfPage, wordsOf } from '../../../src-renderer/panels/help/helpTopics'
import { markedParts, searchHelp, wantedWords } from '../../../src-renderer/panels/help/searchHelp'
import { HEADER_TYPES } from '../../../src-renderer/query/analysis/parameterTypes'
import { CHART_MARKS } from '../../../src-renderer/query/saved/queryChart'
import { readQueryFile } from '../../../src-renderer/query/saved/queryFile'

const docs = join(import.meta.dirname, '../../../docs')
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'))
const topics = helpTopics()

describe('the topics of help', () => {
  it('have one id each', () => {
    expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length)
  })
  it.each(pages)('has docs/%s, and each of its parts is the first that is found by its title', (page) => {
    const name = page.replace(/\.md$/, '')
    const parts = topicsOfPage(name, readFileSync(join(docs, page), 'utf8'))
    expect(topics.filter(({ id }) => id === name || id.startsWith(`${name}/`))).toEqual(parts)
    for (const { id, title, group } of parts) {
      const found = searchHelp(topics, title)
      const best = found.filter(({ topic }) => topic.title === title)
      expect(found.slice(0, best.length).map(({ topic }) => topic.id)).toContain(id)
      // Parts of several pages are called alike: with the page's title it is the one.
      expect(searchHelp(topics, `${title} ${group}`).map(({ topic }) => topic.id)).toContain(id)
    }
  })
  it('has the definition of each analysis, found by its title', () => {
    for (const { name, title } of analyses) {
      const best = searchHelp(topics, title).filter(({ topic }) => topic.title === title)
      expect(best.map(({ topic }) => topic.id)).toContain(`analysis/${name}`)
    }
  })
  it('lose no word of a page', () => {
    const text = readFileSync(join(docs, 'model.md'), 'utf8')
    const shown = topicsOfPage('model', text)
      .map(({ title, source }) => `${title} ${wordsOf(source)}`)
      .join(' ')
    expect(shown.replace(/\W+/g, '')).toBe(wordsOf(text.replace(/^#+ /gm, '')).replace(/\W+/g, ''))
  })
})

describe('the page on saved queries', () => {
  const text = readFileSync(join(docs, 'queries.md'), 'utf8')
  it('names every type of parameter and every mark, and its example can be read', () => {
    for (const word of [...HEADER_TYPES, ...Object.keys(CHART_MARKS)]) expect(text).toContain(`\`${word}\``)
    const example = /```sql\n([\s\S]*?)```/.exec(text)![1]!
    expect(readQueryFile('example', example).parameters.map(({ name }) => name)).toEqual(['since', 'times'])
  })
})

describe('searching help', () => {
  it('finds words by their beginnings, all of them, in any case and order', () => {
    const ids = (wanted: string): readonly string[] => searchHelp(topics, wanted).map(({ topic }) => topic.id)
    expect(ids('PARAMETERS of a quer')[0]).toBe('queries/parameters-of-a-query')
    expect(ids('quer parameters')).toContain('queries/parameters-of-a-query')
    expect(ids('--workspace')).not.toEqual([])
    expect(ids('lathe ingest')[0]).toMatch(/^commands\/lathe-ingest/)
    expect(ids('relations')[0]).toMatch(/^model/)
    expect(ids('retention zebra')).toEqual([])
    expect(ids('  ')).toEqual([])
  })
  it('quotes the place, and marks beginnings of words alone', () => {
    const [found] = searchHelp(topics, 'orphans')
    expect(found?.excerpt.toLowerCase()).toContain('orphan')
    expect(markedParts('Days: a today, DAY.', wantedWords('day'))).toEqual([
      { text: 'Day', found: true },
      { text: 's: a today, ', found: false },
      { text: 'DAY', found: true },
      { text: '.', found: false },
    ])
    expect(markedParts('a+b', wantedWords('('))).toEqual([{ text: 'a+b', found: false }])
  })
})
