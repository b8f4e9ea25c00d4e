import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLES } from '../../samples/index'
import { clearWindow, openAnalysisTab, type RunningApp, startApp } from './app'
import { IMPORT_PICTURES, showImport } from './importPictures'
import { shrinkPng } from './shrinkPng'

type Scheme = 'light' | 'dark'

/** One picture: how to get there from the start page, in words that are on screen. */
interface Picture {
  readonly name: string
  readonly scheme: Scheme
  /** Brings the page to what is to be seen and waits until it is there. */
  show(app: RunningApp): Promise<void>
}

async function openGamelaunch({ page }: RunningApp): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open files…' }).first().click()
  await (await chooser).setFiles('samples/open-data/gamelaunch/gamelaunch.csv')
  await page.getByText('First rows').first().waitFor()
}

/** The list of users behind the first tile of a sample's active users. */
async function openDrill(app: RunningApp): Promise<void> {
  await panelOf('newsfeed', 'active-users', 'Users in all')(app)
  await app.page.getByRole('button', { name: 'Dismiss' }).click()
  await app.page.getByTitle('Show the users behind Daily').click()
  await app.page.getByRole('dialog').getByRole('row').nth(3).waitFor()
}

/** A tab of a panel of a sample, once that text is there. */
function tabOf(sample: string, route: string, tab: string, text: string | RegExp) {
  return async (app: RunningApp): Promise<void> => {
    await panelOf(sample, route, tab)(app)
    await openAnalysisTab(app.page, tab)
    await app.page.getByText(text).first().waitFor()
  }
}

function panelOf(sample: string, route: string, text: string | RegExp) {
  return async ({ page, url }: RunningApp): Promise<void> => {
    const { title } = SAMPLES.find((one) => one.name === sample)!
    await page.getByRole('button', { name: title }).first().click()
    await page.getByRole('navigation', { name: 'Panels' }).waitFor()
    await page.goto(`${url}#/${route}`)
    await page.getByText(text).first().waitFor()
  }
}

/** An analysis of a sample with its settings, as a link opens it. */
function linkOf(sample: string, analysis: string, parameters: object, text: string | RegExp, scope: object = {}) {
  const view = encodeURIComponent(JSON.stringify({ analysis, parameters, scope }))
  return panelOf(sample, `link/${view}`, text)
}

const NEW_PLAYERS = { name: 'new players', event: 'newPlayer', measure: 'count' }

/** The steps of docs/investigation.md. */
const INVESTIGATION: readonly Picture['show'][] = [
  linkOf('gamelaunch', 'change-point', {}, /changes of the level/),
  linkOf('gamelaunch', 'lifecycle', { unit: 'week' }, 'Resurrecting'),
  linkOf('gamelaunch', 'change-point', { measures: [NEW_PLAYERS] }, /changes of the level/),
  linkOf('gamelaunch', 'retention-summary', {}, 'Retention, all cohorts', {
    dates: { from: '2016-05-06', to: '2016-05-14' },
    compare: 'previous-period',
  }),
  linkOf(
    'gamelaunch',
    'before-after',
    {
      date: '2016-05-06',
      days: 7,
      measures: [
        NEW_PLAYERS,
        { name: 'players', measure: 'users' },
        { name: 'events per player', measure: 'per-user' },
      ],
    },
    /changed beyond chance/,
  ),
]

const PICTURES: readonly Picture[] = [
  {
    name: 'start',
    scheme: 'light',
    show: async ({ page }) => {
      await page.getByText('Drop log files here').waitFor()
    },
  },
  { name: 'import', scheme: 'light', show: openGamelaunch },
  ...IMPORT_PICTURES.map((picture): Picture => ({
    name: `import-${picture.name}`,
    scheme: picture.scheme,
    show: ({ page }) => showImport(page, picture),
  })),
  { name: 'overview', scheme: 'light', show: panelOf('gamelaunch', 'overview', 'No day without events') },
  { name: 'dashboard-dark', scheme: 'dark', show: panelOf('reels', 'dashboard/reels', 'Which creators rise?') },
  { name: 'active-users', scheme: 'light', show: panelOf('gamelaunch', 'active-users', '3,994') },
  { name: 'retention', scheme: 'light', show: panelOf('gamelaunch', 'retention', '2,222 of 3,917') },
  { name: 'retention-dark', scheme: 'dark', show: panelOf('gamelaunch', 'retention', '2,222 of 3,917') },
  { name: 'funnel', scheme: 'light', show: panelOf('ecom', 'funnel', 'Time from the previous step') },
  { name: 'attribution', scheme: 'light', show: panelOf('ads', 'attribution', 'Conversions by channel') },
  {
    name: 'start-dark',
    scheme: 'dark',
    show: async ({ page }) => {
      await page.getByText('Drop log files here').waitFor()
    },
  },
  { name: 'drill', scheme: 'light', show: openDrill },
  {
    name: 'definition-diff',
    scheme: 'light',
    show: panelOf('newsfeed', 'definition-diff', /differently in some figure/),
  },
  { name: 'journeys', scheme: 'light', show: panelOf('ads', 'journeys', 'Journeys from channel to channel') },
  { name: 'experiment', scheme: 'light', show: panelOf('experiment', 'experiments', 'Difference from the control') },
  { name: 'route-map', scheme: 'light', show: tabOf('order-batching', 'batching', 'Route map', /^Route of batch/) },
  ...INVESTIGATION.map((show, step): Picture => ({ name: `investigation-${step + 1}`, scheme: 'light', show })),
  { name: 'batching', scheme: 'light', show: panelOf('order-batching', 'batching', 'Minutes per delivery') },
]

/**
 * Takes the pictures of those names (all, when none is given) into the folder. Throws when the window complains about
 * something.
 */
export async function takeScreenshots(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const picture of PICTURES.filter((one) => names.length === 0 || names.includes(one.name))) {
    const app = await startApp({ width: 1440, height: 900, colorScheme: picture.scheme })
    try {
      await picture.show(app)
      // Figures that need a query of their own, and fonts, come a moment later.
      await app.page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
      await app.page.waitForTimeout(500)
      await clearWindow(app)
      const png = shrinkPng(await app.page.screenshot())
      writeFileSync(join(folder, `${picture.name}.png`), png)
      if (app.complaints.length > 0) throw new Error(`${picture.name}: ${app.complaints.join('; ')}`)
      process.stdout.write(`${picture.name}.png  ${Math.round(png.length / 1000)} kB\n`)
    } finally {
      await app.close()
    }
  }
}
