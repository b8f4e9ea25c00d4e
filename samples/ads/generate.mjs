import { createRandom } from '../random.mjs'
import { csvText, dateText, hundredthsText, percentText, plant, startOfDate, utcText } from '../text.mjs'
import { chainOf, weighted } from './journeys.mjs'

const FIRST_DATE = '2024-04-01'
const DAYS = 35
const SECONDS_A_DAY = 86400
const LOOKBACK_SECONDS = 7 * SECONDS_A_DAY
const CONVERSIONS = 600
const WITHOUT_TOUCH = 60
const VIEW_THROUGH_SHARE = 0.2
const REPEAT_BUYERS = 40
const WINDOW_SHOPPERS = 2500

/** Campaigns by channel, with the return on spend (last touch, lookback of 7 days) that their spend is set to give. */
const CAMPAIGNS = [
  ['vid_brand', 'Brand film', 'video', 0.6],
  ['vid_launch', 'Spring launch film', 'video', 1.3],
  ['vid_shorts', 'Short clips', 'video', 2.2],
  ['soc_look', 'Lookalike audiences', 'social', 1.1],
  ['soc_retarget', 'Retargeting', 'social', 3.4],
  ['soc_creators', 'Creators', 'social', 0.8],
  ['dis_network', 'Banner network', 'display', 0.5],
  ['dis_partner', 'Partner sites', 'display', 2.4],
  ['mail_weekly', 'Weekly letter', 'email', 6.5],
  ['sea_brand', 'Own name', 'search', 5.2],
  ['sea_generic', 'Generic terms', 'search', 2.1],
  ['sea_shopping', 'Shopping results', 'search', 3.1],
].map(([id, name, channel, roas], index) => ({
  id,
  name,
  channel,
  roas,
  advertiser: ['Alder', 'Birch', 'Cedar'][index % 3],
  ad: 100 + 10 * index,
}))

/** What was bought: it follows from the price. Touches count for a day before hats, and for a week before the rest. */
const PRODUCTS = ['shoes', 'hats', 'bags']
const productOf = ({ cents }) => PRODUCTS[Math.floor(cents / 100) % 3]
const windowHours = (product) => (product === 'hats' ? 24 : 168)

const FIRST = [
  ['video', 62],
  ['social', 22],
  ['display', 16],
]
const MIDDLE = [
  ['video', 20],
  ['social', 34],
  ['display', 26],
  ['email', 10],
  ['search', 10],
]
const LAST = [
  ['search', 64],
  ['email', 20],
  ['social', 10],
  ['video', 6],
]
const ONLY = [
  ['video', 40],
  ['search', 45],
  ['social', 15],
]

export function tierOf(roas) {
  return roas >= 3 ? 'excellent' : roas >= 2 ? 'good' : roas >= 1 ? 'break-even' : 'poor'
}

function journey(random, conversionAt, viewThrough) {
  const length = random.weighted([
    [1, 14],
    [2, 26],
    [3, 26],
    [4, 18],
    [5, 10],
    [6, 6],
  ])
  const times = new Set()
  while (times.size < length) times.add(conversionAt - random.integer(600, LOOKBACK_SECONDS - 600))
  const touches = []
  ;[...times]
    .sort((a, b) => a - b)
    .forEach((at, index) => {
      const channel = random.weighted(length === 1 ? ONLY : index === 0 ? FIRST : index === length - 1 ? LAST : MIDDLE)
      const campaign = random.pick(CAMPAIGNS.filter((one) => one.channel === channel))
      touches.push({ at, event: 'impression', campaign })
      const clicked = !viewThrough && (index === length - 1 || random.chance(0.3))
      if (clicked) touches.push({ at: at + random.integer(2, 40), event: 'click', campaign })
    })
  return touches
}

