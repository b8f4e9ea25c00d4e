/** A made-up city: places on a plane in hundredths of a mile, with coordinates for the map. */

const ORIGIN = { lat: 37.72, lng: -122.48 }
const DEGREES_PER_MILE = { lat: 1 / 69, lng: 1 / 54.6 }
/** Streets make a way longer than the straight line. */
const DETOUR = 1.3
const MINUTES_PER_MILE = 4

/** @typedef {{ x: number, y: number }} Place x east and y north of the city's corner, in miles */

/** @param {Place} a @param {Place} b @returns {number} the way between them, in hundredths of a mile, at least 5 */
export function wayBetween(a, b) {
  return Math.max(5, Math.round(Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2) * DETOUR * 100))
}

/**
 * @param {number} hundredths @param {number} traffic 1 on an ordinary day @returns {number} whole minutes, at least 1
 */
export function driveMinutes(hundredths, traffic) {
  return Math.max(1, Math.round((hundredths / 100) * MINUTES_PER_MILE * traffic))
}

/** @param {Place} place */
export function coordinates(place) {
  return {
    lat: (ORIGIN.lat + place.y * DEGREES_PER_MILE.lat).toFixed(5),
    lng: (ORIGIN.lng + place.x * DEGREES_PER_MILE.lng).toFixed(5),
  }
}

/** A place within `reach` miles of another. */
export function placeNear(random, place, reach) {
  return { x: place.x + (random.next() * 2 - 1) * reach, y: place.y + (random.next() * 2 - 1) * reach }
}
