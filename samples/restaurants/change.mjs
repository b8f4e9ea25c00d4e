/**
 * How a sum of money changed from some orders to others: the factors (how many customers, what each of them spent) by
 * logarithmic means, and what came of customers who stayed, are new, or did not come again.
 */
export function changeOf(before, since) {
  const sum = (orders) => orders.reduce((all, one) => all + one.cents, 0) / 100
  const customers = (orders) => new Set(orders.map((one) => one.customer))
  const [old, young] = [customers(before), customers(since)]
  const [first, second] = [sum(before), sum(since)]
  const mean = (second - first) / Math.log(second / first)
  const stayed = (orders) => orders.filter((one) => old.has(one.customer) && young.has(one.customer))
  return {
    before: first,
    since: second,
    total: second - first,
    users: mean * Math.log(young.size / old.size),
    perUser: mean * Math.log(second / young.size / (first / old.size)),
    inBoth: sum(stayed(since)) - sum(stayed(before)),
    new: sum(since.filter((one) => !old.has(one.customer))),
    onlyBefore: -sum(before.filter((one) => !young.has(one.customer))),
  }
}