function eventsOf(random) {
  const start = startOfDate(FIRST_DATE)
  const events = []
  let users = 0
  const newUser = () => `v${String(++users).padStart(5, '0')}`
  const viewThrough = Math.round((CONVERSIONS - WITHOUT_TOUCH) * VIEW_THROUGH_SHARE)
  const kinds = random
    .shuffle([...Array(CONVERSIONS).keys()])
    .map((i) => (i < WITHOUT_TOUCH ? 'none' : i < WITHOUT_TOUCH + viewThrough ? 'view' : 'click'))
  const repeat = []
  for (const kind of kinds) {
    const earlier =
      repeat.length < REPEAT_BUYERS ? null : repeat.find((one) => one.at < start + 18 * SECONDS_A_DAY && !one.used)
    const user = earlier?.user ?? newUser()
    if (earlier) earlier.used = true
    const at = earlier
      ? earlier.at + random.integer(15, 16) * SECONDS_A_DAY + random.integer(0, 3600)
      : start + random.integer(9, DAYS - 2) * SECONDS_A_DAY + random.integer(7 * 3600, 22 * 3600)
    if (!earlier) repeat.push({ user, at, used: false })
    const cents = 100 * random.integer(12, 60) + random.pick([0, 49, 90, 99]) + (random.chance(0.15) ? 12000 : 0)
    events.push({ at, user, event: 'conversion', campaign: null, cents, kind })
    if (kind !== 'none') for (const touch of journey(random, at, kind === 'view')) events.push({ ...touch, user })
    else if (random.chance(0.5))
      events.push({
        at: at - LOOKBACK_SECONDS - random.integer(60, SECONDS_A_DAY),
        user,
        event: 'impression',
        campaign: random.pick(CAMPAIGNS),
      })
  }
  for (let i = 0; i < WINDOW_SHOPPERS; i++) {
    const user = newUser()
    for (let left = random.integer(1, 5); left > 0; left--) {
      const at = start + random.integer(0, DAYS - 1) * SECONDS_A_DAY + random.integer(6 * 3600, 23 * 3600)
      const campaign = random.pick(CAMPAIGNS.filter((one) => one.channel !== 'email'))
      events.push({ at, user, event: 'impression', campaign })
      if (random.chance(0.08)) events.push({ at: at + random.integer(2, 40), user, event: 'click', campaign })
    }
  }
  return events
    .sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : a.user > b.user ? 1 : 0))
    .map((event, index) => ({ ...event, id: `a${String(index + 1).padStart(5, '0')}` }))
}

/**
 * First and last touch of every conversion, found anew in the finished events: touches in [conversion - 7 days,
 * conversion).
 */
function attribute(events) {
  const byUser = new Map()
  for (const event of events) byUser.set(event.user, [...(byUser.get(event.user) ?? []), event])
  return events
    .filter((event) => event.event === 'conversion')
    .map((conversion) => {
      const touches = byUser
        .get(conversion.user)
        .filter(
          (one) => one.event !== 'conversion' && one.at >= conversion.at - LOOKBACK_SECONDS && one.at < conversion.at,
        )
      const earlier = byUser
        .get(conversion.user)
        .some((one) => one.event !== 'conversion' && one.at < conversion.at - LOOKBACK_SECONDS)
      return {
        earlier,
        channels: touches.map((one) => one.campaign.channel),
        at: conversion.at,
        product: productOf(conversion),
        cents: conversion.cents,
        first: touches[0] ?? null,
        last: touches[touches.length - 1] ?? null,
        clicked: touches.some((one) => one.event === 'click'),
      }
    })
}

function tally(attributed, keyOf) {
  const rows = {}
  for (const one of attributed) {
    const row = (rows[keyOf(one)] ??= { conversions: 0, cents: 0 })
    row.conversions += 1
    row.cents += one.cents
  }
  return Object.fromEntries(
    Object.entries(rows)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, row]) => [key, { conversions: row.conversions, value: row.cents / 100 }]),
  )
}

/** From the last touch backwards. */
const WEIGHTS = [5, 3, 2]

