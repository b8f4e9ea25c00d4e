import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { chooseFiles } from './app'

/** A state of the import page that is hard to show well: its files, and what a person does until it is there. */
export interface ImportPicture {
  readonly name: string
  readonly scheme: 'light' | 'dark'
  readonly files: readonly { readonly name: string; readonly text: string }[]
  show?(page: Page): Promise<void>
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n')
}
function isoTime(index: number): string {
  return new Date(Date.UTC(2024, 2, 1) + index * 95_000).toISOString()
}
const EVENTS = ['open', 'view', 'add_to_cart', 'checkout', 'pay']
function shopLine(index: number): string {
  return JSON.stringify({
    event_id: `e${index}`,
    user_id: `u${(index * 7919) % 397}`,
    event: EVENTS[index % 5],
    ts: isoTime(index),
    country: ['DE', 'FR', 'JP'][index % 3],
    amount: index % 5 === 4 ? (index % 90) + 0.5 : null,
  })
}
/** Times that are none in most rows, amounts with words among them, and users that are mostly missing. */
function brokenLine(index: number): string {
  const time = index % 5 < 3 ? `week ${index % 52}` : isoTime(index)
  const amount = index % 9 === 0 ? 'on request' : `${index % 80}.50`
  return `${index % 4 === 0 ? `u${index % 97}` : ''},${EVENTS[index % 5] ?? ''},${time},${amount}`
}
const EXPORT =
  'Umsatz je Bestellung\nErstellt am 01.04.2024\n\nKunde;Ereignis;Zeit;Betrag\n' +
  lines(400, (index) => {
    const day = String(1 + (index % 28)).padStart(2, '0')
    return `K${index % 61};${index % 3 ? 'bestellt' : 'bezahlt'};${day}.03.2024 ${String(index % 24).padStart(2, '0')}:15;1.${String(index % 900).padStart(3, '0')},50`
  })

/** In the order in which they are taken. */
export const IMPORT_PICTURES: readonly ImportPicture[] = [
  {
    name: 'options',
    scheme: 'light',
    files: [{ name: 'umsatz.csv', text: EXPORT }],
    show: async (page) => {
      await page.getByText('How the file was read').click()
    },
  },
  {
    name: 'lost',
    scheme: 'light',
    files: [{ name: 'orders.csv', text: `user_id,event,time,amount\n${lines(2000, brokenLine)}` }],
    show: async (page) => {
      if ((await page.getByLabel('Time column').inputValue()) !== 'time')
        await page.getByLabel('Time column').selectOption('time')
      await page.getByLabel('Value column').selectOption('amount')
    },
  },
  {
    name: 'question',
    scheme: 'light',
    files: [
      {
        name: 'market.csv',
        text: `customer_id,member_id,event,time\n${lines(400, (index) => `b${index % 41},s${index % 43},view,${isoTime(index)}`)}`,
      },
    ],
  },
  {
    name: 'several',
    scheme: 'dark',
    files: [
      { name: 'visits_2024_01.ndjson', text: lines(900, shopLine) },
      { name: 'visits_2024_02.ndjson', text: lines(900, (index) => shopLine(index + 900)) },
      {
        name: 'customers.csv',
        text: `customer,plan,since\n${lines(90, (index) => `u${index},pro,2023-0${1 + (index % 9)}-11`)}`,
      },
      { name: 'logo.png', text: '\u0089PNG\r\n\u001a\n' },
    ],
  },
  {
    name: 'unreadable',
    scheme: 'light',
    files: [{ name: 'report.pdf', text: '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n' }],
  },
  {
    name: 'result',
    scheme: 'light',
    files: [
      {
        name: 'orders.csv',
        text: `user_id,event,time,amount\n${lines(2000, (index) => (index % 40 ? `u${index % 97},view,${isoTime(index)},${index % 80}` : `u1,view,yesterday,free`))}`,
      },
    ],
    show: async (page) => {
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await page.getByRole('region', { name: 'Import result' }).waitFor()
    },
  },
]

/** Brings a window at its start page to a picture. */
export async function showImport(page: Page, picture: ImportPicture): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-picture-'))
  const paths = picture.files.map(({ name, text }) => {
    const path = join(folder, name)
    writeFileSync(path, name.endsWith('.png') ? Buffer.from(text, 'latin1') : text)
    return path
  })
  await chooseFiles(page, paths)
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
  await page.locator('.draft[aria-busy=false]').waitFor()
  await picture.show?.(page)
}
