import fc from 'fast-check'

/**
 * What generated tests begin with: `npm test` gives a fixed seed (LATHE_SEED), so that two runs of one tree say the
 * same; without one, and with LATHE_SEED=random, every run tries other cases. A failure prints its seed either way.
 */
const seed = process.env['LATHE_SEED']
if (seed !== undefined && seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
