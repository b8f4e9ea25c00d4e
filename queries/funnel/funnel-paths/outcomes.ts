/** The row of those who did nothing but steps. */
export const NOTHING = '(nothing else)'
export const WENT_ON = 'went on'
export const LOST = 'lost'
