-- title: How often an ad is shown before somebody buys
-- about: Of the users who saw so many impressions and had not bought until then: how many bought before they saw another. The last number stands for itself and more.
-- grain: one row per number of impressions
-- tables: fact_ad_events
-- parameter: most integer = 10; so many or more are one row
-- parameter: min_users integer = 30; the last row is of the largest number that so many users reached
-- chart: bar impressions buyer_pct
WITH firsts AS (
  SELECT user_key, min(ts) FILTER (WHERE event = 'conversion') AS bought
  FROM model.fact_ad_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_key
),
counted AS (
  SELECT
    user_key,
    any_value(bought) IS NOT NULL AS is_buyer,
    count(*) FILTER (WHERE event = 'impression' AND (bought IS NULL OR ts < bought)) AS seen
  FROM model.fact_ad_events
  JOIN firsts USING (user_key)
  GROUP BY user_key
),
numbers AS (
  SELECT unnest(range($most + 1)) AS impressions
),
reached AS (
  SELECT impressions, count(*) AS users
  FROM numbers
  JOIN counted ON seen >= impressions
  GROUP BY impressions
),
last_row AS (
  SELECT coalesce(max(impressions) FILTER (WHERE users >= $min_users), 0) AS largest FROM reached
)
SELECT
  impressions,
  any_value(users) AS users,
  count(*) FILTER (WHERE is_buyer AND (seen = impressions OR impressions = largest)) AS buyers,
  100 * buyers / any_value(users) AS buyer_pct
FROM reached
JOIN counted ON seen >= impressions
CROSS JOIN last_row
WHERE impressions <= largest
GROUP BY impressions
ORDER BY impressions