function truthsOf(events) {
  const attributed = attribute(events)
  const touched = attributed.filter((one) => one.last !== null)
  const first = tally(attributed, (one) => one.first?.campaign.channel ?? '(none)')
  const last = tally(attributed, (one) => one.last?.campaign.channel ?? '(none)')
  const byCampaign = tally(touched, (one) => one.last.campaign.id)
  const count = (event) => events.filter((one) => one.event === event).length
  plant(first.video.conversions > touched.length / 2, 'most first touches are video')
  plant(last.search.conversions > touched.length / 2, 'most last touches are search')
  const campaigns = CAMPAIGNS.map((campaign) => {
    const { conversions, value } = byCampaign[campaign.id] ?? { conversions: 0, value: 0 }
    const spendCents = value === 0 ? 50000 : Math.round((value * 100) / campaign.roas)
    return {
      campaign_id: campaign.id,
      campaign_name: campaign.name,
      channel: campaign.channel,
      spendCents,
      conversions,
      value,
      roas: (value * 100) / spendCents,
      tier: tierOf((value * 100) / spendCents),
    }
  })
  plant(new Set(campaigns.map((campaign) => campaign.tier)).size === 4, 'every tier of return on spend occurs')
  const advertisers = [...new Set(CAMPAIGNS.map((one) => one.advertiser))].map((advertiser) => {
    const own = campaigns.filter((row) => CAMPAIGNS.find((one) => one.id === row.campaign_id).advertiser === advertiser)
    return {
      advertiser,
      campaigns: own.length,
      spend: own.reduce((sum, row) => sum + row.spendCents, 0) / 100,
      conversions: own.reduce((sum, row) => sum + row.conversions, 0),
      value: Math.round(own.reduce((sum, row) => sum + row.value * 100, 0)) / 100,
    }
  })
  const products = PRODUCTS.map((product) => {
    const own = attributed.filter((one) => one.product === product)
    return {
      product,
      windowHours: windowHours(product),
      conversions: own.length,
      attributed: own.filter((one) => one.last !== null && one.at - one.last.at <= windowHours(product) * 3600).length,
    }
  })
  return {
    timezone: 'UTC',
    rows: events.length,
    users: new Set(events.map((event) => event.user)).size,
    firstDate: dateText(events[0].at),
    lastDate: dateText(events[events.length - 1].at),
    impressions: count('impression'),
    clicks: count('click'),
    conversions: attributed.length,
    value: attributed.reduce((sum, one) => sum + one.cents, 0) / 100,
    lookbackDays: 7,
    withoutTouch: attributed.length - touched.length,
    withoutTouchButEarlier: attributed.filter((one) => one.last === null && one.earlier).length,
    withTouch: touched.length,
    viewThrough: touched.filter((one) => !one.clicked).length,
    chain: chainOf(events, attributed),
    byWeights: { weights: WEIGHTS, ...weighted(touched, WEIGHTS) },
    firstTouch: first,
    lastTouch: last,
    campaigns,
    advertisers,
    products,
  }
}

