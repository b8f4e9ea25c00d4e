/**
 * How every chart draws what is not complete: in the colour of its series, hollow where it is a surface, and dashed
 * like this.
 */
export const INCOMPLETE_DASH = '3 2'

/** What is said after its value. */
export const INCOMPLETE_WORDS = ', incomplete'
