import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../src-renderer/ingest/formats/index'
import { xes } from '../../../src-renderer/ingest/formats/xes'
import { inspect } from '../../../src-renderer/ingest/inspect/inspect'
import { memorySource } from '../memorySource'
import { readAll } from './readAll'

/** In the form of the running example of process mining, as PM4Py and ProM write it. */
const LOG = `<?xml version="1.0" encoding="utf-8" ?>
<!-- OpenXES library version: 1.0RC7 -->
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="__INVALID__"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log"/>
  <trace>
    <string key="concept:name" value="case 1"/>
    <float key="amount" value="12.50"/>
    <list key="ids"><values><string key="a" value="b"/></values></list>
    <event>
      <string key="concept:name" value="register &amp; check"/>
      <string key="lifecycle:transition" value="complete"><string key="unit" value="x"/></string>
      <string key="org:resource" value="Pete"/>
      <date key="time:timestamp" value="2010-12-30T11:02:00.000+01:00"/>
      <int key="cost" value="50"/>
      <int key="big" value="9007199254740993"/>
      <boolean key="ok" value="true"/>
    </event>
    <event>
      <string key="concept:name" value="decide"/>
      <date key="time:timestamp" value="2010-12-31T11:02:00.000+01:00"/>
    </event>
    <string key="late" value="x"/>
  </trace>
  <trace>
    <string key="concept:name" value="case 2"/>
    <event><string key="concept:name" value="go"/><date key="time:timestamp" value="2011-01-01T00:00:00Z"/></event>
  </trace>
</log>
`

describe('xes', () => {
  it.each([[], [1], [100, 7]])('reads events with the attributes of their cases (%s)', async (...sizes) => {
    const { names, rows, lines, rejects } = await readAll(xes, LOG, {}, sizes)
    const objects = rows.map((row) =>
      Object.fromEntries(
        names.map((name, at): [string, unknown] => [name, row[at]]).filter(([, cell]) => cell !== null),
      ),
    )
    expect(objects).toEqual([
      {
        'case:concept:name': 'case 1',
        'case:amount': 12.5,
        'concept:name': 'register & check',
        'lifecycle:transition': 'complete',
        'org:resource': 'Pete',
        'time:timestamp': '2010-12-30T11:02:00.000+01:00',
        cost: 50,
        big: '9007199254740993',
        ok: true,
      },
      {
        'case:concept:name': 'case 1',
        'case:amount': 12.5,
        'concept:name': 'decide',
        'time:timestamp': '2010-12-31T11:02:00.000+01:00',
      },
      { 'case:concept:name': 'case 2', 'concept:name': 'go', 'time:timestamp': '2011-01-01T00:00:00Z' },
    ])
    expect([lines, rejects]).toEqual([[12, 21, 29], []])
  })

  it('is known by its beginning, with case, activity and time, and says what it leaves out', async () => {
    const found = await inspect(memorySource(LOG, [], 'running-example.xes'), {})
    expect([found.format, found.mapping, found.certain]).toEqual([
      'xes',
      { user: 'case:concept:name', event: 'concept:name', time: 'time:timestamp', value: 'case:amount' },
      true,
    ])
    expect(found.remarks.map(({ text }) => text).join('\n')).toMatch(
      /Lists of attributes[^]*Attributes of attributes[^]*Attributes of cases/,
    )
    expect(FORMATS.filter((format) => format.sniff(Buffer.from(LOG), 'x') > 0).map(({ name }) => name)).toContain('xes')
  })

  it('reads more events than a batch has', async () => {
    const trace = `<trace><string key="concept:name" value="c"/>${'<event/>'.repeat(9000)}</trace>`
    const { rows, batches } = await readAll(xes, `<log>${trace}</log>`)
    expect([rows.length, batches > 1]).toEqual([9000, true])
  })

  it.each([
    ['cut off', LOG.slice(0, LOG.indexOf('Pete')), 15],
    ['not well formed', LOG.replace('</event>', '</trace>'), 20],
    ['with entities of its own', LOG.replace('Pete', '&boom;'), 15],
    ['nested without end', `<log>${'<a>'.repeat(600)}`, 1],
  ])('says where a log is %s', async (_, text, line) => {
    await expect(readAll(xes, text)).rejects.toMatchObject({ code: 'bad-file', payload: { line } })
  })
})