function readmeOf(truths) {
  const channels = [...new Set([...Object.keys(truths.firstTouch), ...Object.keys(truths.lastTouch)])].sort()
  const cell = (row) => `${row?.conversions ?? 0} | ${(row?.value ?? 0).toFixed(2)}`
  return `# Ads
Five weeks of an advertiser's event log, made up: ${truths.impressions} impressions, ${truths.clicks} clicks and ${truths.conversions} conversions of ${truths.users} visitors over five channels. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them.

| file | what it is |
|---|---|
| events.csv | one event a row: event_id, user_id, event, ts (UTC), channel, campaign_id, value (conversions only), device, ad_id, and of conversions product_category and attribution_window_hours |
| campaigns.csv | campaign_id, campaign_name, channel, start_date, end_date, spend, advertiser_id |

## What is planted
Touches are impressions and clicks in the ${truths.lookbackDays} days before a conversion, the moment of the conversion left out.

- ${truths.conversions} conversions worth ${truths.value.toFixed(2)}; ${truths.withoutTouch} of them have no touch (to ${truths.withoutTouchButEarlier} of those an advertisement was shown, but more than 7 days before).
- View-through: ${truths.viewThrough} of the ${truths.withTouch} conversions with a touch (${percentText(truths.viewThrough, truths.withTouch)}) were never clicked for.
- The order of channels matters: first touches are mostly video, last touches mostly search. Of ${truths.chain.start.all} journeys, those without a conversion among them, ${truths.chain.start.video} begin with video; of ${truths.chain.search.all} touches by search, ${truths.chain.search.conversion} are the last before a conversion. With weights of ${truths.byWeights.weights.join(', ')} from the last touch backwards search has ${truths.byWeights.search.toFixed(2)} conversions.

| channel | first touch: conversions | value | last touch: conversions | value |
|---|---|---|---|---|
${channels.map((channel) => `| ${channel} | ${cell(truths.firstTouch[channel])} | ${cell(truths.lastTouch[channel])} |`).join('\n')}

- Return on spend by last touch, with all four tiers (excellent ≥ 3, good ≥ 2, break-even ≥ 1, poor):

| campaign | channel | spend | conversions | value | return | tier |
|---|---|---|---|---|---|---|
${truths.campaigns
  .map(
    (one) =>
      `| ${one.campaign_id} | ${one.channel} | ${hundredthsText(one.spendCents)} | ${one.conversions} | ` +
      `${one.value.toFixed(2)} | ${one.roas.toFixed(2)} | ${one.tier} |`,
  )
  .join('\n')}

- By advertiser, last touch:

| advertiser | campaigns | spend | conversions | value |
|---|---|---|---|---|
${truths.advertisers.map((one) => `| ${one.advertiser} | ${one.campaigns} | ${one.spend.toFixed(2)} | ${one.conversions} | ${one.value.toFixed(2)} |`).join('\n')}

- Touches count for as long before a conversion as its own window says:

| product | window, hours | conversions | with a touch in it |
|---|---|---|---|
${truths.products.map((one) => `| ${one.product} | ${one.windowHours} | ${one.conversions} | ${one.attributed} |`).join('\n')}
`
}

/** @returns {Record<string, string>} file name → text */
export function generateAds() {
  const random = createRandom(20240401)
  const events = eventsOf(random)
  const devices = new Map()
  for (const event of events)
    if (!devices.has(event.user))
      devices.set(
        event.user,
        random.weighted([
          ['phone', 6],
          ['desktop', 3],
          ['tablet', 1],
        ]),
      )
  const truths = truthsOf(events)
  const lastDate = dateText(startOfDate(FIRST_DATE) + (DAYS - 1) * SECONDS_A_DAY)
  return {
    'events.csv': csvText(
      [
        ...['event_id', 'user_id', 'event', 'ts', 'channel', 'campaign_id', 'value', 'device'],
        ...['ad_id', 'product_category', 'attribution_window_hours'],
      ],
      events.map((event) => ({
        event_id: event.id,
        user_id: event.user,
        event: event.event,
        ts: utcText(event.at),
        channel: event.campaign?.channel,
        campaign_id: event.campaign?.id,
        value: event.event === 'conversion' ? hundredthsText(event.cents) : null,
        device: devices.get(event.user),
        ad_id: event.campaign && event.campaign.ad + (Number(event.user.slice(1)) % 2),
        product_category: event.event === 'conversion' ? productOf(event) : null,
        attribution_window_hours: event.event === 'conversion' ? windowHours(productOf(event)) : null,
      })),
    ),
    'campaigns.csv': csvText(
      ['campaign_id', 'campaign_name', 'channel', 'start_date', 'end_date', 'spend', 'advertiser_id'],
      truths.campaigns.map((one) => ({
        ...one,
        start_date: FIRST_DATE,
        end_date: lastDate,
        advertiser_id: CAMPAIGNS.find(({ id }) => id === one.campaign_id).advertiser,
        spend: hundredthsText(one.spendCents),
      })),
    ),
    'truths.json':
      JSON.stringify(
        {
          ...truths,
          campaigns: truths.campaigns.map(({ spendCents, ...one }) => ({ ...one, spend: spendCents / 100 })),
        },
        null,
        1,
      ) + '\n',
    'README.md': readmeOf(truths),
  }
}
