/** The restaurants of the sample: who they are, how many orders they get a day, and what is on their menus. */

/** From this day on (from 0, a Monday) some of them do worse. */
export const TURN = 84

const MENUS = {
  thai: ['Green curry', 'Noodle soup', 'Spring rolls', 'Mango rice'],
  italian: ['Lasagne', 'Minestrone', 'Focaccia', 'Tiramisu'],
  mexican: ['Burrito', 'Tacos', 'Nachos', 'Churros'],
  burger: ['Double burger', 'Chicken burger', 'Fries', 'Shake'],
}
const PRICES = [1450, 1100, 650, 500]
const COSTS = [600, 700, 450, 200]

/** Name, cuisine, market, price tier, orders in ten days, day of joining (from 0; before the log where negative). */
const LIST = [
  ['Lotus', 'thai', 'North', 'mid', 22, -60],
  ['Olive', 'italian', 'North', 'mid', 20, -60],
  ['Cantina', 'mexican', 'South', 'low', 24, -60],
  ['Basil', 'italian', 'South', 'mid', 16, -60],
  ['Orchid', 'thai', 'South', 'high', 12, -60],
  ['Patty', 'burger', 'North', 'low', 18, -45],
  ['Grill 9', 'burger', 'Harbour', 'low', 14, -45],
  ['Roma', 'italian', 'Harbour', 'high', 10, -45],
  ['Agave', 'mexican', 'Harbour', 'mid', 9, -45],
  ['Siam', 'thai', 'Harbour', 'mid', 8, -45],
  ['Pepe', 'mexican', 'North', 'low', 8, 7],
  ['Bun Club', 'burger', 'South', 'mid', 7, 12],
  ['Lemongrass', 'thai', 'North', 'high', 2, 20],
  ['Trattoria', 'italian', 'South', 'low', 7, 38],
  ['Smash', 'burger', 'Harbour', 'low', 6, 45],
  ['El Sol', 'mexican', 'South', 'high', 1, 52],
  ['Papaya', 'thai', 'Harbour', 'low', 6, 66],
  ['Nonna', 'italian', 'North', 'mid', 0, 70],
]

/** Where the middle of a market lies: latitude and longitude. */
const MARKETS = { North: [52.56, 13.4], South: [52.46, 13.39], Harbour: [52.51, 13.48] }

/** A restaurant's place: around its market in steps of the golden angle, at most two kilometres away. */
function placeOf(market, index) {
  const [latitude, longitude] = MARKETS[market]
  const [turn, kilometres] = [index * 2.4, 0.4 + (index % 5) * 0.4]
  return {
    latitude: (latitude + (Math.sin(turn) * kilometres) / 111).toFixed(5),
    longitude: (longitude + (Math.cos(turn) * kilometres) / 68).toFixed(5),
  }
}

export const RESTAURANTS = LIST.map(([name, cuisine, market, tier, inTenDays, joined], index) => ({
  id: index + 1,
  name,
  cuisine,
  market,
  tier,
  inTenDays,
  joined,
  prep: 11 + (index % 5) * 2,
  commission: tier === 'high' ? 20 : 25,
  openHours: 8 + (index % 4) * 2,
  ...placeOf(market, index),
  items: MENUS[cuisine].map((item, place) => ({
    id: (index + 1) * 10 + place + 1,
    name: item,
    price: PRICES[place] + (tier === 'high' ? 500 : tier === 'low' ? -150 : 0),
    cost: COSTS[place] + (tier === 'high' ? 150 : 0),
  })),
}))

/** How many orders a restaurant gets on a day; one of them lost its customers. */
export function ordersOn({ name, inTenDays, joined }, day) {
  if (day < joined) return 0
  const rate = name === 'Cantina' && day >= TURN ? inTenDays / 2 : inTenDays
  return Math.floor(((day + 1) * rate) / 10) - Math.floor((day * rate) / 10)
}
