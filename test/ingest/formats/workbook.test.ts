import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { elapsedText, kindOfFormat, momentText } from '../../../src-renderer/ingest/bytes/sheetCells'
import { sheetText } from '../../../src-renderer/ingest/bytes/sheetText'
import { unpack } from '../../../src-renderer/ingest/bytes/unpack'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import { memorySource } from '../memorySource'

const file = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'files', name))

async function csvOf(bytes: Uint8Array, sheet?: string): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of sheetText(memorySource(bytes, [4096], 'book.xlsx'), sheet)) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('a workbook', () => {
  it('is its first sheet as CSV, with merged cells, a header of two rows and cells of all kinds', async () => {
    expect(await csvOf(file('openpyxl.xlsx'))).toBe(
      [
        'Report of events',
        '',
        '',
        'user_id,event,ts,Q1 price,Q1 count,ok',
        'u0,view,2024-02-29 10:00:30.5,0,0,true',
        'u1,"buy, now",2024-02-29 10:01:30.5,,1,false',
        'u2,,2024-02-29 10:02:30.5,2.2,2,true',
        'u0,"buy, now",2024-02-29 10:03:30.5,3.3,3,false',
        'u1,view,2024-02-29 10:04:30.5,4.4,4,true',
        'u2,"buy, now",2024-02-29 10:05:30.5,5.5,5,false',
        '',
      ].join('\n'),
    )
  })

  it('has shared and rich texts, values of formulas, and days that look like days', async () => {
    expect((await csvOf(file('xlsxwriter.xlsx'))).replaceAll('"say ""hi""\nthere"', 'HI').split('\n')).toEqual([
      'user_id,event,ts,spent,price,day,total',
      'u0,HI,2024-02-29 10:00:00,36:00:00,0.1,1900-01-02,0.2',
      'u1,HI,2024-02-29 10:01:00,36:00:00,1.1,1900-01-03,2.2',
      'u2,HI,2024-02-29 10:02:00,36:00:00,2.1,1900-01-04,4.2',
      'x bold,,,,,,',
      '',
    ])
  })

  it('counts days from 1904 where it says so', async () => {
    expect(await csvOf(file('openpyxl-1904.xlsx'))).toContain('u1,2024-02-29 10:00:00,1\n')
  })

  it('gives the sheet that is named, and says which there are where it is not there', async () => {
    expect(await csvOf(file('openpyxl.xlsx'), 'Other & more')).toBe('a,b\n1,2024-01-02\n2,09:30:00\n')
    await expect(csvOf(file('openpyxl.xlsx'), 'No')).rejects.toMatchObject({
      code: 'not-found',
      payload: { candidates: ['Events', 'Other & more'] },
    })
  })

  it('is opened for what it is whatever it is called, and the plan keeps the sheet', async () => {
    const source = memorySource(file('openpyxl.xlsx'), [], 'log.csv')
    const first = await inspect(source, {})
    expect(first).toMatchObject({
      format: 'csv',
      compression: 'xlsx',
      sheets: ['Events', 'Other & more'],
      mapping: { user: 'user_id', event: 'event', time: 'ts' },
      certain: true,
    })
    expect(first.remarks.map(({ text }) => text)).toContain(
      'Of 2 sheets, “Events” is read; the others are Other & more.',
    )
    const other = await inspect(source, { sheet: 'Other & more', kind: 'table' })
    expect(other.columns.map(({ name }) => name)).toEqual(['a', 'b'])
    expect([planFrom(first, 'UTC').sheet, planFrom(other, 'UTC').sheet]).toEqual([undefined, 'Other & more'])
  })

  it('says that it is damaged', async () => {
    const whole = file('openpyxl.xlsx')
    for (const length of [60, whole.length >> 1, whole.length - 10])
      await expect(unpack(memorySource(whole.subarray(0, length), [], 'a.xlsx'))).rejects.toMatchObject({
        code: 'bad-file',
        message: expect.stringContaining('damaged Excel workbook') as string,
      })
    const bad = Uint8Array.from(whole)
    for (let at = 600; at < 900; at++) bad[at]! ^= 0x55
    await csvOf(bad).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'bad-file' })
    })
  })
})

describe('numbers of cells', () => {
  it.each([
    [0, undefined, 'number'],
    [14, undefined, 'time'],
    [46, undefined, 'elapsed'],
    [165, '[$-409]d-mmm-yy;@', 'time'],
    [166, '#,##0.00 "days"', 'number'],
    [167, '[Red]0.00', 'number'],
    [168, 'General', 'number'],
    [169, '[hh]:mm', 'elapsed'],
    [170, '0.00E+00', 'number'],
    [171, 'yyyy\\-mm\\-dd', 'time'],
  ])('format %i %s is a %s', (id, code, kind) => {
    expect(kindOfFormat(id, code)).toBe(kind)
  })

  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [45_351.75, false, '2024-02-29 18:00:00'],
    [0.5, false, '12:00:00'],
    [0.999999999999, false, '1900-01-01'],
    [1, true, '1904-01-02'],
    [-1, false, null],
    [3e6, false, null],
  ])('%d is %s', (serial, is1904, text) => {
    expect(momentText(serial, is1904)).toBe(text)
  })

  it('lengths of time go on beyond a day', () => {
    expect([elapsedText(1.5), elapsedText(-0.25)]).toEqual(['36:00:00', '-06:00:00'])
  })
})
