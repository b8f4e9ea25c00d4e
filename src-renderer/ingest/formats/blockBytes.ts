/** About how many bytes of a file are read at once. */
export const BLOCK_BYTES = 2 ** 20
