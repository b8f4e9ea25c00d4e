/** Users of one value alone, and this many bits a row for the others. */
export const ENTROPY_STEP = 0.25
