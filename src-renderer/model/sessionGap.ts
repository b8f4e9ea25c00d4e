/** Where a log has no session ids: a gap of exactly this continues a session; a longer one begins another. */
export const SESSION_GAP_MINUTES = 30
export const SESSION_GAP_MICROS = SESSION_GAP_MINUTES * 60 * 1_000_000
