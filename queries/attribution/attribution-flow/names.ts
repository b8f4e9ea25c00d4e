/** Names in the flow that are no channels. */
export const CONVERSION = '(conversion)'
export const NO_CONVERSION = '(no conversion)'
export const MORE = '(more)'
export const OTHER = '(other)'
