/** A chosen file is read in pieces: a 2 GB file never stands in memory whole. */
export const PIECE_BYTES = 2 ** 20
