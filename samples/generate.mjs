#!/usr/bin/env node
/**
 * Writes the samples of this folder anew: `node samples/generate.mjs [--out DIR]`. Seeded and free of the clock, so
 * that every run gives the same bytes; test/samples holds that, and that the files in the repository are those.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateActiveUsers } from './active-users/generate.mjs'
import { generateAds } from './ads/generate.mjs'
import { generateExperiment } from './experiment/generate.mjs'
import { generateFeedQuality } from './feed-quality/generate.mjs'
import { generateFiles } from './files/generate.mjs'
import { generateLiftStudy } from './lift-study/generate.mjs'
import { generateMessenger } from './messenger/generate.mjs'
import { generateNewsfeed } from './newsfeed/generate.mjs'
import { generateOrderBatching } from './order-batching/generate.mjs'
import { generatePeopleYouMayKnow } from './people-you-may-know/generate.mjs'
import { generatePhotoUpload } from './photo-upload/generate.mjs'
import { generateReels } from './reels/generate.mjs'
import { generateRestaurants } from './restaurants/generate.mjs'
import { generateRideshare } from './rideshare/generate.mjs'
import { generateSharing } from './sharing/generate.mjs'
import { generateStreaming } from './streaming/generate.mjs'
import { generateTwoLogs } from './two-logs/generate.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const outIndex = process.argv.indexOf('--out')
const out = outIndex < 0 ? here : process.argv[outIndex + 1]
if (out === undefined || (process.argv.length > 2 && outIndex < 0)) {
  process.stderr.write('usage: node samples/generate.mjs [--out DIR]\n')
  process.exit(2)
}

const samples = {
  newsfeed: generateNewsfeed,
  ads: generateAds,
  'lift-study': generateLiftStudy,
  'order-batching': generateOrderBatching,
  experiment: generateExperiment,
  'active-users': generateActiveUsers,
  reels: generateReels,
  restaurants: generateRestaurants,
  'photo-upload': generatePhotoUpload,
  messenger: generateMessenger,
  sharing: generateSharing,
  rideshare: generateRideshare,
  streaming: generateStreaming,
  'people-you-may-know': generatePeopleYouMayKnow,
  files: generateFiles,
  'feed-quality': generateFeedQuality,
  'two-logs': generateTwoLogs,
}
for (const [folder, generate] of Object.entries(samples)) {
  mkdirSync(join(out, folder), { recursive: true })
  for (const [name, content] of Object.entries(generate())) {
    writeFileSync(join(out, folder, name), content)
    process.stdout.write(`${folder}/${name} ${Buffer.byteLength(content)}\n`)
  }
}
